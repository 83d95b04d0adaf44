"""A person's history, and what is to be looked at again, as views."""

from collections.abc import Sequence

from markupsafe import Markup

from ingest.checks.waivers import field_name
from ingest.headings import LABELS
from ui.feedback.history import Entry
from ui.feedback.review import Review
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import service as text_service


def history_html(entries: Sequence[Entry], *, keeps: bool) -> Markup:
    """What one person asked, newest first, with the ways to take it away."""
    told = NOTHING if keeps else Markup('<p class="soft">{}</p>').format(text_service.HISTORY_OFF)
    if not entries:
        return told + Markup("<p>{}</p>").format(text_service.NO_HISTORY)
    ways = Markup(
        '<div class="actions"><a class="button" href="/vue/historique.json" hx-boost="false" download>{}</a>'
        '<form method="post" action="/vue/historique/effacer"><button class="button">{}</button></form></div>'
    ).format(text_service.HISTORY_EXPORT, text_service.HISTORY_CLEAR)
    return told + ways + Markup('<ul class="history">{}</ul>').format(NOTHING.join(_entry(entry) for entry in entries))


def _entry(entry: Entry) -> Markup:
    return Markup(
        '<li><p><strong>{question}</strong></p><p class="soft">{day}</p><p>{answer}</p>'
        '<form method="post" action="/vue/historique/{id}/effacer"><button class="button" aria-label="{label} : {question}">{remove}</button></form></li>'
    ).format(
        question=escaped(entry.question),
        day=entry.made_at[:10],
        answer=escaped(entry.answer.split("\n", 1)[0]),
        id=entry.id,
        label=text_service.REMOVE,
        remove=text_service.REMOVE,
    )


def review_html(review: Review) -> Markup:
    """The answers, waivers and links whose ground has moved, each with what has changed."""
    if not review:
        return Markup("<p>{}</p>").format(text_service.NOTHING_TO_REVIEW)
    answers = [
        Markup("<li><p><strong>{}</strong></p><p>{}</p></li>").format(
            escaped(entry.question), " · ".join(text_service.field_changed(rest.fiche, _label(field_name(rest.field))) for rest in rests)
        )
        for entry, rests in review.answers
    ]
    waivers = [
        Markup("<li><p><strong>{}</strong></p><p>{}</p></li>").format(
            text_service.waiver_line(waiver.rule, waiver.fiche, _label(field_name(waiver.field))), escaped(waiver.reason)
        )
        for waiver in review.waivers
    ]
    links = [
        Markup(
            '<li><p><strong>{}</strong></p><p>{}</p><form method="post" action="/vue/a-revoir/{}/{}"><button class="button">{}</button></form></li>'
        ).format(
            text_service.link_line(moved.fiche.code, moved.link.code),
            escaped(text_service.title_changed(moved.before, moved.now)),
            moved.fiche.code,
            moved.link.code,
            text_service.SEEN,
        )
        for moved in review.links
    ]
    parts = ((text_service.KEPT_ANSWERS, answers), (text_service.WAIVERS, waivers), (text_service.LINK_TITLES, links))
    return NOTHING.join(
        Markup("<section><h2>{}</h2><ul>{}</ul></section>").format(title, NOTHING.join(items)) for title, items in parts if items
    )


def _label(name: str) -> str:
    return next((label for kind, label in LABELS.items() if kind.value == name), name)
