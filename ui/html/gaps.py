"""What readers transmit: the form under a refusal, and the coordinator's list of things to do."""

import json
from collections.abc import Sequence

from markupsafe import Markup

from ingest.headings import LABELS, section_named
from ui.feedback.gaps import Gap, Group, State
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import service as text_service

ADDRESS = "/vue/retours"


def transmit_html(question: str, earlier: Sequence[str], days: int, *, plain: bool = False) -> Markup:
    """A form that sends one question to the coordinator; `plain` asks for a plain page in return."""
    return Markup(
        '<details class="transmit"><summary class="mini">{summary}</summary><form method="post" action="{action}" hx-post="{action}" hx-target="this" hx-swap="outerHTML">'
        '<input type="hidden" name="question" value="{question}" /><input type="hidden" name="avant" value="{earlier}" />{plain}'
        '<label>{label} <input name="commentaire" maxlength="1000" autocomplete="off" /></label><p class="hint">{kept}</p>'
        '<button class="mini">{button}</button></form></details>{keep}'
    ).format(
        summary=text_service.TRANSMIT,
        action=ADDRESS,
        question=escaped(question),
        earlier=json.dumps(list(earlier), ensure_ascii=False),
        plain=Markup('<input type="hidden" name="page" value="texte" />') if plain else NOTHING,
        label=text_service.TRANSMIT_COMMENT,
        kept=text_service.transmit_kept(days),
        button=text_service.TRANSMIT_BUTTON,
        keep=_keep(question) if not earlier else NOTHING,  # a follow-up says too little by itself
    )


def _keep(question: str) -> Markup:
    return Markup(
        '<form method="post" action="/vue/garder" hx-post="/vue/garder" hx-target="this" hx-swap="outerHTML"><input type="hidden" name="question" value="{}" />'
        '<button class="mini quiet">{}</button></form>'
    ).format(escaped(question), text_service.KEEP)


def gaps_html(groups: Sequence[Group], closed: Sequence[Gap], told: str = "") -> Markup:
    """The list: what waits by fiche and field, then what has an answer since."""
    alert = Markup('<p role="status" class="status">{}</p>').format(told) if told else NOTHING
    waiting = NOTHING.join(_group(group) for group in groups) or Markup("<p>{}</p>").format(text_service.NO_GAPS)
    return alert + waiting + (_closed(closed) if closed else NOTHING)


def _group(group: Group) -> Markup:
    kind = section_named(group.section) if group.section else None
    title = text_service.gap_place(group.code, LABELS[kind] if kind else "")
    items = NOTHING.join(Markup("<li>{}</li>").format(_gap(gap)) for gap in group.gaps)
    return Markup('<section class="gaps"><h2>{}</h2><ul>{}</ul></section>').format(title, items)


def _gap(gap: Gap) -> Markup:
    parts = [
        Markup("<p><strong>{}</strong></p>").format(escaped(gap.question)),
        Markup('<p class="hint">{}</p>').format(_told(gap)),
        Markup("<p>{}</p>").format(escaped(gap.answer.split("\n", 1)[0])),
    ]
    if gap.comment:
        parts.append(Markup("<blockquote>{}</blockquote>").format(escaped(gap.comment)))
    if gap.now:
        parts.append(Markup("<p>{} {}</p>").format(text_service.ANSWERED_NOW, escaped(gap.now.split("\n", 1)[0])))
    actions = ["clore", "effacer"] if gap.refused and not gap.now else ["clore", "exporter", "effacer"]
    return NOTHING.join(parts) + _actions(gap, actions)


def _closed(gaps: Sequence[Gap]) -> Markup:
    items = NOTHING.join(
        Markup('<li><p><strong>{}</strong></p><p class="hint">{}</p><p>{}</p>{}</li>').format(
            escaped(gap.question),
            text_service.gap_state(gap.state, gap.closed_by),
            escaped((gap.now or gap.answer).split("\n", 1)[0]),
            _actions(gap, ["rouvrir", "exporter", "effacer"] if gap.state is State.ANSWERED else ["rouvrir", "effacer"]),
        )
        for gap in gaps
    )
    return Markup('<section class="gaps"><h2>{}</h2><ul>{}</ul></section>').format(text_service.CLOSED_GAPS, items)


def _told(gap: Gap) -> str:
    more = [text_service.transmitted_on(gap.made_at[:10], gap.who)]
    if gap.times > 1:
        more.append(text_service.times(gap.times))
    if gap.moved:
        more.append(text_service.MOVED)
    return " · ".join(more)


def _actions(gap: Gap, names: Sequence[str]) -> Markup:
    forms = NOTHING.join(
        Markup('<form method="post" action="{}/{}/{}"><button class="button quiet" aria-label="{}">{}</button></form>').format(
            ADDRESS, gap.id, name, text_service.gap_action_label(name, gap.question), text_service.GAP_ACTIONS[name]
        )
        for name in names
    )
    return Markup('<div class="actions">{}</div>').format(forms)
