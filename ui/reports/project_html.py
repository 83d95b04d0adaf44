"""A project's dossier as one HTML page: no script, nothing loaded from elsewhere, one sheet on paper."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from ingest.chunking import readable
from ingest.funding import FundingStatus
from ingest.model import SectionKind
from rag.citation import Citation, cite
from rag.funding_lookup import DueDay, FundingHit
from rag.partner_lookup import PartnerHit
from rag.project import Dossier, ProjectFiche
from ui import directory_words
from ui.contacts import Contacts
from ui.directory_shapes import cited
from ui.render_directories import contact_line
from ui.reports import project_words as words
from ui.reports.words import escaped

_NOTHING = Markup("")
# Whoever opens the page runs and loads nothing, whatever a fiche or the project holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STATE_CLASSES = {FundingStatus.EXPIRE: "over", FundingStatus.EN_COURS: "open", FundingStatus.INCONNU: "unsaid"}


def render(dossier: Dossier, contacts: Contacts | None = None) -> bytes:
    """UTF-8; the same dossier gives the same bytes."""
    sections = {
        ("projet", words.PROJECT): Markup('<div class="project"><p>{}</p></div>').format(escaped(dossier.text)),
        ("fiches", words.FICHES): _fiches(dossier),
        ("financements", words.SCHEMES): _schemes(dossier.schemes, has_fiches=bool(dossier.fiches)),
        ("echeances", words.DUE): _due(dossier.due),
        ("partenaires", words.PARTNERS): _partners(dossier, contacts),
        ("indicateurs", words.INDICATORS): _indicators(dossier.fiches),
    }
    shown = {title: section for title, section in sections.items() if section}
    page = Markup(
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        "<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#contenu">Aller au contenu</a>\n<header><h1>{title}</h1><p>{summary}</p></header>\n'
        '<nav aria-label="Sommaire"><ul>{links}</ul></nav>\n<main id="contenu" tabindex="-1">\n{sections}\n<section><p class="sentence">{method}</p></section>\n'
        "</main>\n</body>\n</html>\n"
    ).format(
        policy=_POLICY,
        title=words.TITLE,
        style=_style(),
        summary=escaped(words.summary(dossier)),
        links=_NOTHING.join(Markup('<li><a href="#{}">{}</a></li>').format(*title) for title in shown),
        sections=Markup("\n").join(
            Markup('<section aria-labelledby="{0}"><h2 id="{0}">{1}</h2>{2}</section>').format(name, title, section)
            for (name, title), section in shown.items()
        ),
        method=words.METHOD,
    )
    return str(page).encode("utf-8")


@cache
def _style() -> Markup:
    folder = Path(__file__).parent
    return Markup("".join((folder / name).read_text(encoding="utf-8") for name in ("report.css", "project.css")))


def _quote(citation: Citation) -> Markup:
    return Markup('<blockquote><p>«\u00a0{}\u00a0»</p></blockquote><p class="spot">{}</p>').format(
        escaped(_shown(citation)), escaped(words.place(citation))
    )


def _shown(citation: Citation) -> str:

    return readable(citation.fiche, citation.excerpt)


def _fiches(dossier: Dossier) -> Markup:
    if not dossier.fiches:
        return Markup('<p class="calm">{}</p>').format(words.nothing(dossier))
    return Markup('<ul class="cards">{}</ul>').format(_NOTHING.join(map(_card, dossier.fiches)))


def _card(found: ProjectFiche) -> Markup:
    version = f" ({found.fiche.version})" if found.fiche.version else ""
    return Markup('<li><h3>Fiche {}{}</h3><p class="title">{}</p>{}<p class="because">{}</p></li>').format(
        escaped(found.fiche.code), version, escaped(found.fiche.title.line), _quote(found.meets), escaped(words.because(found))
    )


def _schemes(hits: Sequence[FundingHit], *, has_fiches: bool) -> Markup:
    if not hits:
        return Markup("<p>{}</p>").format(words.NO_SCHEME) if has_fiches else _NOTHING
    note = Markup('<p class="sentence">{}</p>').format(words.EXPIRED_NOTE) if _some_expired(hits) else _NOTHING
    return Markup(
        '{}<div class="wide"><table class="stack"><caption>{}, du plus proche au plus lointain</caption><thead><tr><th scope="col">Dispositif</th>'
        '<th scope="col">Ce que dit la fiche</th><th scope="col">Montant</th><th scope="col">État</th></tr></thead><tbody>{}</tbody></table></div>'
    ).format(note, directory_words.count(len(hits), "financement"), _NOTHING.join(map(_scheme, hits)))


def _some_expired(hits: Sequence[FundingHit]) -> bool:
    return any(hit.status.status is FundingStatus.EXPIRE for hit in hits)


def _scheme(hit: FundingHit) -> Markup:
    record = hit.entry.record
    funder = Markup('<p class="spot">{}</p>').format(escaped(record.funder)) if record.funder else _NOTHING
    reason = Markup('<p class="spot">{}</p>').format(escaped(hit.status.reason)) if record.period else _NOTHING
    why = Markup('<p class="because">Trouvé par : {}.</p>').format(escaped(directory_words.why(hit.why))) if hit.why else _NOTHING
    return Markup(
        '<tr class="{cls}"><th scope="row" class="bare"><p class="scheme">{scheme}</p>{funder}<p class="spot">{kind}</p></th><td class="prose bare">{quote}{why}</td>'
        '<td data-label="Montant">{amount}</td><td data-label="État"><span class="{state_class}">{state}</span>{reason}</td></tr>'
    ).format(
        cls="expired" if hit.status.status is FundingStatus.EXPIRE else "live",
        scheme=escaped(record.scheme or record.funder or directory_words.FUNDING_KINDS[record.kind]),
        funder=funder,
        kind=directory_words.FUNDING_KINDS[record.kind],
        quote=_quote(cite(record.quote, record.fiche, SectionKind.FINANCEMENTS)),
        why=why,
        amount=escaped(record.amount or "non dit"),
        state_class=_STATE_CLASSES[hit.status.status],
        state=directory_words.STATUSES[hit.status.status],
        reason=reason,
    )


def _due(days: Sequence[DueDay]) -> Markup:
    if not days:
        return _NOTHING
    rows = _NOTHING.join(
        Markup('<li><time datetime="{}">{}</time>, {} : {} <span class="spot">({})</span></li>').format(
            due.day.isoformat(),
            directory_words.long_day(due.day),
            directory_words.due(due),
            escaped(due.entry.record.scheme or due.entry.record.funder),
            escaped(words.place(due.quote)),
        )
        for due in days
    )
    return Markup('<ul class="asked">{}</ul>').format(rows)


def _partners(dossier: Dossier, contacts: Contacts | None) -> Markup:
    hits = dossier.partners
    if not hits:
        return Markup("<p>{}</p>").format(words.NO_PARTNER) if dossier.fiches else _NOTHING
    others = (
        Markup('<p class="because">{}</p>').format(words.other_partners(dossier.other_partners)) if dossier.other_partners else _NOTHING
    )
    note = _NOTHING if contacts else Markup('<p class="sentence">{}</p>').format(directory_words.NO_CONTACT)
    head = Markup('<th scope="col">Contact</th>') if contacts else _NOTHING
    return Markup(
        '{}<div class="wide"><table class="stack"><caption>{}, ceux qui animent d’abord</caption><thead><tr><th scope="col">Organisme</th><th scope="col">Rôle</th>{}'
        '<th scope="col">Ce que dit la fiche</th></tr></thead><tbody>{}</tbody></table></div>{}'
    ).format(note, directory_words.count(len(hits), "partenaire"), head, _NOTHING.join(_partner(hit, contacts) for hit in hits), others)


def _partner(hit: PartnerHit, contacts: Contacts | None) -> Markup:
    cell = _NOTHING
    if contacts:
        known = contacts.of((hit.partner.name, *hit.partner.aliases))
        told = [escaped(contact_line(contact)) for contact in known] or [Markup(directory_words.NOT_IN_LIST)]
        cell = Markup('<td data-label="Contact">{}</td>').format(Markup("<br>").join(told))
    first = cited(hit.mentions[0])
    return Markup(
        '<tr><th scope="row" class="bare">{}</th><td data-label="Rôle">{}</td>{}<td class="prose bare"><q>{}</q> <span class="spot">{}</span></td></tr>'
    ).format(escaped(hit.partner.name), directory_words.roles(hit), cell, escaped(_shown(first)), escaped(words.place(first)))


def _indicators(fiches: Sequence[ProjectFiche]) -> Markup:
    if not fiches:
        return _NOTHING
    told = [one for one in fiches if one.indicators]
    if not told:
        return Markup("<p>{}</p>").format(words.NO_INDICATOR)
    return _NOTHING.join(
        Markup('<h3 id="indicateurs-{0}">Fiche {1}</h3><ul class="asked" aria-labelledby="indicateurs-{0}">{2}</ul>').format(
            number,
            escaped(one.fiche.code),
            _NOTHING.join(
                Markup('<li><q>{}</q> <span class="spot">{}</span></li>').format(escaped(_shown(item)), escaped(words.place(item)))
                for item in one.indicators
            ),
        )
        for number, one in enumerate(told, start=1)
    )
