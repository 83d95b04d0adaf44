"""What stands around a fiche: its links both ways, its versions, its schemes, its partners, what the rules found in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.checks.finding import Finding, Severity
from ingest.funding import FundingRecord, FundingStatus, Status
from ingest.index.catalogue import FicheRecord
from ingest.model import Fiche, Link, SectionKind
from ingest.partners import PartnerMention
from rag.citation import cite
from rag.shelf import Backlink
from ui.directory_words import ROLES, STATUSES
from ui.html.fiche_card import target_html
from ui.html.passage import passage_link
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import fiches as words

# A fiche named on every page of a contract has hundreds of links to it: beyond, they are folded.
_UNFOLDED = 8
_BADGES = {FundingStatus.EN_COURS: "good", FundingStatus.EXPIRE: "warn", FundingStatus.INCONNU: ""}
_GRAVITY = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "info"}


def links_html(fiche: Fiche, targets: Mapping[str, str], titles: Mapping[str, str]) -> Markup:
    """The fiches and axes that it names, each once, with the title of those that are indexed."""
    once: dict[str, Link] = {}
    for link in fiche.links:
        once.setdefault(link.code, link)
    items = [
        Markup("<li>{}{}</li>").format(
            target_html(link, targets),
            Markup(' <span class="soft">{}</span>').format(escaped(titles[code])) if code in titles else NOTHING,
        )
        for code, link in once.items()
    ]
    return _block(words.LINKS, items, words.NO_LINK, "around-links")


def backlinks_html(backlinks: Sequence[Backlink], addresses: Mapping[int, str]) -> Markup:
    """The fiches that lead here, with the words that say so."""
    items = [
        Markup('<li><a class="chip" href="{}">{}</a> {}</li>').format(
            addresses[id(back.fiche)], words.leads_to(back.fiche.code), passage_link(cite(back.link.quote, back.fiche, back.link.section))
        )
        for back in backlinks
    ]
    return _block(words.BACKLINKS, items, words.NO_BACKLINK, "around-backlinks")


def versions_html(own: FicheRecord, same_code: Sequence[FicheRecord], names: Mapping[int, str], addresses: Mapping[int, str]) -> Markup:
    """The versions of a fiche, and the way to compare each with it; `names` are those of their files, by source."""
    if len(same_code) < 2:
        return _block(words.VERSIONS, [], words.ONE_VERSION, "around-versions")
    items = []
    for record in same_code:
        label = words.fiche_title(record.code, record.version)
        told = [words.ANSWERS] if record.current else []
        if record.id == own.id:
            shown = Markup("<strong>{}</strong>").format(label)
            told.insert(0, words.THIS_ONE)
        else:
            older, newer = sorted((record, own), key=lambda one: (one.version or 0, one.id))
            query = {"fiche": own.code, "avant": version_key(older, names), "apres": version_key(newer, names)}
            shown = Markup(
                '<a href="{}">{}</a> <a class="button small" href="/vue/fiches/versions?{}">{}<span class="unseen"> : {}</span></a>'
            ).format(addresses[record.id], label, urlencode(query), words.COMPARE, label)
        note = Markup(' <span class="badge">{}</span>').format(", ".join(told)) if told else NOTHING
        items.append(
            Markup('<li>{}{}<br /><span class="soft mono">{}</span></li>').format(shown, note, names[record.source_id].rpartition("/")[2])
        )
    return _block(words.VERSIONS, items, words.ONE_VERSION, "around-versions")


def version_key(record: FicheRecord, names: Mapping[int, str]) -> str:
    """A version in an address: its year and its file, « 2017:corpus/fiche.txt »."""
    return f"{record.version or ''}:{names[record.source_id]}"


def directories_html(schemes: Sequence[tuple[FundingRecord, Status]], partners: Sequence[tuple[str, PartnerMention]]) -> Markup:
    """What the fiche says of money and of bodies, as the directories read it."""
    return Markup("<h2>{}</h2>{}<h2>{}</h2>{}").format(words.SCHEMES, _schemes(schemes), words.PARTNERS, _partners(partners))


def _schemes(records: Sequence[tuple[FundingRecord, Status]]) -> Markup:
    if not records:
        return Markup('<p class="void">{}</p>').format(words.NO_SCHEME)
    rows = NOTHING.join(
        Markup(
            '<tr><th scope="row">{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td><td data-label="{}">{} <span class="badge {}">{}</span></td>'
            '<td data-label="{}">{}</td></tr>'
        ).format(
            _said(record.scheme),
            words.FUNDER,
            _said(record.funder),
            words.AMOUNT,
            _said(record.amount),
            words.PERIOD,
            _said(record.period) if record.period else NOTHING,
            _BADGES[status.status],
            STATUSES[status.status],
            words.QUOTE,
            passage_link(cite(record.quote, record.fiche, SectionKind.FINANCEMENTS)),
        )
        for record, status in records
    )
    return _table(words.SCHEMES, (words.SCHEME, words.FUNDER, words.AMOUNT, words.PERIOD, words.QUOTE), rows)


def _partners(mentions: Sequence[tuple[str, PartnerMention]]) -> Markup:
    """The bodies that take part, by name, each with where the fiche says so."""
    if not mentions:
        return Markup('<p class="void">{}</p>').format(words.NO_PARTNER)
    by_name: dict[str, list[PartnerMention]] = {}
    for name, mention in mentions:
        by_name.setdefault(name, []).append(mention)
    rows = NOTHING.join(
        Markup('<tr><th scope="row">{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td></tr>').format(
            escaped(name),
            words.ROLE,
            ", ".join(dict.fromkeys(ROLES[mention.role] for mention in said)),
            words.QUOTE,
            NOTHING.join(
                Markup("<div>{}</div>").format(passage_link(cite(mention.quote, mention.fiche, mention.section), mention.name))
                for mention in _each_place(said)
            ),
        )
        for name, said in by_name.items()
    )
    return _table(words.PARTNERS, (words.PARTNER, words.ROLE, words.QUOTE), rows)


def _each_place(said: Iterable[PartnerMention]) -> Iterable[PartnerMention]:
    return {(mention.quote.span, mention.name): mention for mention in said}.values()


def findings_html(fiche: Fiche, findings: Sequence[Finding]) -> Markup:
    if not findings:
        return Markup('<h2>{}</h2><p class="told good">{}</p>').format(words.FINDINGS, words.NO_FINDING)
    counts = Counter(finding.severity for finding in findings)
    items = [
        Markup('<li><span class="badge {}">{}</span> {}<br /><span class="soft">{}</span> {}</li>').format(
            _GRAVITY[finding.severity],
            words.SEVERITIES[finding.severity],
            escaped(finding.message),
            escaped(finding.action),
            passage_link(cite(finding.excerpt, finding.fiche, finding.section or SectionKind.AUTRE))
            if finding.excerpt.text.strip()
            else NOTHING,
        )
        for finding in findings
    ]
    return Markup('<h2>{}</h2><p>{}. <a href="/vue/coherence?{}">{}</a></p>{}').format(
        words.FINDINGS, words.finding_counts(counts), urlencode({"fiche": fiche.code}), words.SEE_FINDINGS, _folded(items)
    )


def _said(text: str) -> Markup:
    return (
        Markup('<span class="quote">{}</span>').format(escaped(text))
        if text
        else Markup('<span class="soft">{}</span>').format(words.NOT_SAID)
    )


def _table(caption: str, columns: Sequence[str], rows: Markup) -> Markup:
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in columns)
    return Markup(
        '<div class="table-box folds"><table><caption class="unseen">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(caption, head, rows)


def _block(title: str, items: Sequence[Markup], none: str, identifier: str) -> Markup:
    body = _folded(items) if items else Markup('<p class="void">{}</p>').format(none)
    return Markup('<section class="around" aria-labelledby="{}"><h2 id="{}">{}</h2>{}</section>').format(
        identifier, identifier, title, body
    )


def _folded(items: Sequence[Markup]) -> Markup:
    first, rest = items[:_UNFOLDED], items[_UNFOLDED:]
    shown = Markup('<ul class="plain">{}</ul>').format(NOTHING.join(first))
    if not rest:
        return shown
    return shown + Markup('<details><summary>{}</summary><ul class="plain">{}</ul></details>').format(
        words.and_others(len(rest)), NOTHING.join(rest)
    )
