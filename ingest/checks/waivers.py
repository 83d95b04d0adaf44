"""Waivers: findings that somebody has decided to live with, until the words of the field change.

- rule: STR002
  fiche: 1.1.4
  field: calendrier
  reason: le calendrier est fixé chaque année par le comité de pilotage
  function: cheffe de projet
  fingerprint: 9f86d081884c
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding
from ingest.checks.registry import all_rules
from ingest.checks.report import Waived
from ingest.errors import FichesError, reason
from ingest.folding import fold
from ingest.headings import LABELS, section_named
from ingest.model import Fiche, SectionKind

FILE_NAME = "derogations.yaml"
BANNER = "bandeau"
_MAX_BYTES = 5_000_000
_FINGERPRINT = 12  # hexadecimal digits: one chance in 10^14 that two texts share them
_NEEDED = ("rule", "fiche", "reason", "function")
_KEYS = {
    "rule": "rule",
    "règle": "rule",
    "regle": "rule",
    "fiche": "fiche",
    "field": "field",
    "rubrique": "field",
    "reason": "reason",
    "motif": "reason",
    "function": "function",
    "fonction": "function",
    "quote": "quote",
    "citation": "quote",
    "fingerprint": "fingerprint",
    "empreinte": "fingerprint",
}


class WaiverError(FichesError):
    """A file of waivers that cannot be read as a whole: the message names it."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One decision: a rule, in one field of one fiche, is let be as long as the words of that field are the same.

    `field` is None for the banner. With `quote`, only findings that share these words are waived.
    """

    line: int
    rule: str
    fiche: str
    field: SectionKind | None
    reason: str
    function: str
    quote: str = ""
    fingerprint: str = ""

    @property
    def place(self) -> str:
        return f"{self.rule}, fiche {self.fiche}, {field_name(self.field)}"


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a file, and the French sentences about the entries that cannot be used."""

    path: Path
    waivers: tuple[Waiver, ...]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """Findings parted by waivers; `notices` tell of those that have fallen or serve no more, `errors` of those without fingerprint."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    notices: tuple[str, ...]
    errors: tuple[str, ...]


def field_name(field: SectionKind | None) -> str:
    return BANNER if field is None else field.value


def fingerprint(fiche: Fiche, field: SectionKind | None) -> str:
    """What changes when the words of a field change; spaces, case and typography do not count."""
    excerpts = (
        [part.excerpt for part in fiche.banner]
        if field is None
        else [excerpt for section in fiche.all(field) for excerpt in (section.heading, *section.items)]
    )
    return hashlib.sha256("\n".join(fold(excerpt.text) for excerpt in excerpts).encode()).hexdigest()[:_FINGERPRINT]


def load_waivers(path: Path) -> Waivers:
    """Read a file of waivers; an entry that cannot be used is told by its line, and the others apply.

    Raises:
        WaiverError: the file cannot be read, or is no list.
    """
    try:
        data = path.read_bytes()
        if len(data) > _MAX_BYTES:
            raise WaiverError(f"Le fichier de dérogations « {path} » est trop grand ; n’y gardez que celles qui servent.")
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise WaiverError(
            f"Le fichier de dérogations « {path} » ne peut pas être lu ({reason(error)}) ; vérifiez FICHES_WAIVERS."
        ) from error
    except UnicodeDecodeError as error:
        raise WaiverError(f"Le fichier de dérogations « {path} » n’est pas un fichier YAML lisible ; corrigez-le.") from error
    return parse_waivers(text, path)


def parse_waivers(text: str, path: Path) -> Waivers:
    """Read the text of a file of waivers, as `load_waivers` does.

    Raises:
        WaiverError: it is no list.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" à la ligne {mark.line + 1}" if mark else ""
        raise WaiverError(f"Le fichier de dérogations « {path} » n’est pas un fichier YAML lisible{where} ; corrigez-le.") from error
    if node is None:
        return Waivers(path, ())
    if not isinstance(node, yaml.SequenceNode):
        raise WaiverError(f"Le fichier de dérogations « {path} » n’est pas une liste d’entrées commençant par « - » ; corrigez-le.")
    read = [_entry(entry, path) for entry in node.value]
    return Waivers(
        path, tuple(found for found in read if isinstance(found, Waiver)), tuple(found for found in read if isinstance(found, str))
    )


def _entry(node: yaml.Node, path: Path) -> Waiver | str:
    """Return a waiver, or the sentence that says what is wrong with it."""
    line = node.start_mark.line + 1

    def wrong(what: str, at: int = line) -> str:
        return f"{path}, ligne {at} : {what}."

    if not isinstance(node, yaml.MappingNode):
        return wrong("ce n’est pas une dérogation ; il faut rule, fiche, field, reason et function")
    values: dict[str, str] = {}
    for key, value in node.value:
        name = _KEYS.get(str(key.value).strip().lower()) if isinstance(key, yaml.ScalarNode) else None
        if name is None:
            told = key.value if isinstance(key, yaml.ScalarNode) else "?"
            return wrong(
                f"la clé « {told} » est inconnue ; les clés sont rule, fiche, field, reason, function, quote et fingerprint",
                key.start_mark.line + 1,
            )
        if not isinstance(value, yaml.ScalarNode):
            return wrong(f"« {name} » attend un texte", value.start_mark.line + 1)
        values[name] = value.value.strip()
    for name in _NEEDED:
        if not values.get(name):
            return wrong(f"il manque « {name} »")
    rule = values["rule"].upper()
    if rule not in {known.code for known in all_rules()}:
        return wrong(f"la règle « {values['rule']} » n’existe pas ; « fiches check --list-rules » donne celles qui existent")
    field = None
    written = values.get("field", "")
    if written and fold(written) not in (BANNER, "banner"):
        field = section_named(written)
        if field is None:
            return wrong(f"la rubrique « {written} » n’existe pas ; les rubriques sont : {BANNER}, {', '.join(LABELS)}")
    return Waiver(
        line, rule, values["fiche"], field, values["reason"], values["function"], values.get("quote", ""), values.get("fingerprint", "")
    )


def apply_waivers(
    findings: Iterable[Finding], waivers: Waivers, corpus: CheckedCorpus, *, rules: Iterable[str], told: Sequence[Fiche]
) -> Applied:
    """Part the findings that a waiver covers from the others.

    `rules` are those that were run and `told` the fiches whose findings are shown: of other waivers nothing is said.
    """
    by_place: dict[tuple[str, str, SectionKind | None], list[Waiver]] = defaultdict(list)
    notices, errors = [], []
    run, codes = set(rules), {fiche.code for fiche in told}
    for waiver in waivers.waivers:
        fiches = corpus.by_code.get(waiver.fiche, [])
        if waiver.rule not in run or (waiver.fiche not in codes and fiches):
            continue
        prints = [fingerprint(fiche, waiver.field) for fiche in fiches]
        if not fiches:
            notices.append(f"La dérogation de la ligne {waiver.line} ({waiver.place}) ne sert plus : la fiche n’est pas dans le corpus.")
        elif not waiver.fingerprint:
            errors.append(f"{waivers.path}, ligne {waiver.line} : il manque « fingerprint » ; écrivez « fingerprint: {prints[0]} ».")
        elif waiver.fingerprint not in prints:
            notices.append(
                f"La dérogation de la ligne {waiver.line} ({waiver.place}) est tombée : le texte a changé ; "
                f"si elle vaut encore, écrivez « fingerprint: {prints[0]} »."
            )
        else:
            by_place[waiver.rule, waiver.fiche, waiver.field].append(waiver)
    left: list[Finding] = []
    waived: list[Waived] = []
    used: set[Waiver] = set()
    for finding in findings:
        candidates = by_place.get((finding.rule, finding.fiche.code, finding.section), [])
        covering = next((waiver for waiver in candidates if covers(waiver, finding)), None)
        if covering is None:
            left.append(finding)
        else:
            used.add(covering)
            waived.append(Waived(finding, covering.reason, covering.function))
    notices += [
        f"La dérogation de la ligne {waiver.line} ({waiver.place}) ne sert plus : la règle ne trouve plus rien là ; retirez-la."
        for place in by_place.values()
        for waiver in place
        if waiver not in used
    ]
    return Applied(tuple(left), tuple(waived), tuple(notices), (*waivers.errors, *errors))


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver of the rule and field of a finding is about its words."""
    quote, found = fold(waiver.quote), fold(finding.excerpt.text)
    return not quote or quote in found or (bool(found) and found in quote) or waiver.quote.strip() in finding.excerpt.text


def baseline(findings: Sequence[Finding]) -> str:
    """A file that waives these findings, each in its field as it is written today."""
    lines = [
        "# Dérogations de « fiches check » : chaque entrée tombe quand le texte de sa rubrique change.",
        "# rule, fiche, field (rubrique), reason (motif), function (fonction de qui a décidé), quote (facultatif), fingerprint (empreinte).",
    ]
    for finding in findings:
        lines += written_waiver(finding, "état de départ", "à compléter")
    return "\n".join(lines) + "\n" if findings else "\n".join([*lines, "[]"]) + "\n"


def written_waiver(finding: Finding, why: str, function: str) -> list[str]:
    """The lines of an entry that waives a finding in its field as it is written today."""
    entry = {
        "rule": finding.rule,
        "fiche": finding.fiche.code,
        "field": field_name(finding.section),
        "reason": why,
        "function": function,
        "quote": finding.excerpt.line,
        "fingerprint": fingerprint(finding.fiche, finding.section),
    }
    return list(_written(entry))


def _written(entry: dict[str, str]) -> Iterator[str]:
    for number, (key, value) in enumerate(entry.items()):
        # A JSON string is a YAML string, whatever its characters.
        yield f"{'- ' if number == 0 else '  '}{key}: {json.dumps(value, ensure_ascii=False)}"
