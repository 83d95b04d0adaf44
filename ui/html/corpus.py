"""The corpus: what is indexed, what could not be read, what is sent and how far its indexing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.index.catalogue import FicheRecord, SourceRecord
from ingest.model import Failure
from ui import text_fr
from ui.fiche_addresses import file_address
from ui.html.pieces import NOTHING, escaped, icon, sentence_html
from ui.indexing import Run
from ui.settings import Settings
from ui.shapes import IndexShape, StatusShape
from ui.text_fr import corpus as words
from ui.text_fr.fiches import counted
from ui.uploads import FOLDER

VIEW = "/vue/corpus"
# Files on one page of the list, lines of a result that are not folded.
_PAGE, _UNFOLDED = 100, 12
_RESULTS = (
    ("added", words.ADDED, "good", ""),
    ("updated", words.UPDATED_FILE, "good", ""),
    ("removed", words.REMOVED, "info", ""),
    ("unchanged", words.UNCHANGED, "", ""),
    ("duplicates", words.DUPLICATE, "warn", words.DUPLICATE_WHY),
    ("skipped", words.SKIPPED, "warn", words.SKIPPED_WHY),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the index, its fiches, and when it was read."""

    source: SourceRecord
    fiches: tuple[FicheRecord, ...]
    read_at: str


def status_html(status: StatusShape | None) -> Markup:
    if status is None:
        return Markup('<p class="empty">{}</p>').format(words.NOTHING_YET)
    facts = (
        (words.FICHES, counted(status.fiches, "fiche")),
        (words.SOURCES, counted(status.sources, "fichier")),
        (words.PASSAGES, counted(status.passages, "passage")),
        (words.UPDATED, text_fr.moment(status.updated_at)),
        (words.GENERATION, f"n° {status.generation}"),
        (words.MODEL, status.model),
    )
    rows = NOTHING.join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, escaped(value)) for name, value in facts)
    return Markup('<h2>{}</h2><dl class="facts">{}</dl>').format(words.ABOUT_INDEX, rows)


def run_html(run: Run | None) -> Markup:
    """The place of the indexing; it asks for itself again until it is over."""
    is_running = run is not None and not run.is_over
    poll = (
        Markup(' hx-get="{}/etat" hx-trigger="every 1s" hx-target="this" hx-swap="innerHTML show:none" hx-push-url="false"').format(VIEW)
        if is_running
        else NOTHING
    )
    return Markup('<div id="run"{}>{}</div>').format(poll, state_html(run))


def state_html(run: Run | None) -> Markup:
    """How far an indexing is, or what came of it."""
    if run is None:
        return NOTHING
    return _over(run) if run.is_over else _under_way(run)


def _under_way(run: Run) -> Markup:
    line = run.line
    if run.is_stopping:
        told = words.STOPPING
    elif line.embedding:
        told = words.embedding_line(line.done, line.of, line.remaining_s)
    else:
        told = words.reading_line(line.done, line.of, line.name) if line.of else words.STARTING
    amount = Markup(' value="{}" max="{}"').format(line.done, line.of) if line.of else NOTHING
    stop = (
        NOTHING
        if run.is_stopping
        else Markup('<form method="post" action="{}/arreter"><button type="submit">{}</button></form>').format(VIEW, words.STOP)
    )
    return Markup(
        '<section class="card run"><h2>{}</h2><p class="quote">{}</p><progress class="progress" aria-label="{}"{}></progress>'
        '<div class="actions">{}<noscript><a class="button" href="{}">{}</a></noscript></div></section>'
    ).format(words.RUNNING[run.what], escaped(told), words.RUNNING[run.what], amount, stop, VIEW, words.REFRESH_PAGE)


def _over(run: Run) -> Markup:
    line = run.line
    parts = [sentence_html(line.error)] if line.error else []
    if line.report:
        parts.append(
            Markup('<p class="told good" role="status">{}<span>{} {}</span></p>').format(
                icon("list"), words.OVER[run.what], words.report_line(line.report, sum(bool(kept.refused) for kept in run.kept))
            )
        )
    elif run.kept and not line.error:
        parts.append(sentence_html(words.ALL_REFUSED))
    rows = _results(run, line.report)
    if rows:
        parts.append(_result_table(rows))
    return NOTHING.join(parts)


def _results(run: Run, report: IndexShape | None) -> list[tuple[str, str, str, str]]:
    """(file, what became of it, kind of badge, why), those that went wrong first."""
    rows = [(kept.name, words.REFUSED, "bad", kept.refused) for kept in run.kept if kept.refused]
    if report:
        rows += [(failure.path, words.FAILED, "bad", failure.error) for failure in report.failed]
        rows += [(name, told, badge, why) for field, told, badge, why in _RESULTS for name in getattr(report, field)]
    return rows if run.what == "upload" else [row for row in rows if row[1] not in (words.UNCHANGED, words.SKIPPED)]


def _result_table(rows: Sequence[tuple[str, str, str, str]]) -> Markup:
    body = NOTHING.join(
        Markup(
            '<tr><th scope="row"><span class="quote">{}</span></th><td data-label="{}"><span class="badge {}">{}</span></td>'
            '<td data-label="{}">{}</td></tr>'
        ).format(
            escaped(name.removeprefix(f"{FOLDER}/")),
            words.RESULT,
            badge,
            told,
            words.REMEDY,
            Markup('<span class="quote">{}</span>').format(escaped(why)) if why else NOTHING,
        )
        for name, told, badge, why in rows
    )
    return Markup('<details class="results"{}><summary>{}</summary>{}</details>').format(
        Markup(" open") if len(rows) <= _UNFOLDED else NOTHING,
        words.results_folded(len(rows)),
        _table(words.RESULTS, (words.FILE, words.RESULT, words.REMEDY), body),
    )


def upload_html(settings: Settings) -> Markup:
    return Markup(
        '<section class="card upload"><h2>{add}</h2><form method="post" action="{view}/fichiers" enctype="multipart/form-data" data-upload>'
        '<div class="upload-boxes"><div class="field-box"><label for="upload-files">{files}</label>'
        '<input id="upload-files" type="file" name="fichiers" multiple aria-describedby="upload-limits" /></div>'
        '<div class="field-box"><label for="upload-folder">{folder}</label>'
        '<input id="upload-folder" type="file" name="fichiers" multiple webkitdirectory aria-describedby="upload-limits" /></div></div>'
        '<p id="upload-limits" class="soft">{formats} : {list}. {limits}</p>'
        '<p class="sending" hidden><progress class="progress" max="1" value="0" aria-label="{sending}"></progress></p>'
        '<button type="submit" class="button main">{send}</button></form></section>'
    ).format(
        add=words.ADD,
        view=VIEW,
        files=words.FILES,
        folder=words.FOLDER,
        formats=words.FORMATS,
        list=words.FORMAT_LIST,
        limits=words.limits(settings.max_file_mb, settings.max_unpacked_mb, settings.max_upload_mb, settings.max_upload_files),
        sending=words.SENDING,
        send=words.SEND,
    )


def upkeep_html() -> Markup:
    acts = (("actualiser", words.REFRESH, words.REFRESH_WHY), ("refaire", words.REBUILD, words.REBUILD_WHY))
    return Markup('<h2>{}</h2><div class="upkeep">{}</div>').format(
        words.UPKEEP,
        NOTHING.join(
            Markup('<form class="card" method="post" action="{}/{}"><p>{}</p><button type="submit">{}</button></form>').format(
                VIEW, name, why, label
            )
            for name, label, why in acts
        ),
    )


def failures_html(failures: Sequence[Failure]) -> Markup:
    if not failures:
        return NOTHING
    rows = NOTHING.join(
        Markup(
            '<tr><th scope="row"><span class="quote">{}</span></th><td data-label="{}"><span class="quote">{}</span></td><td data-label="{}">{}</td></tr>'
        ).format(escaped(failure.path), words.REMEDY, escaped(failure.error), words.ACTIONS, _remove(failure.path))
        for failure in failures
    )
    return Markup("<h2>{} ({})</h2><p>{}</p>{}").format(
        words.FAILURES, len(failures), words.FAILURES_LEAD, _table(words.FAILURES, (words.FILE, words.REMEDY, words.ACTIONS), rows)
    )


def sources_html(rows: Sequence[Row], wanted: str, page: int, addresses: Mapping[int, str]) -> Markup:
    """The files of the index that a filter leaves; `addresses` are those of the fiches, by record."""
    found = rows[(page - 1) * _PAGE : page * _PAGE]
    form = Markup(
        '<form class="filters" role="search" aria-label="{}" action="{}" method="get" data-live><div class="field-box wide"><label for="source-words">{}</label>'
        '<input id="source-words" type="search" name="mots" value="{}" /></div><button type="submit" class="button">{}</button></form>'
    ).format(words.SOURCE_LIST, VIEW, words.SOURCE_WANTED, escaped(wanted), words.FILTER)
    if not found:
        return Markup('<h2>{}</h2>{}<p class="empty">{}</p>').format(words.SOURCE_LIST, form, words.NONE_MATCH)
    body = NOTHING.join(_row(row, addresses) for row in found)
    table = _table(words.SOURCE_LIST, (words.NAME, words.IN_IT, words.SINCE, words.ACTIONS), body)
    pages = -(-len(rows) // _PAGE)
    links = NOTHING.join(
        Markup('<a class="button" href="{}?{}">{}</a>').format(VIEW, urlencode({"mots": wanted, "page": number}), label)
        for number, label in ((page - 1, words.FORMER_PAGE), (page + 1, words.NEXT_PAGE))
        if 1 <= number <= pages
    )
    more = Markup('<nav class="actions pages" aria-label="{}">{}<span class="soft">{} / {}</span></nav>').format(
        words.PAGES_LABEL, links, page, pages
    )
    return Markup('<h2>{} ({})</h2>{}{}{}<p class="soft">{}</p>').format(
        words.SOURCE_LIST, len(rows), form, table, more if pages > 1 else NOTHING, words.ELSEWHERE
    )


def _row(row: Row, addresses: Mapping[int, str]) -> Markup:
    codes = Markup(" ").join(
        Markup('<a class="chip" href="{}">{}{}</a>').format(
            addresses[record.id],
            record.code,
            NOTHING if record.current else Markup(' <span class="soft">{}</span>').format(words.FORMER),
        )
        for record in row.fiches
    )
    name = row.source.name
    return Markup(
        '<tr><th scope="row"><span class="quote">{}</span></th><td data-label="{}">{}</td><td data-label="{}">{}</td>'
        '<td data-label="{}"><div class="actions"><a class="button small" href="{}" hx-boost="false">{}<span class="unseen"> {}</span></a>{}</div></td></tr>'
    ).format(
        escaped(name),
        words.IN_IT,
        codes,
        words.SINCE,
        text_fr.moment(row.read_at) if row.read_at else words.OLD,
        words.ACTIONS,
        file_address(name),
        words.DOWNLOAD,
        escaped(name),
        _remove(name),
    )


def _remove(name: str) -> Markup:
    """The way to remove a file that was sent; one of a folder of the server is not ours to delete."""
    if not name.startswith(f"{FOLDER}/"):
        return NOTHING
    return Markup('<a class="button small danger" href="{}/retirer?{}">{}<span class="unseen"> {}</span></a>').format(
        VIEW, urlencode({"source": name}), words.REMOVE, escaped(name)
    )


def confirm_html(name: str, fiches: Sequence[FicheRecord]) -> Markup:
    """What removing a file takes away, and the button that does."""
    codes = ", ".join(dict.fromkeys(record.code for record in fiches))
    return Markup(
        '<section class="card"><p><strong class="quote">{name}</strong></p><p>{told}</p><form class="actions" method="post" action="{view}/retirer">'
        '<input type="hidden" name="source" value="{name}" /><button type="submit" class="danger">{confirm}</button>'
        '<a class="button quiet" href="{view}">{cancel}</a></form></section>'
    ).format(
        name=escaped(name),
        told=words.removed_with(codes),
        view=VIEW,
        confirm=words.CONFIRM,
        cancel=words.CANCEL,
    )


def _table(caption: str, columns: Sequence[str], rows: Markup) -> Markup:
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in columns)
    return Markup(
        '<div class="table-box folds"><table><caption class="unseen">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(caption, head, rows)
