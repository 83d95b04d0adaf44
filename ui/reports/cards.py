"""One finding as HTML: what is wrong, the words in their line, what to do, and why the rule exists."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from ingest.checks.finding import Finding, Related, Severity
from ingest.checks.registry import Rule
from ui.reports import words
from ui.reports.words import escaped, sentence

_AROUND = 240  # characters of the line shown on each side of the marked words
_NOTHING = Markup("")
_EXAMPLE = re.compile(r"^(Incorrect|Correct) ::\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)
# The paths of icons in a box of 24: a shape for each severity, since a colour alone tells nobody anything.
_ICONS = {
    Severity.ERROR: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v5.5M12 16.3v.4",
    Severity.WARNING: "M12 3.5L22 20.5H2zM12 10v4.5M12 17.3v.4",
    Severity.INFO: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18M12 11v6M12 7v.4",
}


def icon(severity: Severity) -> Markup:
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>').format(
        _ICONS[severity]
    )


def context(finding: Finding) -> tuple[str, str, str]:
    """Return the line of the finding in three: what stands before its words, the words to the letter, what follows."""
    text, span = finding.fiche.source.text, finding.excerpt.span
    starts = text.rfind("\n", 0, span.start) + 1
    ends = text.find("\n", span.end)
    before = text[starts : span.start].lstrip()
    after = text[span.end : ends if ends >= 0 else len(text)].rstrip()
    if len(before) > _AROUND:
        before = "[…] " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " […]"
    return before, text[span.start : span.end], after


def card(finding: Finding, name: str, classes: str, rules: Mapping[str, Rule]) -> Markup:
    """`name` is the identifier of the card in the page, `classes` name what the page can be narrowed to."""
    rule = rules.get(finding.rule)
    quote = _NOTHING
    if not words.stands_for_a_section(finding):
        before, marked, after = map(escaped, context(finding))
        quote = Markup("<blockquote><p>{}<mark>{}</mark>{}</p></blockquote>").format(before, marked, after)
    return Markup(
        '<article class="finding {severity} {classes}" aria-labelledby="{name}">'
        '<p class="kind"><span class="severity">{icon} {word}</span> <span class="where">{place}</span> <span class="rule">{rule}</span></p>'
        '<h4 id="{name}">{message}</h4>{quote}'
        '<p class="todo"><strong>À faire :</strong> {action}</p>{related}{why}</article>'
    ).format(
        severity=finding.severity.value,
        classes=classes,
        name=name,
        icon=icon(finding.severity),
        word=words.SEVERITIES[finding.severity],
        place=words.place(finding),
        rule=finding.rule,
        message=sentence(finding.message),
        quote=quote,
        action=sentence(finding.action),
        related=_related(finding.related),
        why=_why(rule) if rule else _NOTHING,
    )


def _related(related: Iterable[Related]) -> Markup:
    items = _NOTHING.join(
        Markup("<li>{}, {} : <q>{}</q></li>").format(
            words.fiche_name(other.fiche),
            words.spot(other.fiche.source, other.excerpt.span.start),
            escaped(other.excerpt.text),
        )
        for other in related
    )
    return Markup('<div class="related"><p>Autres passages :</p><ul>{}</ul></div>').format(items) if items else _NOTHING


def _why(rule: Rule) -> Markup:
    return Markup("<details><summary>Pourquoi la règle {}</summary>{}</details>").format(rule.code, explained(rule))


def explained(rule: Rule) -> Markup:
    """The explanation of a rule: paragraphs, then an example to avoid and one to follow."""
    examples = _NOTHING.join(
        Markup('<p class="example">{} :</p><pre>{}</pre>').format(
            "À éviter" if kind == "Incorrect" else "À suivre", escaped("\n".join(line.strip() for line in lines.strip("\n").split("\n")))
        )
        for kind, lines in _EXAMPLE.findall(rule.explanation)
    )
    told = _NOTHING.join(
        Markup("<p>{}</p>").format(sentence(" ".join(paragraph.split())))
        for paragraph in _EXAMPLE.sub("", rule.explanation).split("\n\n")
        if paragraph.strip()
    )
    return told + examples
