"""What an answer rests on: the fields of the fiches that it quotes, each with the fingerprint of its words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.checks.waivers import field_name, fingerprint
from ingest.model import Fiche, SectionKind
from rag.answer import Answer
from rag.library import Library


@dataclass(frozen=True, slots=True)
class Rest:
    """A field of a fiche as it was: `field` None is the banner."""

    fiche: str
    version: int | None
    field: SectionKind | None
    print: str

    @classmethod
    def of(cls, fiche: Fiche, field: SectionKind | None) -> "Rest":
        return cls(fiche.code, fiche.version, field, fingerprint(fiche, field))

    @property
    def place(self) -> tuple[str, str]:
        return self.fiche, field_name(self.field)


def rests_of(answer: Answer) -> tuple[Rest, ...]:
    """Return the fields that an answer quotes, in the order of its citations, each once."""
    return tuple(dict.fromkeys(Rest.of(citation.fiche, _field(citation.fiche, citation.section)) for citation in answer.citations))


def _field(fiche: Fiche, section: SectionKind) -> SectionKind | None:
    """The field of a citation; what stands in no field stands in the banner."""
    return section if fiche.all(section) else None


def changed(rests: Iterable[Rest], library: Library) -> tuple[Rest, ...]:
    """Return those whose words are not those of any fiche of that code now; a fiche that is gone has changed.

    A newer version answers instead of the one that was quoted, so it counts as well as the same one.
    """
    return tuple(rest for rest in rests if rest.print not in _prints(rest, library))


def _prints(rest: Rest, library: Library) -> set[str]:
    records = [record for record in library.current if record.code == rest.fiche]
    return {fingerprint(library.fiche(record), rest.field) for record in records}


def written(rests: Iterable[Rest]) -> str:
    return json.dumps([[rest.fiche, rest.version, rest.field.value if rest.field else None, rest.print] for rest in rests])


def read(text: str) -> tuple[Rest, ...]:
    return tuple(Rest(code, version, SectionKind(field) if field else None, kept) for code, version, field, kept in json.loads(text))
