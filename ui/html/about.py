"""« À propos »: what the tool does and does not, what is in use, where questions go, and what is known of its accessibility."""

from collections.abc import Sequence

from markupsafe import Markup

from ui import text_fr
from ui.html.pieces import NOTHING, escaped
from ui.privacy import Recipient
from ui.shapes import StatusShape
from ui.text_fr import about as words


def in_use_html(status: StatusShape | None, *, version: str, reranker: str, llm: str) -> Markup:
    """What answers here; `status` is None where nothing is indexed."""
    facts = [(words.VERSION, version or words.UNKNOWN_VERSION), (words.ANSWERS, words.with_model(llm) if llm else words.EXTRACTIVE)]
    if status:
        facts += [
            (words.INDEXED, words.corpus_line(status.fiches, status.sources)),
            (words.UPDATED, text_fr.moment(status.updated_at)),
            (words.MODEL, status.model),
        ]
    else:
        facts.append((words.INDEXED, words.NO_INDEX))
    if reranker:
        facts.append((words.RERANKER, reranker))
    rows = NOTHING.join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, escaped(value)) for name, value in facts)
    return Markup('<h2>{}</h2><dl class="facts">{}</dl><p><a href="/vue/corpus">{}</a></p>').format(words.IN_USE, rows, words.SEE_CORPUS)


def about_html(in_use: Markup, recipients: Sequence[Recipient]) -> Markup:
    return Markup(
        '<p class="lead">{lead}</p><div class="statement"><h2>{does}</h2>{does_list}<h2>{does_not}</h2>{does_not_list}{in_use}'
        "<h2>{privacy}</h2>{where}{kept}<h2>{access}</h2><p>{access_lead}</p><h3>{checked}</h3>{checked_list}<h3>{open}</h3>{open_list}<p>{tell}</p>"
        "<h2>{licence}</h2><p>{licence_text}</p><p>{components}</p></div>"
    ).format(
        lead=words.LEAD,
        does=words.DOES,
        does_list=_list(words.DOES_LIST),
        does_not=words.DOES_NOT,
        does_not_list=_list(words.DOES_NOT_LIST),
        in_use=in_use,
        privacy=words.PRIVACY,
        where=_where(recipients),
        kept=_list(words.KEPT_LIST),
        access=words.ACCESS,
        access_lead=words.ACCESS_LEAD,
        checked=words.CHECKED_ON,
        checked_list=_list(words.CHECKED_LIST),
        open=words.OPEN,
        open_list=_list(words.OPEN_LIST),
        tell=words.TELL,
        licence=words.LICENCE,
        licence_text=words.LICENCE_TEXT,
        components=words.COMPONENTS,
    )


def _where(recipients: Sequence[Recipient]) -> Markup:
    if not recipients:
        return Markup('<p class="told good"><span>{}</span></p>').format(words.STAYS)
    items = NOTHING.join(
        Markup("<li><strong>{}</strong> : {}</li>").format(escaped(recipient.host), recipient.sent) for recipient in recipients
    )
    return Markup('<div class="told note"><div><p>{}</p><ul>{}</ul></div></div>').format(words.LEAVES, items)


def _list(sentences: Sequence[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(NOTHING.join(Markup("<li>{}</li>").format(sentence) for sentence in sentences))
