"""PDF: the text as its pages show it, label by label, with the cells that their rules or their columns make."""

import hashlib
import io
import logging
import math
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, StreamObject

# The one name that pypdf keeps for itself: it reads the encodings, the ToUnicode tables and the widths of fonts.
from pypdf.generic._font import Font

from ingest.errors import UnreadableSourceError
from ingest.model import Source
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions
from ingest.readers.pdf.content import Drawing, PageTooComplexError
from ingest.readers.pdf.layout import publish_pages
from ingest.readers.pdf.marks import Box, PageMarks, upright
from ingest.readers.pdf.ocr import recognise_pages
from ingest.readers.pdf.parts import IDENTITY, Form, Glyph, Matrix, Resources, Typeface, fitted, multiply
from ingest.readers.pdf.tags import Tags
from ingest.readers.publisher import Publisher

# pypdf tells each oddity of a file to its log; we tell a reader what stops us, in a sentence.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# What pypdf 7.1 raises on damaged files: its own errors, and those of Python that thousands of mutated files let through.
_DAMAGE = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
)
_TAIL = 2_048  # bytes: where the file says that it ends; readers look for it in the last 1 024
_MAX_SIDE = 20_000.0  # points: PDF itself stops at 14 400, 5 metres
_MAX_TOKENS = 1_000_000  # of one content: a dense page has 30 000
_MAX_CONTENT = 32_000_000  # bytes of one unpacked stream: the content of a dense page has 100 000
_HAS_COVERS = 4  # pages: a fiche has one to three
_SCAN = 0.25  # of the page: a picture that size may be a scanned half-page, a logo is a tenth of it
# The codes that WinAnsiEncoding leaves free all draw a bullet: ISO 32000-1, annex D.2, note 3.
_UNUSED = frozenset("\x7f\x81\x8d\x8f\x90\x9d")
# « ABCDEF+Calibri-Bold », « Arial,Bold », « Roboto-Black », « HelveticaNeue-Demi »
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_MARGIN_OF_CROP = 1.0  # points


def read_pdf(data: bytes, name: str, options: ReadingOptions = DEFAULT_OPTIONS) -> Source:
    """Publish the text of a PDF, page by page; its scanned pages too, where `options.ocr` asks for it.

    Raises:
        UnreadableSourceError: no PDF, damaged, locked, too long, scanned, or without a word.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnreadableSourceError(f"« {name} » n’est pas un PDF ; vérifiez son extension, ou exportez-le de nouveau en PDF.")
    if b"startxref" not in data[-_TAIL:]:
        raise UnreadableSourceError(f"« {name} » est un PDF incomplet ; copiez-le ou téléchargez-le de nouveau.")
    try:
        with apply_configuration(
            zlib_maximum_output_length=min(_MAX_CONTENT, options.max_unpacked_bytes),
            zlib_maximum_recovery_input_length=0,  # pypdf would drop what it cannot unpack, without a word
            stream_parsing_work_maximum_count=_MAX_TOKENS,
            page_tree_maximum_entries=10 * options.max_pages + 1_000,
        ):
            pages = _read_pages(data, name, options)
    except FileNotDecryptedError as error:
        raise _locked(name) from error
    except DependencyError as error:
        raise UnreadableSourceError(
            f"« {name} » est chiffré par un procédé que cette installation ne lit pas ; enregistrez-le sans mot de passe."
        ) from error
    except PageTooComplexError as error:
        raise UnreadableSourceError(
            f"« {name} » contient une page trop chargée pour être une fiche (dessin ou plan) ; retirez cette page."
        ) from error
    except _DAMAGE as error:
        raise UnreadableSourceError(f"« {name} » est un PDF endommagé ou démesuré ; ouvrez-le et exportez-le de nouveau en PDF.") from error
    publisher = Publisher()
    publish_pages(pages, publisher)
    return publisher.source(name, hashlib.sha256(data).hexdigest())


def _locked(name: str) -> UnreadableSourceError:
    return UnreadableSourceError(f"« {name} » est protégé par un mot de passe ; enregistrez-le sans mot de passe.")


def _read_pages(data: bytes, name: str, options: ReadingOptions) -> list[PageMarks]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(name)
    count = len(reader.pages)
    if count == 0:
        raise UnreadableSourceError(f"« {name} » ne contient aucune page ; exportez-le de nouveau en PDF.")
    if count > options.max_pages:
        raise UnreadableSourceError(
            f"« {name} » a {count} pages, plus que les {options.max_pages} admises ; découpez-le, ou augmentez FICHES_MAX_PAGES."
        )
    typefaces: dict[int, Typeface | None] = {}
    tags = Tags(_dictionary(reader.trailer["/Root"]))
    pages: list[PageMarks] = []
    scanned: list[int] = []
    mute: list[int] = []
    for number, page in enumerate(reader.pages, start=1):
        drawing = Drawing()
        crop = _crop(page, name)
        for content, ctm, resources in _contents(page, reader, typefaces, tags):
            drawing.draw(content, resources, ctm)
        # A page whose fonts hide most of their characters can be looked at, not read: no better than its picture.
        if drawing.unreadable > drawing.readable:
            mute.append(number)
        elif (
            not drawing.readable and drawing.image_area > _SCAN * crop.width * crop.height and (options.ocr or not _is_cover(number, count))
        ):
            scanned.append(number)
        pages.append(upright(drawing.strokes, drawing.rules, crop))
    if scanned or mute:
        if not options.ocr:
            raise _no_text(name, scanned, mute)
        for number, marks in recognise_pages(data, name, sorted(scanned + mute), options):
            pages[number - 1] = marks
    return pages


def _is_cover(number: int, count: int) -> bool:
    """The photograph of a cover holds no fiche; any other page without text might."""
    return count >= _HAS_COVERS and number in (1, count)


def _no_text(name: str, scanned: Sequence[int], mute: Sequence[int]) -> UnreadableSourceError:
    remedy = "demandez le fichier Word, ou activez FICHES_OCR=1 (avec tesseract et son français installés)"
    page = (scanned or mute)[0]
    if scanned:
        return UnreadableSourceError(f"« {name} » est un scan : la page {page} est une image sans texte ; {remedy}.")
    return UnreadableSourceError(f"« {name} » : les polices de la page {page} ne disent pas quels caractères elles dessinent ; {remedy}.")


def _crop(page: PageObject, name: str) -> Box:
    box = page.cropbox
    crop = Box(float(box.left), float(box.bottom), float(box.right), float(box.top))
    if not (0 < crop.width <= _MAX_SIDE and 0 < crop.height <= _MAX_SIDE):
        raise UnreadableSourceError(f"« {name} » a une page d’une taille impossible ; exportez-le de nouveau en PDF.")
    return Box(crop.left - _MARGIN_OF_CROP, crop.top - _MARGIN_OF_CROP, crop.right + _MARGIN_OF_CROP, crop.bottom + _MARGIN_OF_CROP)


def _contents(
    page: PageObject, reader: PdfReader, typefaces: dict[int, Typeface | None], tags: Tags
) -> Iterator[tuple[list[tuple[Any, bytes]], Matrix, Resources]]:
    """The content of the page, then what was typed into its form fields and put on it as text."""
    resources = _Names(_dictionary(page.get_inherited("/Resources", None)), reader, typefaces, tags.paragraphs(page))
    content = page.get("/Contents")
    if content is not None:
        yield ContentStream(content.get_object(), reader, "bytes").operations, IDENTITY, resources
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    for entry in annotations if isinstance(annotations, ArrayObject) else ():
        annotation = _dictionary(entry)
        # Bits 2 and 6 of the flags: hidden, and not to be seen on the screen.
        if annotation.get("/Subtype") not in ("/Widget", "/FreeText") or int(annotation.get("/F", 0)) & 0b100010:
            continue
        look = _dictionary(_dictionary(annotation.get("/AP")).get("/N"))
        if not isinstance(look, StreamObject):
            look = _dictionary(look.get(annotation.get("/AS", "/Off")))
        form = resources.as_form(look)
        if form is not None:
            yield (
                list(form.operations),
                multiply(form.matrix, fitted(_numbers(look["/BBox"]), form.matrix, _numbers(annotation["/Rect"]))),
                form.resources,
            )


def _numbers(value: Any) -> list[float]:
    return [float(number) for number in value.get_object()]


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


class _Names:
    """The resources of a content, as pypdf has them."""

    def __init__(
        self,
        resources: DictionaryObject,
        reader: PdfReader,
        typefaces: dict[int, Typeface | None],
        paragraphs: Mapping[int, int] | None = None,
    ) -> None:
        self._resources = resources
        self._paragraphs = paragraphs or {}  # by number of marked content
        self._reader = reader
        self._typefaces = typefaces  # by object number, for all the pages of the file
        self._fonts = _dictionary(resources.get("/Font"))
        self._forms = _dictionary(resources.get("/XObject"))
        self._own: dict[str, Typeface | None] = {}

    def typeface(self, name: str) -> Typeface | None:
        if name not in self._own:
            self._own[name] = self._find_typeface(name)
        return self._own[name]

    def _find_typeface(self, name: str) -> Typeface | None:
        if name not in self._fonts:
            return _Unknown()
        entry = self._fonts.raw_get(name)
        if not isinstance(entry, IndirectObject):
            return _Face(_dictionary(entry))
        if entry.idnum not in self._typefaces:
            self._typefaces[entry.idnum] = _Face(_dictionary(entry))
        return self._typefaces[entry.idnum]

    def form(self, name: str) -> Form | None:
        return self.as_form(_dictionary(self._forms.get(name)))

    def is_image(self, name: str) -> bool:
        return _dictionary(self._forms.get(name)).get("/Subtype") == "/Image"

    def as_form(self, found: DictionaryObject) -> Form | None:
        if not isinstance(found, StreamObject) or found.get("/Subtype") == "/Image":
            return None
        a, b, c, d, e, f = (float(value) for value in found.get("/Matrix", IDENTITY))
        # A form without resources of its own draws with those of the content that calls it: ISO 32000-1, 7.8.3.
        resources = _Names(_dictionary(found["/Resources"]), self._reader, self._typefaces) if "/Resources" in found else self
        return Form(ContentStream(found, self._reader, "bytes").operations, (a, b, c, d, e, f), resources)

    @property
    def is_tagged(self) -> bool:
        return bool(self._paragraphs)

    def paragraph(self, properties: Any) -> int | None:
        number = self._named(properties).get("/MCID")
        return self._paragraphs.get(int(number)) if isinstance(number, int) else None

    def is_pagination(self, properties: Any) -> bool:
        return self._named(properties).get("/Type") == "/Pagination"

    def _named(self, properties: Any) -> DictionaryObject:
        found = _dictionary(self._resources.get("/Properties")).get(properties) if isinstance(properties, str) else properties
        return _dictionary(found)


class _Unknown:
    """A font that the file names and does not have."""

    space_width = 0.25
    is_bold = False

    def glyphs(self, data: bytes) -> Sequence[Glyph]:
        return [Glyph("", 0.5, code == 32, is_readable=False) for code in data]


class _Face:
    """A font of the file: its codes as characters and widths."""

    def __init__(self, resource: DictionaryObject) -> None:
        font = Font.from_font_resource(resource)
        self._font = font
        self._unit = 0.001
        if font.sub_type == "Type3":
            self._unit = abs(float(resource.get("/FontMatrix", [0.001])[0]))
        self._is_composite = isinstance(font.encoding, str)
        # Codes that stand for glyphs, with no table from there to characters.
        self._is_mute = not font.interpretable or (self._is_composite and not font.character_map and _is_identity(resource))
        self.space_width = _finite(font.space_width * self._unit, 0.25)
        self.is_bold = _BOLD.search(font.name) is not None
        self._cache: dict[str | int, Glyph] = {}

    def glyphs(self, data: bytes) -> Sequence[Glyph]:
        cache = self._cache
        if isinstance(self._font.encoding, str):
            codes: Sequence[str | int] = data.decode(self._font.encoding, "replace" if len(data) % 2 else "surrogatepass")
        else:
            codes = data
        return [cache.get(code) or self._glyph(code) for code in codes]

    def _glyph(self, code: str | int) -> Glyph:
        font = self._font
        if isinstance(code, int):
            raw, shown = chr(code), font.encoding.get(code, chr(code)) if isinstance(font.encoding, dict) else chr(code)
        else:
            raw = shown = code
        text = font.character_map.get(shown, shown)
        width = font.character_widths.get(raw, font.character_widths["default"])
        if text in _UNUSED:
            text = "•"
        # « /g32 » is the name of a glyph that says nothing; so do the control characters and U+FFFD.
        mute = (
            self._is_mute
            or text == "\ufffd"
            or (len(text) > 1 and text[0] == "/")
            or (len(text) == 1 and text < " " and text not in "\t\n\r")
        )
        clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
        glyph = Glyph("" if mute else clean, _finite(float(width) * self._unit, 0.5), code == 32 and not self._is_composite, not mute)
        self._cache[code] = glyph
        return glyph


def _is_identity(resource: DictionaryObject) -> bool:
    return resource.get("/Encoding") in ("/Identity-H", "/Identity-V")


def _finite(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise
