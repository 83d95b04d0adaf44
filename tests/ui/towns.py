"""A small town whose fiches hold what no page should take for its own."""

from pathlib import Path

from tests.making.checked_fiches import fiche_text
from ui.settings import Settings
from ui.wiring import index_builder

IMAGE = "<img src=x onerror=alert(1)>"
TURNED = "\u202eemmargorp\u202c"
LONG = "montant " * 2_000


def hostile_town(folder: Path) -> Settings:
    """Two fiches, indexed: HTML, Markdown, an address that runs code, a turned line, and a line of sixteen thousand characters."""
    fiches, settings = folder / "fiches", Settings(data_dir=folder / "data", corpus=str(folder / "fiches"))
    fiches.mkdir(parents=True)
    first = {
        "financements": f"CAF {IMAGE} : 3 000 € en 2030\nVille [lien](javascript:alert(1)) {TURNED} : 500 €\nRégion : {LONG}",
        "partenaires": f"CAF, association {IMAGE}, mission locale {TURNED}",
        "animateur": f"Ville {IMAGE}",
        "liens": f"Fiche 9.9.9 : {IMAGE}",
        "calendrier": "",
    }
    (fiches / "a.txt").write_text(fiche_text(first, "1.1.1"), encoding="utf-8")
    (fiches / "b.txt").write_text(fiche_text({"liens": "Fiche 1.1.1"}, "1.1.2"), encoding="utf-8")
    with index_builder(settings) as builder:
        builder.index([str(fiches)], prune=False, dry_run=False)
    return settings
