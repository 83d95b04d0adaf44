"""What the page's reader has chosen beside the question: read from an address or from the conversation, told as chips, kept in links."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from rag.answer import Filters
from ui.arguments import InputError, day, fiche_code, level, section_kind, whole_number


class Narrowing(BaseModel):
    """The fields as typed, "" where nothing is chosen; `filters` and `at` say what they mean."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    pilier: Annotated[str, Field(max_length=10)] = ""
    axe: Annotated[str, Field(max_length=10)] = ""
    fiche: Annotated[str, Field(max_length=40)] = ""
    rubrique: Annotated[str, Field(max_length=80)] = ""
    lieu: Annotated[str, Field(max_length=200)] = ""
    version: Annotated[str, Field(max_length=10)] = ""
    au: Annotated[str, Field(max_length=10)] = ""

    @property
    def filters(self) -> Filters:
        """What an answerer is given.

        Raises:
            InputError: a field is not what its name says.
        """
        return Filters(
            fiche_code(self.fiche),
            section_kind(self.rubrique),
            whole_number(self.version, "version"),
            level(whole_number(self.pilier, "pilier"), self.axe),
            self.lieu,
        )

    @property
    def at(self) -> date | None:
        """The day that « échu » refers to; None for today."""
        return day(self.au or None)

    @property
    def fault(self) -> str:
        """What is wrong with a field, in a sentence; "" where nothing is."""
        try:
            _filters, _at = self.filters, self.at
        except InputError as error:
            return str(error)
        return ""

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.model_dump().items() if value}

    def without(self, name: str) -> "Narrowing":
        return self.model_copy(update={name: ""})


def question_address(question: str, narrowing: Narrowing) -> str:
    """The address that asks a question again, within what narrowed it: it can be mailed."""
    return f"/?{urlencode({'question': question, **narrowing.chosen})}"
