"""What changed between two states of fiches: fiche by fiche, field by field, word by word, in words too and not by colour alone."""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from ingest.changes import Change, FicheChange, FieldChange, ItemChange
from ingest.model import Fiche
from ingest.wording import Op
from ui import text_fr
from ui.html.pieces import NOTHING, escaped
from ui.render_diff import Piece, field_label, pieces, versions_told
from ui.text_fr import fiches as words

# Fields of a fiche that was added or removed are not repeated here: its page shows them.
_BADGES = {Change.ADDED: "good", Change.REMOVED: "bad", Change.CHANGED: "info"}

Address = Callable[[Fiche], str | None]


def fields_html(change: FicheChange) -> Markup:
    """The fields that changed in one fiche."""
    return NOTHING.join(_field(change, field) for field in change.fields)


def changes_html(changes: Sequence[FicheChange], address: Address) -> Markup:
    """Each fiche that changed, folded where there are many."""
    unfolded = len(changes) <= _UNFOLDED
    return NOTHING.join(_fiche(change, address(change.fiche), unfolded=unfolded) for change in changes)


_UNFOLDED = 5


def _fiche(change: FicheChange, address: str | None, *, unfolded: bool) -> Markup:
    fiche = change.fiche
    link = (
        Markup('<p class="actions"><a class="button" href="{}">{}<span class="unseen"> {}</span></a></p>').format(
            address, words.SEE_FICHE, fiche.code
        )
        if address
        else NOTHING
    )
    told = text_fr.FICHE_CHANGES[change.change.value]
    count = Markup(' <span class="soft">{}</span>').format(words.field_count(len(change.fields))) if change.fields else NOTHING
    return Markup(
        '<details class="card change"{}><summary><h2>Fiche {}{} <span class="badge {}">{}</span></h2> <span class="quote">{}</span>{}</summary>{}{}</details>'
    ).format(
        Markup(" open") if unfolded and change.fields else NOTHING,
        escaped(fiche.code),
        escaped(versions_told(change)),
        _BADGES[change.change],
        told,
        escaped(fiche.title.line),
        count,
        fields_html(change),
        link,
    )


def _field(change: FicheChange, field: FieldChange) -> Markup:
    told = text_fr.FIELD_CHANGES[field.change.value]
    items = NOTHING.join(_item(change, item) for item in field.items)
    return Markup('<section class="changed-field"><h3>{}{}</h3>{}</section>').format(
        escaped(field_label(field)),
        Markup(' <span class="badge">{}</span>').format(told) if told else NOTHING,
        Markup("<ul>{}</ul>").format(items) if items else NOTHING,
    )


def _item(change: FicheChange, item: ItemChange) -> Markup:
    part = text_fr.CHANGED_PARTS.get(item.part)
    return Markup('<li>{}<span class="quote">{}</span></li>').format(
        Markup('<span class="soft">{} : </span>').format(part) if part else NOTHING, _marked(pieces(change, item))
    )


def _marked(shown: Iterable[Piece]) -> Markup:
    return NOTHING.join(_piece(piece) for piece in shown)


def _piece(piece: Piece) -> Markup:
    if piece.op is Op.EQUAL:
        return escaped(piece.text)
    tag, told = (Markup("del"), words.STRUCK) if piece.op is Op.DELETE else (Markup("ins"), words.WRITTEN)
    return Markup('<{}><span class="unseen">[{} </span>{}<span class="unseen">]</span></{}>').format(tag, told, escaped(piece.text), tag)
