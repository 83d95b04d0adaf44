"""How an answer was found, in plain French: what was understood, what was compared, in how much time."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ingest.headings import LABELS
from ingest.model import SectionKind
from rag.answer import Answer
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import ask as words

_SHOWN = 5


def reasoning_html(answer: Answer) -> Markup:
    """The material of `ask --explain`, folded; nothing where the answerer tells none."""
    parts = answer.explanation.get("parts")
    if not isinstance(parts, Sequence) or not parts:
        return NOTHING
    told = NOTHING.join(_part(part) for part in parts if isinstance(part, Mapping))
    end = Markup("<p>{}</p><p>{} : {}.</p>").format(
        words.METHODS.get(answer.mode, answer.mode), words.TIMES, words.milliseconds(answer.timings_ms)
    )
    return Markup('<details class="reasoning"><summary class="mini">{}</summary><div>{}{}</div></details>').format(
        words.REASONING, told, end
    )


def _part(part: Mapping[str, Any]) -> Markup:
    plan = part.get("plan") or {}
    lines = NOTHING.join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, escaped(value)) for name, value in _plan(plan) if value)
    return Markup("<h3>{}</h3><dl>{}</dl>{}").format(words.UNDERSTOOD, lines, _weighed(part))


def _plan(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    level = str(plan.get("level") or "").replace("*.", "")
    version = plan.get("version")
    return [
        (words.ASKED_FOR, words.KINDS.get(str(plan.get("kind")), "")),
        (words.OF_FICHES, ", ".join(plan.get("codes") or ())),
        (words.OF_SECTIONS, ", ".join(LABELS.get(SectionKind(name), name) for name in plan.get("sections") or ())),
        (words.FIELDS["axe" if "." in level else "pilier"], level),
        (words.FIELDS["version"], str(version) if version else ""),
        (words.WORDS, ", ".join(plan.get("terms") or ())),
        (words.EXPECTED, ", ".join(plan.get("wants") or ())),
        (words.READ_AS, ", ".join(f"« {typed} » : « {read} »" for typed, read in plan.get("corrections") or ())),
        (words.LEANS, words.LEANS_YES if plan.get("follow_up") else ""),
    ]


def _weighed(part: Mapping[str, Any]) -> Markup:
    passages = part.get("passages") or ()
    if not passages:
        return Markup("<p>{}</p>").format(words.BY_STRUCTURE)
    rows = NOTHING.join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            _code(passage), _section(passage), escaped(str(passage.get("text", ""))), _number(passage.get("score"))
        )
        for passage in passages[:_SHOWN]
    )
    held = part.get("held")
    lead = Markup("<p>{}.</p>").format(words.probability(held)) if isinstance(held, float) else NOTHING
    head = NOTHING.join(
        Markup('<th scope="col">{}</th>').format(name)
        for name in (words.FIELDS["fiche"], words.FIELDS["rubrique"], words.PASSAGE, words.SCORE)
    )
    return Markup(
        '{}<div class="wide" tabindex="0" role="region" aria-label="{}"><table class="listing"><caption>{}</caption>'
        '<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div><p class="soft">{}</p>'
    ).format(lead, words.WEIGHED, words.WEIGHED, head, rows, words.WEIGHED_NOTE)


def _code(passage: Mapping[str, Any]) -> str:
    return str(passage.get("fiche") or "")


def _section(passage: Mapping[str, Any]) -> str:
    return LABELS.get(SectionKind(passage["section"]), "") if passage.get("section") in set(SectionKind) else ""


def _number(score: object) -> str:
    return f"{score:.1f}".replace(".", ",") if isinstance(score, int | float) else ""
