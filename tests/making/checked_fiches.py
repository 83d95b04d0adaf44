"""Fiches made of the sections that a case changes; the others are those of tests/data/checks/base.yaml."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.meaning import EmbeddedMeaning
from ingest.model import Source
from ingest.parser import parse_fiches
from ui.settings import Settings
from ui.wiring import LazyEmbedder

CASES = Path(__file__).parents[1] / "data/checks"
HEADINGS = {
    "contexte": "Contexte",
    "objectifs": "Objectifs et dynamiques",
    "realisations": "Réalisations attendues",
    "effets": "Effets attendus",
    "echelle": "Echelle Territoriale",
    "animateur": "Animateur",
    "partenaires": "Partenaires mobilisables (dont habitants)\nDispositifs mobilisables",
    "financements": "Financements mobilisables",
    "calendrier": "Calendrier",
    "indicateurs_realisation": "indicateurs de réalisation",
    "indicateurs_effets": "Indicateurs d’effets",
    "liens": "Liens autres enjeux / fiches « orientations opérationnelles »",
}


@cache
def base() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((CASES / "base.yaml").read_text(encoding="utf-8"))
    return read


@cache
def meaning() -> EmbeddedMeaning:
    """The bundled model, which loads when a rule asks for vectors."""
    return EmbeddedMeaning(LazyEmbedder(Settings()))


def fiche_text(change: Mapping[str, Any], code: str = "1.1.2") -> str:
    """The text of a fiche as Word exports it; `headings` among the changes gives a section another heading."""
    parts = {**base(), **change}
    headings = {**HEADINGS, **parts.get("headings", {})}
    version = f" (version {parts['version']})" if parts["version"] else ""
    lines = [
        f"FICHE {parts.get('code', code)}{version}",
        parts["title"],
        "",
        f"\t{parts['pilier']}",
        parts["axe"],
        "",
        f"\t{parts['enjeu']}",
        "",
    ]
    for name, heading in headings.items():
        if parts.get(name) is None:
            continue
        lines += [f"\t{heading}", ""]
        if name == "partenaires" and "\n" in heading:
            lines += ["\tLes partenaires :", parts["partenaires"], "Les dispositifs", parts["dispositifs"], ""]
        else:
            lines += [f"\t{parts[name]}", ""]
    return "\n".join(lines) + "\n"


def corpus_of(case: Mapping[str, Any]) -> CheckedCorpus:
    """The corpus of a case: `fiches` are changes each, else one fiche with `change`; a text stands for itself."""
    changes = case.get("fiches", [case.get("change", {})])
    texts = [change if isinstance(change, str) else fiche_text(change, f"1.1.{number}") for number, change in enumerate(changes, start=1)]
    sources = [Source(f"fiche-{number}.txt", text) for number, text in enumerate(texts, start=1)]
    at = case.get("at", date(2021, 6, 1))
    return CheckedCorpus((fiche for source in sources for fiche in parse_fiches(source)), at=at, meaning=meaning())
