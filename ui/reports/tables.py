"""The tables of the page, and the two pictures, each with its table for those who cannot see it."""

from collections.abc import Collection, Iterable, Sequence

from markupsafe import Markup

from ingest.checks.completeness import Completeness, Filling
from ingest.checks.graph import Edge, Graph, LinkState
from ingest.checks.report import Waived
from ingest.headings import LABELS
from ingest.model import Failure
from ui.reports import words
from ui.reports.grid import MANY, grid_mark, grid_svg
from ui.reports.pictures import cell_mark, graph_svg, link_mark, matrix_svg
from ui.reports.words import escaped, sentence

_NOTHING = Markup("")


def table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[Markup]], *, figures: Collection[int] = (), prose: Collection[int] = ()
) -> Markup:
    """A table whose first column names its rows; it scrolls by itself where the screen is narrow.

    `figures` are columns of numbers, `prose` those of sentences.
    """
    classes = {**dict.fromkeys(figures, "figure"), **dict.fromkeys(prose, "prose")}
    head = _NOTHING.join(
        Markup('<th scope="col"{}>{}</th>').format(_class(classes.get(column)), name) for column, name in enumerate(columns)
    )
    body = _NOTHING.join(
        Markup("<tr>{}</tr>").format(
            _NOTHING.join(
                Markup('<th scope="row">{}</th>').format(cell)
                if not column
                else Markup("<td{}>{}</td>").format(_class(classes.get(column)), cell)
                for column, cell in enumerate(row)
            )
        )
        for row in rows
    )
    return _scrolling(
        caption, Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(caption, head, body)
    )


def _class(name: str | None) -> Markup:
    return Markup(' class="{}"').format(name) if name else _NOTHING


def _scrolling(label: str, content: Markup) -> Markup:
    """What is wider than a phone can be scrolled with the keyboard too."""
    return Markup('<div class="wide" role="region" aria-label="{}" tabindex="0">{}</div>').format(label, content)


def matrix_section(matrix: Completeness) -> Markup:
    if not matrix.rows:
        return _NOTHING
    legend = _legend((cell_mark(filling), 36, 20, words.FILLINGS[filling].capitalize()) for filling in Filling if matrix.count(filling))
    rows = ((escaped(words.short_name(row.fiche)), *(escaped(words.filling(cell)) for cell in row.cells)) for row in matrix.rows)
    columns = ("Fiche", *(LABELS[kind] for kind in matrix.sections))
    return _picture(
        "complet", "Complétude", words.matrix_sentence(matrix), legend, matrix_svg(matrix), table(words.MATRIX_TITLE, columns, rows)
    )


def graph_section(graph: Graph) -> Markup:
    if not graph.edges:
        return _NOTHING
    many = len(graph.nodes) > MANY
    states = [state for state in LinkState if graph.count(state)]
    legend = _legend(
        (_spot(state), 20, 20, words.LINK_STATES[state].capitalize())
        if many
        else (link_mark(state), 60, 20, words.LINK_STATES[state].capitalize())
        for state in states
    )
    titles = {node.name: node.fiches[0].title.line for node in graph.nodes if node.fiches}
    rows = ((escaped(edge.origin), _target(edge, titles), escaped(words.LINK_STATES[edge.state]), _mentions(edge)) for edge in graph.edges)
    columns = ("De", "Vers", "Renvoi", "Mots de la fiche")
    return _picture(
        "liens",
        "Renvois",
        words.graph_sentence(graph),
        legend,
        grid_svg(graph) if many else graph_svg(graph),
        table(words.GRAPH_TITLE, columns, rows, prose=(1, 3)),
    )


def _picture(name: str, title: str, sentence: str, legend: Markup, svg: Markup, same: Markup) -> Markup:
    return Markup(
        '<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2><p class="sentence">{sentence}</p>{legend}{svg}'
        "<details><summary>Lire en toutes lettres</summary>{same}</details></section>"
    ).format(name=name, title=title, sentence=sentence, legend=legend, svg=_scrolling(f"{title} : figure", svg), same=same)


def _legend(marks: Iterable[tuple[Markup, int, int, str]]) -> Markup:
    items = _NOTHING.join(
        Markup(
            '<li><svg width="{w}" height="{h}" viewBox="0 0 {w} {h}" aria-hidden="true" focusable="false">{mark}</svg> {word}</li>'
        ).format(w=width, h=height, mark=mark, word=word)
        for mark, width, height, word in marks
    )
    return Markup('<ul class="legend">{}</ul>').format(items)


def _spot(state: LinkState) -> Markup:
    return Markup('<g transform="translate(10 10)">{}</g>').format(grid_mark(state))


def _target(edge: Edge, titles: dict[str, str]) -> Markup:
    if edge.state is LinkState.AXIS:
        return escaped(edge.target)
    title = titles.get(edge.target)
    return escaped(edge.target + (f" – {title}" if title else ""))


def _mentions(edge: Edge) -> Markup:
    return Markup("<br>").join(Markup("<q>{}</q>").format(escaped(mention.excerpt.text)) for mention in edge.mentions)


def waived_section(waived: Sequence[Waived]) -> Markup:
    if not waived:
        return _NOTHING
    rows = (
        (
            escaped(words.short_name(one.finding.fiche)),
            escaped(one.finding.rule),
            sentence(one.finding.message),
            escaped(one.reason),
            escaped(one.function),
        )
        for one in waived
    )
    listed = table("Constats que quelqu’un a décidé d’accepter", ("Fiche", "Règle", "Constat", "Motif", "Décidée par"), rows, prose=(2, 3))
    return Markup('<section aria-labelledby="derogations"><h2 id="derogations">Dérogations</h2>{}</section>').format(listed)


def failures_section(failures: Sequence[Failure]) -> Markup:
    if not failures:
        return _NOTHING
    rows = ((escaped(failure.path), sentence(failure.error)) for failure in failures)
    listed = table("Fichiers qui n’ont pas pu être lus", ("Fichier", "Raison"), rows, prose=(1,))
    return Markup('<section aria-labelledby="echecs"><h2 id="echecs">Fichiers non lus</h2>{}</section>').format(listed)
