"""Findings as HTML: those of a list by fiche, one in its field with what to decide, those accepted, and a rule explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.checks.finding import Finding, Severity
from ingest.checks.registry import FAMILIES, Rule
from ingest.checks.report import CheckReport, Waived
from ingest.model import Fiche, Section
from rag.citation import cite
from ui.html.listing import short
from ui.html.passage import fiche_address, passage_link
from ui.html.pieces import NOTHING, escaped, version_html
from ui.html.quoting import letters, section_name, verbatim
from ui.reports import words as report_words
from ui.reports.cards import context, explained, icon
from ui.reports.words import sentence
from ui.text_fr import coherence as words

PATH = "/vue/coherence"
_BADGES = {Severity.ERROR: " bad", Severity.WARNING: " warn", Severity.INFO: " info"}
_QUOTED = 600  # characters of marked words in a list: the drawer shows them all
_FIRST = 8  # findings of a fiche before the others are folded
_TITLE = 140
_RELATED = 5  # passages of other fiches before the rest is folded
_FIELD = 60_000  # characters of a field in the drawer


@dataclass(frozen=True, slots=True)
class Names:
    """What the page knows of findings: their names in addresses, and which are new."""

    of: Mapping[int, str]
    known: frozenset[str] | None  # those of the reference; None where there is none

    def is_new(self, finding: Finding) -> bool:
        return self.known is not None and self.of[id(finding)] not in self.known


def finding_address(name: str) -> str:
    return f"{PATH}/constat?{urlencode({'nom': name})}"


def rule_address(code: str) -> str:
    return f"{PATH}/regle?{urlencode({'code': code})}"


def drawer_link(address: str, label: Markup, classes: str = "proof") -> Markup:
    return Markup('<a class="{}" href="{}" hx-get="{}" hx-target="#drawer-body" hx-swap="innerHTML" hx-push-url="false">{}</a>').format(
        classes, address, address, label
    )


def group_html(fiche: Fiche, findings: Sequence[Finding], names: Names, *, whole: bool) -> Markup:
    """The findings of a fiche; beyond the first ones they are folded, unless the list is of this fiche alone."""
    first = findings if whole else findings[:_FIRST]
    rest = findings[len(first) :]
    folded = NOTHING
    if rest:
        folded = Markup('<details class="rest"><summary>{}</summary><ul class="findings">{}</ul></details>').format(
            words.more(len(rest)), NOTHING.join(finding_html(finding, names) for finding in rest)
        )
    return Markup(
        '<section class="of-one-fiche"><h2><a href="{address}">Fiche {code}{version}</a> <span class="quote">{title}</span></h2>'
        '<p class="soft">{counts} · {leaders}</p><ul class="findings">{findings}</ul>{rest}</section>'
    ).format(
        address=fiche_address(cite(fiche.title, fiche)),
        code=fiche.code,
        version=version_html(fiche),
        title=escaped(short(fiche.title.line, _TITLE)),
        counts=words.counts(findings),
        leaders=_file(fiche),
        findings=NOTHING.join(finding_html(finding, names) for finding in first),
        rest=folded,
    )


def _file(fiche: Fiche) -> Markup:
    return Markup('<span class="mono quote">{}</span>').format(escaped(fiche.source.name.rsplit("/", 1)[-1]))


def finding_html(finding: Finding, names: Names) -> Markup:
    name = names.of[id(finding)]
    new = Markup(' <span class="badge good">{}</span>').format(words.NEW) if names.is_new(finding) else NOTHING
    return Markup(
        '<li class="card finding {severity}" id="constat-{name}"><p class="about">{badge}{new} <span class="soft">{place}</span> {rule}</p>'
        '<h3 class="quote">{message}</h3>{quote}<p><strong>{todo}\u00a0:</strong> <span class="quote">{action}</span></p>'
        '<p class="actions">{see}</p></li>'
    ).format(
        severity=finding.severity.value,
        name=name,
        badge=_badge(finding),
        new=new,
        place=report_words.place(finding),
        rule=drawer_link(
            rule_address(finding.rule), Markup('<span class="unseen">{} </span>{}').format(words.RULE_NAME, finding.rule), "rule"
        ),
        message=sentence(finding.message),
        quote=_line(finding),
        todo=words.TO_DO,
        action=sentence(finding.action),
        see=drawer_link(finding_address(name), escaped(words.SEE), "button quiet"),
    )


def _badge(finding: Finding) -> Markup:
    return Markup('<span class="badge{}">{} {}</span>').format(
        _BADGES[finding.severity], icon(finding.severity), report_words.SEVERITIES[finding.severity]
    )


def _line(finding: Finding) -> Markup:
    """The line of the finding with its words marked; nothing where the title only stands for a section that is missing."""
    if report_words.stands_for_a_section(finding):
        return NOTHING
    before, marked, after = context(finding)
    if len(marked) > _QUOTED:
        marked, after = short(marked, _QUOTED), ""
    return Markup('<blockquote class="quote-block quote">{}<mark>{}</mark>{}</blockquote>').format(*map(escaped, (before, marked, after)))


def settled_html(finding: Finding, name: str, waived: Waived, *, elsewhere: bool = False) -> Markup:
    """What stands in the list in the place of a finding that has just been accepted."""
    swap = Markup(' hx-swap-oob="true"') if elsewhere else NOTHING
    return Markup('<li class="card finding settled" id="constat-{}"{}><p>{} <span class="quote">{}</span></p>{}</li>').format(
        name, swap, sentence(finding.message), sentence(words.accepted_because(waived.reason, waived.function)), _back_form(name)
    )


def _back_form(name: str) -> Markup:
    return Markup(
        '<form action="{path}/retablir" method="post" hx-post="{path}/retablir" hx-target="#constat-{name}" hx-swap="outerHTML" hx-push-url="false">'
        '<input type="hidden" name="nom" value="{name}" /><button type="submit">{go}</button></form>'
    ).format(path=PATH, name=name, go=words.TAKE_BACK)


def constat_html(finding: Finding, name: str, rule: Rule | None, waived: Waived | None, *, by: str | None) -> Markup:
    """One finding: its field with the words marked, the passages of other fiches, the rule, and what can be decided.

    `by` is who would decide, "" where the machine has no accounts, and None for who may only read.
    """
    return Markup(
        '<article class="constat"><h2 tabindex="-1">Fiche {code}{version} <span aria-hidden="true">›</span> {place}</h2>'
        '<p class="about">{badge} {rule_code}</p><p class="message quote">{message}</p><p><strong>{todo}\u00a0:</strong> <span class="quote">{action}</span></p>'
        '{field}{decision}{related}{why}<p class="actions"><a class="button" href="{all}" data-leaves>{others}</a></p></article>'
    ).format(
        code=finding.fiche.code,
        version=version_html(finding.fiche),
        place=report_words.place(finding),
        badge=_badge(finding),
        rule_code=finding.rule,
        message=sentence(finding.message),
        todo=words.TO_DO,
        action=sentence(finding.action),
        field=_field(finding),
        related=_related(finding),
        decision=_decision(name, waived, by),
        why=Markup('<details class="fold"><summary>{} {}</summary>{}</details>').format(words.RULE_NAME, rule.code, explained(rule))
        if rule
        else NOTHING,
        all=f"{PATH}?{urlencode({'fiche': finding.fiche.code})}",
        others=words.ALL_OF_FICHE,
    )


def _field(finding: Finding) -> Markup:
    """All of the section that holds the words, else the words in their line."""
    fiche, span = finding.fiche, finding.excerpt.span
    section = next((one for one in fiche.sections if _holds(one, finding)), None)
    if section is None or sum(len(item.text) for item in section.items) > _FIELD:
        return Markup("<h3>{}</h3><p>{}</p>{}").format(
            words.IN_FIELD, passage_link(cite(finding.excerpt, fiche), short(finding.excerpt.line, _TITLE)), _line(finding)
        )
    items = NOTHING.join(Markup("<li>{}</li>").format(verbatim(item, fiche, span)) for item in section.items)
    body = Markup('<ul class="verbatim">{}</ul>').format(items) if items else Markup('<p class="void">{}</p>').format(words.BLANK)
    return Markup('<h3>{}</h3><div class="card field-of"><p class="heading">{}</p>{}</div>').format(
        words.IN_FIELD, verbatim(section.heading, fiche, span), body
    )


def _holds(section: Section, finding: Finding) -> bool:
    span = finding.excerpt.span
    return section.heading.span.contains(span) or any(item.span.start < span.end and span.start < item.span.end for item in section.items)


def _related(finding: Finding) -> Markup:
    if not finding.related:
        return NOTHING
    items = []
    for other in finding.related:
        place = next((one for one in other.fiche.sections if any(item.span.contains(other.excerpt.span) for item in one.items)), None)
        around = next((item for item in place.items if item.span.contains(other.excerpt.span)), other.excerpt) if place else other.excerpt
        shown = verbatim(around, other.fiche, other.excerpt.span) if len(around.text) < _FIELD else letters(other.excerpt, other.fiche)
        label = f"Fiche {other.fiche.code}" + (f" › {section_name(place)}" if place else "")
        items.append(
            Markup('<li class="card"><p>{}</p><p class="quote">{}</p></li>').format(
                passage_link(cite(other.excerpt, other.fiche), label), shown
            )
        )
    first, rest = items[:_RELATED], items[_RELATED:]
    folded = Markup('<details class="rest"><summary>{}</summary><ul class="related">{}</ul></details>').format(
        words.more_passages(len(rest)), NOTHING.join(rest)
    )
    return Markup('<h3>{}</h3><ul class="related">{}</ul>{}').format(words.RELATED, NOTHING.join(first), folded if rest else NOTHING)


def _decision(name: str, waived: Waived | None, by: str | None) -> Markup:
    if waived:
        return Markup('<div class="decision" id="decision"><p class="told good">{}</p>{}</div>').format(
            sentence(words.accepted_because(waived.reason, waived.function)),
            NOTHING if by is None else _form("retablir", name, Markup('<button type="submit">{}</button>').format(words.TAKE_BACK)),
        )
    return NOTHING if by is None else accept_html(name, by=by)


def accept_html(name: str, told: Markup = NOTHING, reason: str = "", by: str = "") -> Markup:
    fields = Markup(
        '<p class="field-box"><label for="c-motif">{}</label><textarea id="c-motif" name="motif" rows="2" required maxlength="1000" placeholder="{}">{}</textarea></p>'
        '<p class="field-box"><label for="c-par">{}</label><input type="text" id="c-par" name="par" maxlength="200" value="{}" /></p>'
        '<p class="soft">{}</p><p class="actions"><button class="main" type="submit">{}</button></p>'
    ).format(words.REASON, words.REASON_HINT, escaped(reason), words.BY, by, words.ACCEPT_HELP, words.ACCEPT_GO)
    return Markup('<div class="decision card" id="decision"><h3>{}</h3>{}{}</div>').format(
        words.ACCEPT, told, _form("accepter", name, fields)
    )


def _form(what: str, name: str, fields: Markup) -> Markup:
    return Markup(
        '<form action="{path}/{what}" method="post" hx-post="{path}/{what}" hx-target="#decision" hx-swap="outerHTML" hx-push-url="false">'
        '<input type="hidden" name="nom" value="{name}" />{fields}</form>'
    ).format(path=PATH, what=what, name=name, fields=fields)


def decided_html(name: str, waived: Waived | None) -> Markup:
    """What takes the place of the form once it was sent."""
    if waived is None:
        return accept_html(name, Markup('<p class="told good" role="status">{}</p>').format(words.taken_back(1)))
    return Markup('<div class="decision" id="decision"><p class="told good" role="status">{}</p>{}</div>').format(
        sentence(words.accepted_because(waived.reason, waived.function)),
        _form("retablir", name, Markup('<button type="submit">{}</button>').format(words.TAKE_BACK)),
    )


def rule_html(rule: Rule) -> Markup:
    return Markup(
        '<article class="rule-told"><h2 tabindex="-1">{code} <span aria-hidden="true">–</span> {title}</h2><p class="soft">{severity}, {family}</p>{why}'
        '<p><strong>{todo}\u00a0:</strong> {action}</p><p class="actions"><a class="button" href="{path}?regle={code}" data-leaves>{see}</a></p></article>'
    ).format(
        code=rule.code,
        title=sentence(rule.title),
        severity=report_words.SEVERITIES[rule.severity],
        family=FAMILIES[rule.family],
        why=explained(rule),
        todo=words.TO_DO,
        action=sentence(rule.action),
        path=PATH,
        see=words.ITS_FINDINGS,
    )


def accepted_html(waived: Sequence[Waived], names: Names, *, decides: bool) -> Markup:
    rows = NOTHING.join(
        Markup(
            '<li class="card finding settled" id="constat-{name}"><p class="about"><strong>Fiche {code}</strong> <span class="soft">{place}</span> {rule}</p>'
            '<p class="quote">{message}</p><p><strong>{l_reason}\u00a0:</strong> <span class="quote">{reason}</span><br />'
            '<span class="soft">{l_by}\u00a0: <span class="quote">{by}</span></span></p><div class="actions">{see}{back}</div></li>'
        ).format(
            name=names.of[id(one.finding)],
            code=one.finding.fiche.code,
            place=report_words.place(one.finding),
            rule=one.finding.rule,
            message=sentence(one.finding.message),
            l_reason=words.REASON,
            reason=sentence(one.reason),
            l_by=words.DECIDED_BY,
            by=escaped(one.function),
            see=drawer_link(finding_address(names.of[id(one.finding)]), escaped(words.SEE), "button quiet"),
            back=_back_form(names.of[id(one.finding)]) if decides else NOTHING,
        )
        for one in waived
    )
    return Markup('<ul class="findings">{}</ul>').format(rows)


def reference_html(report: CheckReport, since: date | None) -> Markup:
    """The button that takes the findings of today as those that are known."""
    told = Markup('<span class="soft">{}</span>').format(words.reference_taken(since)) if since else NOTHING
    return Markup(
        '<form class="reference actions" action="{}/reference" method="post"><button type="submit" class="quiet">{}</button><span class="soft">{}</span> {}</form>'
    ).format(PATH, words.REFERENCE, words.REFERENCE_HELP, told)
