"""The French words that lists share: filters, sorting, pages, downloads."""

FILTERS = "Filtres"
FILTER = "Filtrer"
ALL = "Tout effacer"
EVERY = "Tous"
EVERY_FEMININE = "Toutes"
PILIER, AXE, FICHE = "Pilier", "Axe", "Fiche"
AT_DAY = "À la date du"
ACTIVE_FILTERS = "Filtres actifs"
PAGES = "Pages de la liste"
PREVIOUS, NEXT = "Précédente", "Suivante"
DOWNLOADS = "Télécharger"
FORMATS = {
    "csv": "CSV",
    "xlsx": "Excel",
    "json": "JSON",
    "ics": "Agenda (.ics)",
    "html": "Page web",
    "docx": "Word",
    "text": "Texte",
    "zip": "Fiches Word commentées (.zip)",
}


def remove(label: str) -> str:
    return f"Retirer le filtre {label}"


def sort_by(column: str) -> str:
    return f"Trier par {column.lower()}"


def page_of(page: int, of: int) -> str:
    return f"page {page} sur {of}"


def shown(first: int, last: int, of: int) -> str:
    return f"Lignes {first} à {last} sur {of}"


def counted(count: int, one: str, many: str = "") -> str:
    """« 1 fiche », « 2 fiches »; « 1 200 fiches » with a space that does not break."""
    return f"{count:,} {one if count < 2 else many or one + 's'}".replace(",", "\u202f")
