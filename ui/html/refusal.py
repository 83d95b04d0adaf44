"""What one may do after a refusal: another step for each of its four kinds."""

from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from rag.answer import Answer, Reason
from ui.html.conversation import question_list
from ui.html.passage import fiche_address
from ui.html.pieces import NOTHING, escaped
from ui.narrowing import Narrowing
from ui.text_fr import ask as words

_NEAREST = 2
_MOST_CODES = 400


def steps_html(answer: Answer, narrowing: Narrowing, *, known: Sequence[tuple[str, str]], examples: Sequence[str]) -> Markup:
    """The steps after a refusal; `known` are the codes and titles of the index."""
    make = _STEPS.get(answer.reason or Reason.SANS_REPONSE, _reworded)
    return Markup('<section class="steps"><h3>{}</h3>{}</section>').format(words.NEXT, make(answer, narrowing, known, examples))


def _emptied(answer: Answer, narrowing: Narrowing, _known: Sequence[tuple[str, str]], _examples: Sequence[str]) -> Markup:
    links = [
        Markup('<a class="button" href="{}">{}</a>').format(fiche_address(citation), f"{words.SEE_FIELD} {citation.fiche.code}")
        for citation in answer.citations[:_NEAREST]
    ]
    return _actions(*links, _reword()) + _whole_fiches(answer)


def _reworded(answer: Answer, narrowing: Narrowing, _known: Sequence[tuple[str, str]], _examples: Sequence[str]) -> Markup:
    unfiltered = NOTHING
    if narrowing.chosen:
        names = ", ".join(words.chip(name, value) for name, value in narrowing.chosen.items())
        unfiltered = Markup('<button type="button" class="button" data-unfiltered>{}</button>').format(escaped(words.without_filter(names)))
    return _actions(unfiltered, _reword()) + _whole_fiches(answer)


def _listed(answer: Answer, _narrowing: Narrowing, known: Sequence[tuple[str, str]], _examples: Sequence[str]) -> Markup:
    """The codes that are indexed, folded, and where to find or add the others."""
    codes = NOTHING.join(
        Markup('<li><a href="/vue/fiches?{}" title="{}">{}</a></li>').format(urlencode({"fiche": code}), escaped(title), code)
        for code, title in known[:_MOST_CODES]
    )
    return Markup('<details class="codes"{}><summary>{}</summary><ul>{}</ul></details>{}').format(
        Markup(" open") if len(known) <= _FEW else NOTHING,
        words.known_fiches(len(known)),
        codes,
        _actions(
            Markup('<a class="button" href="/vue/fiches">{}</a>').format(words.ALL_FICHES),
            Markup('<a class="button quiet" href="/vue/corpus">{}</a>').format(words.INDEX_MORE),
            _reword(),
        ),
    )


_FEW = 60


def _elsewhere(_answer: Answer, _narrowing: Narrowing, _known: Sequence[tuple[str, str]], examples: Sequence[str]) -> Markup:
    if not examples:
        return _actions(_reword())
    return Markup("<p>{}</p>{}").format(words.ASK_INSTEAD, question_list(examples[:3]))


_STEPS = {
    Reason.RUBRIQUE_VIDE: _emptied,
    Reason.SANS_REPONSE: _reworded,
    Reason.FICHE_INCONNUE: _listed,
    Reason.HORS_SUJET: _elsewhere,
}


def _actions(*buttons: Markup) -> Markup:
    return Markup('<p class="actions">{}</p>').format(NOTHING.join(buttons))


def _reword() -> Markup:
    return Markup('<button type="button" class="button quiet" data-reword>{}</button>').format(words.REWORD)


def _whole_fiches(answer: Answer) -> Markup:
    codes = dict.fromkeys(citation.fiche.code for citation in answer.citations)
    return question_list([words.WHOLE_FICHE.format(code=code) for code in list(codes)[:_NEAREST]]) if codes else NOTHING
