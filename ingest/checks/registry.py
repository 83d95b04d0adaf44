"""The rules, found by their files, and what they find over a corpus."""

import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from ingest.checks import rules
from ingest.checks.corpus import CheckedCorpus, order
from ingest.checks.finding import Finding, Related, Severity
from ingest.errors import FichesError
from ingest.model import Excerpt, Fiche, SectionKind, Span


class UnknownRuleError(FichesError):
    """A rule or a family that does not exist: the message names it and those that do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule's function yields: where its rule is broken, and the words of the message.

    `excerpt` is None where the problem has no place of its own (a missing section): the title then stands for it, and
    `section` says which section is meant. `section` is else that of the excerpt. `severity` is else that of the rule.
    """

    excerpt: Excerpt | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    section: SectionKind | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None


Check = Callable[[Fiche, CheckedCorpus], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code (family and number), what it says when broken, and the function that looks for it in one fiche."""

    code: str
    severity: Severity
    title: str  # French, one line: what is wrong, for lists of rules
    message: str  # French, with the names of `Problem.values` in braces
    action: str  # French, likewise
    explanation: str  # French: why it matters, a wrong and a right example
    check: Check

    @property
    def family(self) -> str:
        return self.code[:3]


_RULES: dict[str, Rule] = {}

FAMILIES = {
    "STR": "structure",
    "REF": "renvois",
    "FIN": "financements",
    "ACT": "acteurs",
    "IND": "indicateurs",
    "CAL": "calendrier",
    "TXT": "texte",
}


def rule(code: str, *, severity: Severity, message: str, action: str) -> Callable[[Check], Check]:
    """Register a function as a rule; its docstring, in French, is what `fiches check --explain` prints.

    The first line of the docstring is the rule's title.
    """

    def register(check: Check) -> Check:
        explanation = inspect.cleandoc(check.__doc__ or "")
        _RULES[code] = Rule(code, severity, explanation.partition("\n")[0], message, action, explanation, check)
        return check

    return register


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule of `ingest/checks/rules/`, by family and number."""
    for module in pkgutil.iter_modules(rules.__path__):
        import_module(f"{rules.__name__}.{module.name}")
    families = list(FAMILIES)
    return tuple(sorted(_RULES.values(), key=lambda rule: (families.index(rule.family), rule.code)))


def select_rules(select: Collection[str] = (), ignore: Collection[str] = ()) -> tuple[Rule, ...]:
    """Return the rules named by code or family, all when none is; without those ignored.

    Raises:
        UnknownRuleError: a name is neither a rule nor a family.
    """
    known = {name for rule in all_rules() for name in (rule.code, rule.family)}
    for name in (*select, *ignore):
        if name.upper() not in known:
            codes = ", ".join(rule.code for rule in all_rules())
            raise UnknownRuleError(
                f"La règle « {name} » n’existe pas ; choisissez parmi : {codes}, ou une famille ({', '.join(FAMILIES)})."
            )
    wanted, unwanted = {name.upper() for name in select}, {name.upper() for name in ignore}
    return tuple(
        rule for rule in all_rules() if (not wanted or {rule.code, rule.family} & wanted) and not {rule.code, rule.family} & unwanted
    )


def check(corpus: CheckedCorpus, *, select: Collection[str] = (), ignore: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what the rules find in the fiches that answer, the gravest first, then by fiche and place."""
    severities = list(Severity)
    found = {
        (finding.rule, finding.fiche.source.name, finding.section, finding.excerpt.span, finding.message): finding
        for rule in select_rules(select, ignore)
        for fiche in corpus.fiches
        for finding in _findings(rule, fiche, corpus)
    }
    return tuple(
        sorted(
            found.values(),
            key=lambda finding: (severities.index(finding.severity), order(finding.fiche), finding.excerpt.span, finding.rule),
        )
    )


def _findings(rule: Rule, fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Finding]:
    for problem in rule.check(fiche, corpus):
        excerpt = problem.excerpt or fiche.title
        section = problem.section or (section_at(fiche, excerpt.span) if problem.excerpt else None)
        yield Finding(
            rule=rule.code,
            severity=problem.severity or rule.severity,
            fiche=fiche,
            section=section,
            message=rule.message.format_map(problem.values),
            action=rule.action.format_map(problem.values),
            excerpt=excerpt,
            related=problem.related,
        )


def section_at(fiche: Fiche, span: Span) -> SectionKind | None:
    """Return the section that `span` stands in: its heading or one of its items; None in the banner."""
    for section in fiche.sections:
        if section.heading.span.contains(span) or any(item.span.start <= span.start < item.span.end for item in section.items):
            return section.kind
    return None
