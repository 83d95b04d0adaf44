"""The view of findings: an address -> a list by fiche, one finding, a picture or a file; and what is decided of a finding."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from ingest.checks.corpus import order
from ingest.checks.finding import Finding, Severity
from ingest.checks.registry import FAMILIES, all_rules, select_rules
from ingest.checks.report import CheckReport
from ingest.checks.waiving import accept, take_back
from ingest.folding import fold
from ingest.model import Fiche, SectionKind
from ui.access.gate import identity_of
from ui.access.roles import Role
from ui.addresses import Address, page_number, told_to_browser
from ui.arguments import fiche_code
from ui.checking import Format, rendered, waiver_file
from ui.choices import chosen
from ui.files import FileForm, file_response
from ui.findings import Checked, FindingsDesk, files_of, read_reference, waived_named, write_reference
from ui.html.coherence import (
    PATH,
    Names,
    accept_html,
    accepted_html,
    constat_html,
    decided_html,
    finding_html,
    group_html,
    reference_html,
    rule_html,
    settled_html,
)
from ui.html.coherence_pictures import Ways, graph_html, matrix_html, within
from ui.html.listing import chips_html, downloads_html, filters_html, pages_html, search_html, select_html, tabs_html
from ui.html.pieces import NOTHING, sentence_html
from ui.html.waiting import waiting_html
from ui.outline import outline
from ui.own_page import HEADERS
from ui.reports import annotated
from ui.reports import words as report_words
from ui.reports.words import sentence
from ui.text_fr import coherence as words
from ui.text_fr import listing
from ui.views import fragment_response, view_response
from ui.wiring import Desk

_MATRIX, _GRAPH, _ACCEPTED = f"{PATH}/completude", f"{PATH}/renvois", f"{PATH}/acceptes"
_FINDINGS = 40  # of a page, by whole fiches
_ROWS = 40  # fiches in the matrix of a page
_DRAWN = 60  # nodes of a graph that is drawn whole
_FILES = ("html", "docx", "xlsx", "csv", "json", "text", "zip")
_Text = Annotated[str, Query(max_length=400)]
_Field = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    severity: Severity | None
    family: str
    rule: str
    fiche: str
    words: str
    only_new: bool
    page: int
    address: Address

    def keeps(self, finding: Finding, names: Names) -> bool:
        return (
            (self.severity is None or finding.severity is self.severity)
            and (not self.family or finding.rule.startswith(self.family))
            and (not self.rule or finding.rule == self.rule)
            and (not self.fiche or finding.fiche.code == self.fiche)
            and (not self.words or self.words in fold(f"{finding.message} {finding.action} {finding.excerpt.text}"))
            and (not self.only_new or names.is_new(finding))
        )


def findings_asked(
    texte: _Text = "",
    gravite: _Text = "",
    famille: _Text = "",
    regle: _Text = "",
    fiche: _Text = "",
    nouveau: _Text = "",
    page: _Text = "",
) -> Asked:
    """Read an address.

    Raises:
        InputError: there is no such severity.
        UnknownRuleError: there is no such rule or family.
    """
    severity, number, code = chosen(gravite or None, Severity, "gravite"), page_number(page), fiche_code(fiche) or ""
    family, rule = famille.upper(), regle.upper()
    select_rules([name for name in (family, rule) if name])
    values = {
        "texte": texte.strip(),
        "gravite": severity,
        "famille": family,
        "regle": rule,
        "fiche": code,
        "nouveau": "1" if nouveau else "",
        "page": number if number > 1 else "",
    }
    return Asked(severity, family, rule, code, fold(texte), bool(nouveau), number, Address.of(PATH, values))


_Asked = Annotated[Asked, Depends(findings_asked)]


@dataclass(frozen=True, slots=True)
class _State:
    """What was found, what of it is accepted, and the names of findings."""

    checked: Checked
    report: CheckReport
    names: Names


def coherence_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    findings = FindingsDesk(desk)

    @router.get(PATH, response_class=HTMLResponse)
    def coherence(request: Request, asked: _Asked) -> HTMLResponse:
        state = _state(findings)
        if state is None:
            return _waiting(request)
        kept = [finding for finding in state.report.findings if asked.keeps(finding, state.names)]
        pages = _pages(kept)
        page = min(asked.page, max(1, len(pages)))
        shown = pages[page - 1] if pages else []
        parts = [
            Markup('<p class="lead">{}</p>').format(words.LEAD),
            _tabs(PATH, state),
            _filters(desk, state, asked),
            _chips(desk, asked),
            _head(state, kept, asked),
            NOTHING.join(group_html(fiche, found, state.names, whole=bool(asked.fiche)) for fiche, found in shown),
            pages_html(asked.address, page, len(pages)),
            reference_html(state.report, _since(findings)) if not asked.address.values and _decider(request) is not None else NOTHING,
        ]
        return told_to_browser(view_response(request, "coherence", parts), request, asked.address)

    @router.get(f"{PATH}/constat", response_class=HTMLResponse)
    def constat(request: Request, nom: _Text) -> HTMLResponse:
        state = _state(findings)
        if state is None:
            return _waiting(request)
        finding = state.checked.named(nom)
        if finding is None:
            return view_response(request, "coherence", [sentence_html(words.GONE)], title=words.FINDING, status=404)
        rule = report_words.rules().get(finding.rule)
        part = constat_html(finding, nom, rule, waived_named(state.report, finding), by=_decider(request))
        return view_response(request, "coherence", [part], title=words.FINDING)

    @router.get(f"{PATH}/regle", response_class=HTMLResponse)
    def rule(request: Request, code: _Text) -> HTMLResponse:
        found = select_rules([code])[0]
        return view_response(request, "coherence", [rule_html(found)], title=words.EXPLAINED)

    @router.get(_MATRIX, response_class=HTMLResponse)
    def completeness(request: Request, page: _Text = "") -> HTMLResponse:
        state = _state(findings)
        if state is None:
            return _waiting(request)
        matrix, address = state.checked.matrix, Address.of(_MATRIX, {"page": page})
        pages = max(1, -(-len(matrix.rows) // _ROWS))
        number = min(page_number(page), pages)
        shown = replace(matrix, rows=matrix.rows[(number - 1) * _ROWS : number * _ROWS])
        parts = [
            Markup('<p class="lead">{}</p>').format(words.MATRIX_LEAD),
            _tabs(_MATRIX, state),
            Markup('<div class="list-head"><p role="status">{}</p></div>').format(sentence(report_words.matrix_sentence(matrix))),
            matrix_html(shown, _ways(state)),
            pages_html(address, number, pages),
        ]
        return view_response(request, "coherence", parts, title=words.COMPLETENESS)

    @router.get(_GRAPH, response_class=HTMLResponse)
    def links(request: Request, pilier: _Text = "") -> HTMLResponse:
        state = _state(findings)
        if state is None:
            return _waiting(request)
        graph, known = state.checked.graph, outline(desk.directory())
        is_large = len(graph.nodes) > _DRAWN
        of = pilier or (known.piliers[0][0] if is_large and known.piliers else "")
        shown = within(graph, of) if of else graph
        choice = select_html("pilier", words.PILIER, known.piliers, of, words.ALL_PILIERS) if not is_large else _required(known.piliers, of)
        parts = [
            Markup('<p class="lead">{}</p>').format(words.GRAPH_LEAD),
            _tabs(_GRAPH, state),
            filters_html(_GRAPH, [choice]) if len(known.piliers) > 1 else NOTHING,
            Markup('<div class="list-head"><p role="status">{}</p></div>').format(sentence(report_words.graph_sentence(shown))),
            graph_html(shown, _ways(state)) if shown.edges else Markup('<p class="empty">{}</p>').format(words.NO_LINK),
        ]
        response = view_response(request, "coherence", parts, title=words.LINKS)
        return told_to_browser(response, request, Address.of(_GRAPH, {"pilier": pilier}))

    @router.get(_ACCEPTED, response_class=HTMLResponse)
    def accepted(request: Request) -> HTMLResponse:
        state = _state(findings)
        if state is None:
            return _waiting(request)
        notices = NOTHING.join(Markup('<p class="told note">{}</p>').format(sentence(notice)) for notice in state.report.notices)
        waived = state.report.waived
        parts = [
            Markup('<p class="lead">{}</p>').format(words.ACCEPTED_LEAD),
            _tabs(_ACCEPTED, state),
            notices,
            accepted_html(waived, state.names, decides=_decider(request) is not None)
            if waived
            else Markup('<p class="empty">{}</p>').format(words.ACCEPTED_NONE),
        ]
        return view_response(request, "coherence", parts, title=words.ACCEPTED)

    @router.get(f"{PATH}/fichier")
    def findings_file(asked: _Asked, format: FileForm = FileForm.XLSX) -> Response:
        state = _state(findings)
        if state is None:
            return RedirectResponse(str(asked.address), status_code=303)
        kept = tuple(finding for finding in state.report.findings if asked.keeps(finding, state.names))
        report = replace(state.report, findings=kept)
        if format is FileForm.ZIP:
            files = files_of(desk.answerer().library)
            data = annotated.annotated_copies(report, files, options=desk.settings.reading)
        else:
            data = rendered(report, chosen(format.value, Format, "format") or Format.XLSX)
        return file_response("constats", format, data)

    @router.post(f"{PATH}/accepter", response_class=HTMLResponse)
    def accepting(request: Request, nom: _Field, motif: _Field = "", par: _Field = "") -> Response:
        state = _state(findings)
        finding = state.checked.named(nom) if state else None
        if state is None or finding is None:
            return fragment_response(sentence_html(words.GONE), status=404)
        if not motif.strip():
            told = sentence_html(words.REASON_MISSING)
            return _answer(request, accept_html(nom, told, motif, par), finding, nom, status=422)
        if waived_named(state.report, finding) is None:
            accept(waiver_file(desk.settings), finding, " ".join(motif.split()), " ".join(par.split()) or words.BY_NOBODY)
        waived = waived_named(findings.report(state.checked), finding)
        row = settled_html(finding, nom, waived, elsewhere=True) if waived and _from_list(request) else NOTHING
        return _answer(request, decided_html(nom, waived) + row, finding, nom)

    @router.post(f"{PATH}/retablir", response_class=HTMLResponse)
    def taking_back(request: Request, nom: _Field) -> Response:
        state = _state(findings)
        finding = state.checked.named(nom) if state else None
        if state is None or finding is None:
            return fragment_response(sentence_html(words.GONE), status=404)
        take_back(waiver_file(desk.settings), finding)
        if request.headers.get("hx-target", "").startswith("constat-"):
            return fragment_response(finding_html(finding, state.names))
        return _answer(request, decided_html(nom, None), finding, nom)

    @router.post(f"{PATH}/reference")
    def reference() -> Response:
        state = _state(findings)
        if state is not None:
            write_reference(desk.settings, state.checked)
        return RedirectResponse(PATH, status_code=303)

    return router


def _state(findings: FindingsDesk) -> _State | None:
    checked = findings.checked()
    if checked is None:
        return None
    reference = read_reference(findings.settings)
    return _State(checked, findings.report(checked), Names(checked.name_of, reference.names if reference else None))


def _decider(request: Request) -> str | None:
    """The name of who asks and may decide, "" where the machine has no accounts; None for who may only read."""
    identity = identity_of(request)
    return identity.name if identity.role >= Role.COORDINATEUR else None


def _since(findings: FindingsDesk) -> date | None:
    reference = read_reference(findings.settings)
    return reference.at if reference else None


def _waiting(request: Request) -> HTMLResponse:
    target = "#drawer-body" if request.headers.get("hx-target") == "drawer-body" else "#view"
    return view_response(request, "coherence", [waiting_html(request, target, "innerHTML")])


def _answer(request: Request, fragment: Markup, finding: Finding, name: str, *, status: int = 200) -> Response:
    """Answer a form of the drawer with its place; without a script, with the list of what is accepted, or the finding."""
    if "hx-request" in request.headers and "hx-boosted" not in request.headers:
        return fragment_response(fragment, status=status)
    if status != 200:
        return view_response(request, "coherence", [fragment], title=words.FINDING, status=status)
    return RedirectResponse(_ACCEPTED, status_code=303, headers=HEADERS)


def _from_list(request: Request) -> bool:
    return urlsplit(request.headers.get("hx-current-url", "")).path == PATH


def _pages(findings: Sequence[Finding]) -> list[list[tuple[Fiche, list[Finding]]]]:
    """Fiches with their findings, by code, about as many findings on each page."""
    by_fiche: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in findings:
        by_fiche.setdefault(report_words.key(finding.fiche), []).append(finding)
    pages: list[list[tuple[Fiche, list[Finding]]]] = []
    count = _FINDINGS
    for found in sorted(by_fiche.values(), key=lambda found: order(found[0].fiche)):
        if count >= _FINDINGS:
            pages.append([])
            count = 0
        pages[-1].append((found[0].fiche, found))
        count += len(found)
    return pages


def _tabs(current: str, state: _State) -> Markup:
    tabs = ((PATH, words.FINDINGS), (_MATRIX, words.COMPLETENESS), (_GRAPH, words.LINKS), (_ACCEPTED, words.ACCEPTED))
    counts = {PATH: len(state.report.findings), _ACCEPTED: len(state.report.waived)}
    return tabs_html(
        words.VIEWS, ((path, f"{label} ({counts[path]})" if path in counts else label, path == current) for path, label in tabs)
    )


def _filters(desk: Desk, state: _State, asked: Asked) -> Markup:
    address, known = asked.address, outline(desk.directory())
    found = {finding.rule for finding in state.report.findings} | ({asked.rule} if asked.rule else set())
    rules = [(rule.code, f"{rule.code} – {rule.title}") for rule in all_rules() if rule.code in found]
    severities = [(severity.value, report_words.SEVERITY_PLURALS[severity]) for severity in Severity]
    fields = [
        search_html("texte", words.TEXT, address.get("texte"), words.TEXT_HINT, 400),
        select_html("gravite", words.SEVERITY, severities, address.get("gravite"), listing.EVERY_FEMININE),
        select_html(
            "famille", words.FAMILY, [(code, name.capitalize()) for code, name in FAMILIES.items()], asked.family, listing.EVERY_FEMININE
        ),
        select_html("regle", words.RULE, rules, asked.rule, listing.EVERY_FEMININE),
        select_html("fiche", words.FICHE, known.fiches, asked.fiche, listing.EVERY_FEMININE),
        _new_box(asked) if state.names.known is not None else NOTHING,
    ]
    return filters_html(PATH, fields)


def _new_box(asked: Asked) -> Markup:
    return Markup('<p class="field-box check"><label><input type="checkbox" name="nouveau" value="1"{} /> {}</label></p>').format(
        Markup(" checked") if asked.only_new else NOTHING, words.ONLY_NEW
    )


def _required(piliers: Sequence[tuple[str, str]], chosen_one: str) -> Markup:
    """A choice without « all »: the picture of so many fiches could not be read."""
    options = NOTHING.join(
        Markup('<option value="{}"{}>{}</option>').format(code, Markup(" selected") if code == chosen_one else NOTHING, label)
        for code, label in piliers
    )
    return Markup('<p class="field-box"><label for="f-pilier">{}</label><select id="f-pilier" name="pilier">{}</select></p>').format(
        words.PILIER, options
    )


def _chips(desk: Desk, asked: Asked) -> Markup:
    told = [
        ("texte", f"« {asked.address.get('texte')} »"),
        ("gravite", report_words.SEVERITY_PLURALS[asked.severity] if asked.severity else ""),
        ("famille", FAMILIES.get(asked.family, asked.family).capitalize()),
        ("regle", f"{words.RULE} {asked.rule}"),
        ("fiche", f"{words.FICHE} {asked.fiche}"),
        ("nouveau", words.ONLY_NEW),
    ]
    return chips_html(asked.address, told)


def _head(state: _State, kept: Sequence[Finding], asked: Asked) -> Markup:
    if not kept:
        told = words.NOTHING_LEFT if state.report.findings else words.NONE
        return Markup('<p class="empty" role="status">{}</p>').format(sentence(told))
    return Markup('<div class="list-head"><p role="status">{}</p>{}</div>').format(
        sentence(words.summary(state.report, kept)), downloads_html(asked.address.at(f"{PATH}/fichier"), _FILES)
    )


def _ways(state: _State) -> Ways:
    blanks: dict[tuple[str, SectionKind], str] = {}
    for finding in state.checked.findings:
        if finding.rule in ("STR001", "STR002") and finding.section is not None:
            blanks.setdefault((finding.fiche.code, finding.section), state.names.of[id(finding)])
    return Ways(blanks)
