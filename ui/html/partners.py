"""The bodies of the fiches as a table, and one of them with all its names and mentions, for the drawer."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.names import Merge
from ingest.partners import Partner, PartnerMention, PartnerRole
from rag.citation import cite
from rag.partner_lookup import PartnerHit
from ui import directory_words
from ui.addresses import Address
from ui.contacts import Contacts
from ui.directory_shapes import cited
from ui.html.contacts import contacts_html
from ui.html.funding import quote_link
from ui.html.listing import Column, head_html, short
from ui.html.passage import fiche_address
from ui.html.pieces import NOTHING, escaped
from ui.look_up import PartnerSort
from ui.render import section_label
from ui.reports.words import sentence, shown
from ui.text_fr import partners as words
from ui.text_fr.listing import counted

_COLUMNS = (
    Column(words.NAME, PartnerSort.NAME),
    Column(words.KIND, PartnerSort.KIND),
    Column(words.ROLES),
    Column(words.FICHES, PartnerSort.FICHES),
    Column(words.MENTIONS),
)
_CODES = 6  # fiches named in a row
_NAMES = 4  # other names in a row
_MENTIONS = 200  # shown of one body
_LONGEST = 120  # characters of a name


def partners_html(hits: Sequence[PartnerHit], address: Address, sorted_by: str, contacts: Contacts | None) -> Markup:
    columns = (*_COLUMNS, Column(words.CONTACTS)) if contacts else _COLUMNS
    return Markup(
        '<div class="table-box folds listing"><table><caption class="unseen">{}</caption>{}<tbody>{}</tbody></table></div>'
    ).format(words.TABLE, head_html(columns, address, sorted_by), NOTHING.join(_row(hit, contacts) for hit in hits))


def partner_address(name: str) -> str:
    return f"/vue/partenaires/organisme?{urlencode({'nom': name})}"


def _row(hit: PartnerHit, contacts: Contacts | None) -> Markup:
    partner = hit.partner
    known = Markup('<td data-label="{}">{}</td>').format(words.CONTACTS, contacts_html(hit, contacts)) if contacts else NOTHING
    return Markup(
        '<tr><th scope="row"><a class="name quote" href="{address}" hx-get="{address}" hx-target="#drawer-body" hx-swap="innerHTML" hx-push-url="false"'
        ' aria-label="{label}">{name}</a>{others}{why}</th><td data-label="{l_kind}">{kind}</td><td data-label="{l_roles}">{roles}</td>'
        '<td data-label="{l_fiches}"><span>{fiches}</span></td><td data-label="{l_mentions}">{mentions}</td>{known}</tr>'
    ).format(
        address=partner_address(partner.name),
        label=shown(words.details_of(partner.name)),
        name=escaped(short(partner.name, _LONGEST)),
        others=_other_names(partner.aliases),
        why=_why(hit),
        l_kind=words.KIND,
        kind=directory_words.BODY_KINDS[partner.kind].capitalize(),
        l_roles=words.ROLES,
        roles=directory_words.roles(hit).capitalize(),
        l_fiches=words.FICHES,
        fiches=_fiches(hit.mentions),
        l_mentions=words.MENTIONS,
        mentions=_mentions_cell(hit),
        known=known,
    )


def _other_names(names: Sequence[str]) -> Markup:
    if not names:
        return NOTHING
    listed = ", ".join(short(name, _LONGEST) for name in names[:_NAMES]) + ("…" if len(names) > _NAMES else "")
    return Markup('<span class="under quote">{}\u00a0: {}</span>').format(words.ALSO_WRITTEN, escaped(listed))


def _why(hit: PartnerHit) -> Markup:
    if not hit.why:
        return NOTHING
    passage = Markup(" {}").format(quote_link(hit.passage)) if hit.passage else NOTHING
    return Markup('<span class="under why">{}{}</span>').format(sentence(hit.why), passage)


def _fiches(mentions: Sequence[PartnerMention]) -> Markup:
    """The codes of fiches, each opened at its first mention."""
    first = {mention.fiche.code: mention for mention in reversed(mentions)}
    codes = list(dict.fromkeys(mention.fiche.code for mention in mentions))
    links = Markup(", ").join(Markup('<a href="{}">{}</a>').format(fiche_address(cited(first[code])), code) for code in codes[:_CODES])
    return links + (Markup(" +\u00a0{}").format(len(codes) - _CODES) if len(codes) > _CODES else NOTHING)


def _mentions_cell(hit: PartnerHit) -> Markup:
    """The first mention in its words; how many others the drawer shows."""
    others = len(hit.mentions) - 1
    more = Markup('<span class="under">+\u00a0{}</span>').format(words.mentions(others)) if others else NOTHING
    return Markup("<span>{}{}</span>").format(quote_link(cited(hit.mentions[0])), more)


def partner_html(partner: Partner, hit: PartnerHit, contacts: Contacts | None) -> Markup:
    """One body: its names and why they are one, its roles, contacts, and each mention by fiche."""
    return Markup(
        '<article class="partner"><h2 tabindex="-1" class="quote">{name}</h2><p class="soft">{kind} · {roles} · {fiches}</p>'
        "{contacts}{merges}<h3>{title}</h3>{mentions}{funding}</article>"
    ).format(
        name=escaped(partner.name),
        kind=directory_words.BODY_KINDS[partner.kind].capitalize(),
        roles=directory_words.roles(hit).capitalize(),
        fiches=counted(len(partner.fiches), "fiche"),
        contacts=contacts_html(hit, contacts),
        merges=_merges(partner),
        title=words.ALL_MENTIONS,
        mentions=_mentions(partner.mentions[:_MENTIONS]),
        funding=_funding(partner),
    )


def _funding(partner: Partner) -> Markup:
    """The way to what it pays for, under the name by which a scheme names it."""
    name = next((mention.name for mention in partner.mentions if mention.role is PartnerRole.FINANCEUR), "")
    if not name:
        return NOTHING
    return Markup('<p class="actions"><a class="button" href="/vue/financements?{}" data-leaves>{}</a></p>').format(
        urlencode({"financeur": name}), words.SEE_FUNDING
    )


def _merges(partner: Partner) -> Markup:
    """Its other spellings, and for each pair why they are one body, with the words that say so."""
    if not partner.aliases:
        return NOTHING
    told = NOTHING.join(Markup("<li>{}</li>").format(_merge(found, partner)) for found in partner.merges)
    why = Markup('<details class="fold"><summary>{}</summary><ul>{}</ul></details>').format(words.WHY_ONE, told) if told else NOTHING
    return Markup('<h3>{}</h3><p class="quote">{}</p>{}').format(words.ALSO_WRITTEN, escaped(", ".join(partner.aliases)), why)


def _merge(found: Merge, partner: Partner) -> Markup:
    said = NOTHING
    if found.quote:
        fiche = next((one.fiche for one in partner.mentions if _says(one, found)), None)
        said = Markup(" {}").format(
            quote_link(cite(found.quote, fiche)) if fiche else Markup('<q class="quote">{}</q>').format(escaped(found.quote.text))
        )
    return sentence(words.merge(found)) + said


def _says(mention: PartnerMention, found: Merge) -> bool:
    """Whether the quote of a merge stands in the fiche of a mention."""
    quote, fiche = found.quote, mention.fiche
    return quote is not None and fiche.code == found.fiche and fiche.source.text[quote.span.start : quote.span.end] == quote.text


def _mentions(mentions: Sequence[PartnerMention]) -> Markup:
    by_fiche = groupby(mentions, key=lambda mention: (mention.fiche.code, mention.fiche.title.line))
    return Markup('<ul class="mentions">{}</ul>').format(
        NOTHING.join(
            Markup('<li class="card"><p><strong>Fiche {}</strong> <span class="soft quote">{}</span></p><ul>{}</ul></li>').format(
                code, escaped(short(title, _LONGEST)), NOTHING.join(map(_mention, found))
            )
            for (code, title), found in by_fiche
        )
    )


def _mention(mention: PartnerMention) -> Markup:
    return Markup('<li>{} <span class="soft">{}, {}</span></li>').format(
        quote_link(cited(mention)), directory_words.ROLES[mention.role], section_label(mention.section.value)
    )
