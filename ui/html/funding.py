"""The fundings of the fiches as a table, and their deadlines as a list by date."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from ingest.chunking import clean, readable
from ingest.funding import FundingRecord, FundingStatus
from ingest.funding_names import Scheme
from ingest.model import Excerpt, SectionKind
from rag.citation import Citation, cite
from rag.directory import Schemes, elsewhere
from rag.funding_lookup import DueDay, FundingHit
from ui import directory_words
from ui.addresses import Address
from ui.html.listing import Column, head_html, short
from ui.html.passage import fiche_address, passage_link
from ui.html.pieces import NOTHING, escaped
from ui.look_up import FundingSort
from ui.text_fr import funding as words

_COLUMNS = (
    Column(words.SCHEME, FundingSort.SCHEME),
    Column(words.FUNDER, FundingSort.FUNDER),
    Column(words.KIND, FundingSort.KIND),
    Column(words.AMOUNT, FundingSort.AMOUNT),
    Column(words.PERIOD, FundingSort.END),
    Column(words.FICHE, FundingSort.FICHE),
)
_BADGES = {FundingStatus.EN_COURS: " good", FundingStatus.EXPIRE: " warn", FundingStatus.INCONNU: ""}
_QUOTED = 220  # characters of a quote in a list: the drawer shows it whole
_ELSEWHERE = 12  # other places of one scheme that a row lists
_LONGEST = 160  # characters of a name or an amount in a cell


def funding_html(hits: Sequence[FundingHit], address: Address, sorted_by: str, schemes: Schemes) -> Markup:
    return Markup(
        '<div class="table-box folds listing"><table><caption class="unseen">{}</caption>{}<tbody>{}</tbody></table></div>'
    ).format(words.TABLE, head_html(_COLUMNS, address, sorted_by), NOTHING.join(_row(hit, schemes) for hit in hits))


def _row(hit: FundingHit, schemes: Schemes) -> Markup:
    record = hit.entry.record
    return Markup(
        '<tr><th scope="row">{scheme}{quote}{more}{why}</th><td data-label="{l_funder}">{funder}</td><td data-label="{l_kind}">{kind}</td>'
        '<td data-label="{l_amount}">{amount}</td><td data-label="{l_period}">{period}</td><td class="of-fiche" data-label="{l_fiche}">{fiche}</td></tr>'
    ).format(
        scheme=scheme_html(record),
        quote=Markup('<span class="proof-line">{}</span>').format(quote_link(quote_of(record))),
        more=conditions_html(record) + elsewhere_html(record, elsewhere(record, schemes)),
        why=why_html(hit),
        l_funder=words.FUNDER,
        funder=cell(record.funder),
        l_kind=words.KIND,
        kind=directory_words.FUNDING_KINDS[record.kind],
        l_amount=words.AMOUNT,
        amount=cell(record.amount),
        l_period=words.PERIOD,
        period=state_html(hit),
        l_fiche=words.FICHE,
        fiche=fiche_link(quote_of(record)),
    )


def quote_of(record: FundingRecord) -> Citation:
    return cite(record.quote, record.fiche, SectionKind.FINANCEMENTS)


def quote_link(citation: Citation) -> Markup:
    """The beginning of a quote, which opens all of it in its fiche."""
    return passage_link(citation, f"«\u00a0{short(readable(citation.fiche, citation.excerpt), _QUOTED)}\u00a0»")


def fiche_link(citation: Citation) -> Markup:
    fiche = citation.fiche
    return Markup('<a href="{}">{}</a><span class="under clamp">{}</span>').format(
        fiche_address(citation), fiche.code, escaped(short(clean(fiche.title.line), _LONGEST))
    )


def scheme_html(record: FundingRecord) -> Markup:
    name = record.scheme or record.funder
    if not name:
        return Markup('<span class="scheme void">{}</span>').format(words.UNNAMED)
    return Markup('<span class="scheme quote">{}</span>').format(escaped(short(name, _LONGEST)))


def cell(text: str) -> Markup:
    """Words of a fiche in a cell, or that it has none."""
    if text:
        return Markup('<span class="quote">{}</span>').format(escaped(short(text, _LONGEST)))
    return Markup('<span class="void">{}</span>').format(words.UNSAID)


def state_html(hit: FundingHit) -> Markup:
    reason = words.reason(hit)
    told = Markup('<span class="under quote">{}</span>').format(escaped(short(reason, _LONGEST))) if reason else NOTHING
    return badge(hit.status.status) + told


def badge(status: FundingStatus) -> Markup:
    return Markup('<span><span class="badge{}">{}</span></span>').format(_BADGES[status], words.STATUS_WORDS[status])


def conditions_html(record: FundingRecord) -> Markup:
    """The terms that the fiche sets, folded, and the last day to apply, in the open."""
    before = NOTHING.join(
        Markup('<span class="under">{} <time datetime="{}">{}</time></span>').format(
            words.APPLY_BEFORE, deadline.day.isoformat(), directory_words.long_day(deadline.day)
        )
        for deadline in record.deadlines
    )
    if not record.conditions:
        return before
    terms = NOTHING.join(Markup("<li>{}</li>").format(quote_link(_condition(record, one))) for one in record.conditions)
    return before + Markup('<details class="fold"><summary>{} ({})</summary><ul>{}</ul></details>').format(
        words.CONDITIONS, len(record.conditions), terms
    )


def elsewhere_html(record: FundingRecord, scheme: Scheme | None) -> Markup:
    """Where other fiches name the same scheme, in their words, and why it is the same."""
    if scheme is None or not (others := scheme.beside(record)):
        return NOTHING
    places = NOTHING.join(
        Markup("<li>{}\u00a0: {}</li>").format(fiche_name(other), quote_link(quote_of(other))) for other in others[:_ELSEWHERE]
    )
    more = Markup('<li class="soft">{}</li>').format(words.more_places(len(others) - _ELSEWHERE)) if len(others) > _ELSEWHERE else NOTHING
    return Markup('<details class="fold"><summary>{} ({})</summary><p class="under">{}</p><ul>{}{}</ul></details>').format(
        words.ELSEWHERE, len(others), escaped(scheme.why), places, more
    )


def fiche_name(record: FundingRecord) -> Markup:
    return Markup('<a href="{}">{}</a>').format(fiche_address(quote_of(record)), words.fiche(record.fiche.code))


def _condition(record: FundingRecord, excerpt: Excerpt) -> Citation:
    return cite(excerpt, record.fiche, SectionKind.FINANCEMENTS)


def why_html(hit: FundingHit) -> Markup:
    """Why a search proposes the row, and the passage of its fiche that is nearest."""
    if not hit.why:
        return NOTHING
    passage = Markup(" ({}\u00a0: {})").format(words.NEAREST_PASSAGE, quote_link(hit.why.passage)) if hit.why.passage else NOTHING
    return Markup('<span class="under why">{}{}</span>').format(escaped(words.why(hit)), passage)


def due_html(days: Sequence[DueDay], at: date) -> Markup:
    """Days to come, by month."""
    months = groupby(days, key=lambda due: (due.day.year, due.day.month))
    return NOTHING.join(_month(list(found), at) for _month_of, found in months)


def _month(days: Sequence[DueDay], at: date) -> Markup:
    return Markup('<section class="month"><h2>{}</h2><ol class="days">{}</ol></section>').format(
        words.month(days[0].day).capitalize(), NOTHING.join(due_item(due, at) for due in days)
    )


def due_item(due: DueDay, at: date) -> Markup:
    record = due.entry.record
    kind = Markup('<span class="badge{}">{}</span>').format("" if due.is_end_of_period else " info", words.due_kind(due))
    return Markup(
        '<li class="card day"><p class="when"><time datetime="{iso}">{day}</time> <span class="soft">{left}</span></p>'
        '<div><p class="what">{scheme} {kind}</p><p>{quote}</p><p class="soft">{funder}{fiche}</p></div></li>'
    ).format(
        iso=due.day.isoformat(),
        day=directory_words.long_day(due.day),
        left=words.days_left(due.day, at),
        scheme=scheme_html(record),
        kind=kind,
        quote=quote_link(due.quote),
        funder=Markup("{} · ").format(cell(record.funder)) if record.funder and record.scheme else NOTHING,
        fiche=Markup('<a href="{}">Fiche {}</a>').format(fiche_address(due.quote), due.quote.fiche.code),
    )
