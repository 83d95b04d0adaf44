"""What was measured, as Markdown tables in French."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.rivals.recall import BUDGETS
from tests.bench.rivals.rival import OURS, RIVALS

_BEGIN, _END = "<!-- mesures -->", "<!-- /mesures -->"
_SETS = {"fixe": "jeu fixe, deux vraies fiches", "finals": "jeux finals, sur lesquels rien n’est réglé"}

Results = Mapping[str, Any]


def markdown(results: Results) -> str:
    """Return the tables of what has been measured so far."""
    parts = [f"Mesuré le {_day(results.get('date', ''))} sur {results.get('machine', '?')}, par `make bench`.\n"]
    for name, told in _SETS.items():
        if cells := results.get("quality", {}).get(name):
            parts.append(_quality(told, cells))
    if cells := results.get("quality", {}).get("finals"):
        parts.append(_costs(cells))
    if cells := results.get("folder"):
        parts.append(_quality("passages et questions d’un dossier", cells))
    if growth := results.get("growth"):
        parts.append(_growth(growth, results.get("generated", {})))
    if versions := results.get("versions"):
        parts.append(_versions(versions))
    return "\n".join(parts)


def put_into(readme: Path, text: str) -> None:
    """Write the tables between their two marks."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    readme.write_text(f"{before}{_BEGIN}\n{text}{_END}{after}", encoding="utf-8")


def _quality(told: str, cells: Results) -> str:
    names = _names(cells)
    questions = next((cells[name]["questions"] for name in names if "questions" in cells[name]), 0)
    head = [
        f"{told}, {questions} questions : citation attendue dans les premiers caractères trouvés",
        *(f"{_grouped(one)}, une · toutes" for one in BUDGETS),
    ]
    rows = [
        [
            name,
            *(
                _shown(cells[name], lambda cell, budget=budget: f"{_share(cell[f'any_{budget}'])} · {_share(cell[f'all_{budget}'])}")
                for budget in BUDGETS
            ),
        ]
        for name in names
    ]
    return _table(head, rows)


def _costs(cells: Results) -> str:
    head = [
        "les mêmes jeux finals",
        "question, p50 · p95",
        "réponse complète, p50 · p95",
        "du lancement à la première réponse",
        "mémoire résidente",
    ]
    rows = [
        [
            name,
            _shown(cells[name], lambda cell: f"{_ms(cell['p50_ms'])} · {_ms(cell['p95_ms'])}"),
            _shown(
                cells[name], lambda cell: f"{_ms(cell['answer_p50_ms'])} · {_ms(cell['answer_p95_ms'])}" if "answer_p50_ms" in cell else "–"
            ),
            _shown(cells[name], lambda cell: f"{cell['start_s']:.1f} s".replace(".", ",")),
            _shown(cells[name], lambda cell: f"{cell['resident_mb']:.0f} Mo"),
        ]
        for name in _names(cells)
    ]
    return _table(head, rows)


def _growth(growth: Results, generated: Results) -> str:
    sizes = sorted(growth, key=int)
    head = ["fiches engendrées", *(f"{_grouped(int(size))}{' (vecteurs synthétiques)' if generated.get(size) else ''}" for size in sizes)]
    measures = {
        "fiches indexées par seconde, vecteurs à part": lambda cell: f"{cell['fiches_s']:.0f}",
        "passages": lambda cell: _grouped(cell["passages"]),
        "question, p50 · p95": lambda cell: f"{_ms(cell['p50_ms'])} · {_ms(cell['p95_ms'])}",
        "réponse complète, p50 · p95": lambda cell: (
            f"{_ms(cell['answer_p50_ms'])} · {_ms(cell['answer_p95_ms'])}" if "answer_p50_ms" in cell else ""
        ),
        "du lancement à la première réponse": lambda cell: f"{cell['start_s']:.1f} s".replace(".", ","),
        "mémoire résidente": lambda cell: f"{_grouped(round(cell['resident_mb']))} Mo",
    }
    rows = []
    for told, show in measures.items():
        for name in _names({name for size in sizes for name in growth[size]}):
            row = [_shown(growth[size][name], show) if name in growth[size] else "–" for size in sizes]
            if any(cell not in ("", "–") for cell in row):
                rows.append([f"{told} : {name}", *row])
    return _table(head, rows)


def _versions(versions: Results) -> str:
    told = {", ".join(f"{package} {version}" for package, version in versions[name].items()): name for name in _names(versions)}
    return "Versions : " + " ; ".join(told) + ".\n"


def _shown(cell: Results, show: Any) -> str:
    if "limit_min" in cell:
        return f"n’a pas fini en {cell['limit_min']:.0f} min"
    return "a échoué" if "failed" in cell else str(show(cell))


def _names(cells: Any) -> list[str]:
    return [rival.name for rival in (OURS, *RIVALS[1:]) if rival.name in cells]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _share(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _ms(value: float) -> str:
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms".replace(".", ",")


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
