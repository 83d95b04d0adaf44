"""Reports of a check: of a fictional town with what the rules find there, and of fiches written to harm whoever opens them."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding, Related, Severity
from ingest.checks.registry import check
from ingest.checks.report import CheckReport, Waived
from ingest.corpus import load_corpus
from ingest.model import Excerpt, Failure, Fiche, SectionKind, Source
from ingest.parser import parse_fiches
from tests.making.checked_fiches import fiche_text
from tests.making.fiche_model import FICTIONAL, REAL

AT = date(2026, 11, 22)
#: Texts that a terminal, a browser, a spreadsheet or Word might obey or choke on.
HOSTILE = (
    "<script>alert('x')</script>",
    "</mark></article><img src=http://exemple.invalid/x onerror=alert(1)>",
    "\u202egnol siov à tnava ne\u202c",
    "bip\x07 échappe\x1b[31m nul\x00 fin",
    '=HYPERLINK("http://exemple.invalid";"clic")',
    "]]> <!-- &amp; &#8238; \ufffe \ufdd0 \ud83d",
    "x" * 3_000,
    "{{ 7 * 7 }} %s {0} \\u0041",
)


def finding(
    fiche: Fiche,
    quote: str,
    *,
    rule: str = "REF001",
    severity: Severity = Severity.ERROR,
    section: SectionKind | None = None,
    message: str = "",
    related: Sequence[Related] = (),
) -> Finding:
    """A finding on the first place of `quote` in the source of `fiche`."""
    return Finding(
        rule=rule,
        severity=severity,
        fiche=fiche,
        section=section,
        message=message or f"« {quote} » ne mène à aucune fiche.",
        action="Corrigez le renvoi.",
        excerpt=excerpt(fiche, quote),
        related=tuple(related),
    )


def excerpt(fiche: Fiche, quote: str) -> Excerpt:
    start = fiche.source.text.index(quote)
    return fiche.source.excerpt(start, start + len(quote))


@cache
def town_report(town: str = "valmoree") -> CheckReport:
    """What the rules find in a fictional town, and one of each severity written by hand; one finding is waived, one file failed."""
    assert town in ("valmoree", "port-lanvec")
    return _report(load_corpus([str(FICTIONAL / town)]).fiches)


@cache
def real_report() -> CheckReport:
    return _report(load_corpus([str(REAL)]).fiches)


def _report(fiches: Sequence[Fiche]) -> CheckReport:
    corpus = CheckedCorpus(fiches, at=AT)
    first, second = corpus.fiches[:2]
    by_hand = [
        finding(first, first.sections[-1].items[0].text, section=first.sections[-1].kind, related=[Related(second, second.title)]),
        finding(second, second.title.text, rule="STR001", section=SectionKind.CALENDRIER, message="La rubrique « Calendrier » manque."),
        finding(first, first.sections[0].items[0].text, rule="TXT004", severity=Severity.INFO, section=first.sections[0].kind),
    ]
    waived = Waived(
        finding(second, second.sections[1].heading.text, rule="STR002", severity=Severity.WARNING, section=second.sections[1].kind),
        reason="Convention en cours de signature",
        function="chef de projet",
    )
    return CheckReport(
        findings=(*by_hand, *check(corpus)),
        corpus=corpus,
        at=AT,
        waived=(waived,),
        failures=(Failure("fiches/2.3.1.pdf", "« fiches/2.3.1.pdf » est protégé par un mot de passe ; enregistrez-le sans mot de passe."),),
        notices=("La dérogation de la fiche 1.1.2 (STR002) est tombée : le texte de la rubrique a changé.",),
    )


@cache
def hostile_report() -> CheckReport:
    """Every hostile text as a title, a name of file, a leader, an item, a message and a related quote."""
    fiches = []
    for number, text in enumerate(HOSTILE, start=1):
        source = Source(f"fiches/{text[:40]}.txt", fiche_text({"title": text, "contexte": text, "animateur": text}, f"1.1.{number}"))
        fiches += parse_fiches(source)
    corpus = CheckedCorpus(fiches, at=AT)
    findings = [
        Finding(
            "REF001",
            Severity.ERROR,
            fiche,
            SectionKind.CONTEXTE,
            message=text,
            action=text,
            excerpt=next((section.items[0] for section in fiche.all(SectionKind.CONTEXTE) if section.items), fiche.title),
            related=(Related(fiches[0], fiches[0].title), Related(fiche, fiche.title)),
        )
        for fiche, text in zip(fiches, HOSTILE, strict=True)
    ]
    waived = tuple(Waived(one, reason=text, function=text) for one, text in zip(findings, HOSTILE, strict=True))
    return CheckReport(tuple(findings), corpus, AT, waived, tuple(Failure(text, text) for text in HOSTILE), HOSTILE)


def empty_report() -> CheckReport:
    """Nothing was found in the fiche that cases start from."""
    return CheckReport((), CheckedCorpus(parse_fiches(Source("fiche.txt", fiche_text({}))), at=AT), AT)
