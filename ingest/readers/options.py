"""How far a reader goes before it gives a file up, and what it may call for help."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Limits on one file, so that no file stops the others from being read; and whether a scan is read by OCR."""

    max_bytes: int = 50_000_000
    max_unpacked_bytes: int = 300_000_000  # of all the parts of an archive, .docx and .odt included
    max_ratio: int = 200  # unpacked over packed: the fiches of Word stay under 30
    max_pages: int = 1_000
    max_characters: int = 5_000_000  # of published text: the annex of a contract holds a tenth of it
    max_seconds: float = 120.0
    ocr: bool = False


DEFAULT_OPTIONS = ReadingOptions()
