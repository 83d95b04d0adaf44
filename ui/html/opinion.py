"""What a reader thinks of an answer: useful, or why not."""

from markupsafe import Markup

from rag.answer import Answer
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import ask as words


def opinion_html(answer: Answer, generation: str, *, with_question: bool) -> Markup:
    """The form; the question goes with it only where the settings keep questions."""
    cited = dict.fromkeys((citation.fiche.code, citation.section.value) for citation in answer.citations)
    kept = {
        "generation": generation,
        "status": answer.status.value,
        "reason": answer.reason.value if answer.reason else "",
        "mode": answer.mode,
        "fiches": " ".join(dict.fromkeys(code for code, _section in cited))[:2_000],
        "sections": " ".join(dict.fromkeys(section for _code, section in cited)),
        **({"question": answer.question} if with_question else {}),
    }
    hidden = NOTHING.join(
        Markup('<input type="hidden" name="{}" value="{}" />').format(name, escaped(value)) for name, value in kept.items()
    )
    reasons = NOTHING.join(
        Markup('<label><input type="checkbox" name="reasons" value="{}" /> {}</label>').format(value, label)
        for value, label in words.WHYS.items()
    )
    return Markup(
        '<form class="opinion" method="post" action="/vue/question/avis" hx-post="/vue/question/avis" hx-target="this" hx-swap="outerHTML" hx-boost="false">{hidden}'
        '<button type="submit" class="mini" name="opinion" value="utile">{useful}</button>'
        '<details><summary class="mini">{useless}</summary><fieldset><legend>{why}</legend>{reasons}<p class="soft">{note}</p>'
        '<button type="submit" class="mini" name="opinion" value="inutile">{send}</button></fieldset></details></form>'
    ).format(
        hidden=hidden,
        useful=words.USEFUL,
        useless=words.USELESS,
        why=words.WHY,
        reasons=reasons,
        note=words.OPINION_NOTE_KEPT if with_question else words.OPINION_NOTE,
        send=words.SEND_OPINION,
    )


def thanks_html() -> Markup:
    return Markup('<p class="opinion thanks" role="status">{}</p>').format(words.THANKS)
