"""« Mon projet »: the form, and the dossier of what the fiches offer."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.partner_lookup import PartnerHit
from rag.project import Dossier, ProjectFiche
from ui import directory_words
from ui.contacts import Contacts
from ui.directory_shapes import cited
from ui.html.contacts import contacts_html
from ui.html.funding import cell, conditions_html, due_item, fiche_link, quote_link, quote_of, scheme_html, state_html, why_html
from ui.html.pieces import NOTHING, escaped
from ui.reports import project_words
from ui.reports.words import sentence
from ui.text_fr import funding as words
from ui.text_fr import listing

_ACCEPTED = ".docx,.odt,.pdf,.txt,.md,.html,.doc,.rtf"


def project_form(path: str, text: str, most: int) -> Markup:
    """A paragraph or a file; works without a script."""
    return Markup(
        '<form class="card project" action="{path}" method="post" enctype="multipart/form-data" hx-push-url="false">'
        '<p class="field-box"><label for="p-texte">{label}</label><textarea id="p-texte" name="texte" rows="6" maxlength="{most}" placeholder="{hint}">{text}</textarea></p>'
        '<p class="field-box"><label for="p-fichier">{file}</label><input type="file" id="p-fichier" name="fichier" accept="{accepted}" /></p>'
        '<p class="actions"><button class="main" type="submit">{go}</button></p><p class="soft">{privacy}</p></form>'
    ).format(
        path=path,
        label=words.PROJECT_TEXT,
        hint=words.PROJECT_HINT,
        most=most,
        text=escaped(text),
        file=words.PROJECT_FILE,
        accepted=_ACCEPTED,
        go=words.PROJECT_GO,
        privacy=words.PROJECT_PRIVACY,
    )


def dossier_html(dossier: Dossier, contacts: Contacts | None, files: str) -> Markup:
    """What the fiches offer a project; `files` is where its documents are asked for, with the text, since nothing is kept."""
    sections = (
        (words.FICHES, _fiches(dossier)),
        (words.SCHEMES, _schemes(dossier)),
        (words.DUE_DAYS, _due(dossier)),
        (words.PARTNERS, _partners(dossier, contacts)),
        (words.INDICATORS, _indicators(dossier.fiches)),
    )
    parts = NOTHING.join(Markup("<h3>{}</h3>{}").format(title, part) for title, part in sections if part)
    return Markup(
        '<section class="dossier" aria-labelledby="dossier"><h2 id="dossier" data-land tabindex="-1">{}</h2><p class="told note">{}</p>{}{}<p class="soft">{}</p></section>'
    ).format(
        words.DOSSIER,
        sentence(project_words.summary(dossier)),
        _documents(dossier, files) if dossier.fiches else NOTHING,
        parts,
        project_words.METHOD,
    )


def _documents(dossier: Dossier, files: str) -> Markup:
    buttons = NOTHING.join(
        Markup('<button type="submit" name="format" value="{}">{}</button>').format(form, label)
        for form, label in (("html", words.PRINT), ("docx", listing.FORMATS["docx"]), ("json", listing.FORMATS["json"]))
    )
    return Markup(
        '<form class="actions documents" action="{}" method="post" hx-boost="false"><input type="hidden" name="texte" value="{}" />'
        '<span class="soft">{}</span>{}</form>'
    ).format(files, escaped(dossier.text), listing.DOWNLOADS, buttons)


def _fiches(dossier: Dossier) -> Markup:
    if not dossier.fiches:
        return Markup('<p class="empty" role="status">{}</p>').format(sentence(project_words.nothing(dossier)))
    return Markup('<ul class="cards">{}</ul>').format(NOTHING.join(map(_fiche, dossier.fiches)))


def _fiche(found: ProjectFiche) -> Markup:
    return Markup('<li class="card listing"><p>{}</p><p>{}</p><p class="soft quote">{}</p></li>').format(
        fiche_link(found.meets), quote_link(found.meets), sentence(project_words.because(found))
    )


def _schemes(dossier: Dossier) -> Markup:
    if not dossier.schemes:
        return Markup("<p>{}</p>").format(project_words.NO_SCHEME) if dossier.fiches else NOTHING
    note = Markup('<p class="soft">{}</p>').format(project_words.EXPIRED_NOTE) if dossier.expired else NOTHING
    rows = NOTHING.join(
        Markup(
            '<tr><th scope="row">{}<span class="proof-line">{}</span>{}{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td><td data-label="{}">{}</td>'
            '<td class="of-fiche" data-label="{}">{}</td></tr>'
        ).format(
            scheme_html(hit.entry.record),
            quote_link(quote_of(hit.entry.record)),
            conditions_html(hit.entry.record),
            why_html(hit),
            words.FUNDER,
            cell(hit.entry.record.funder),
            words.AMOUNT,
            cell(hit.entry.record.amount),
            words.PERIOD,
            state_html(hit),
            words.FICHE,
            fiche_link(quote_of(hit.entry.record)),
        )
        for hit in dossier.schemes
    )
    head = NOTHING.join(
        Markup('<th scope="col">{}</th>').format(name) for name in (words.SCHEME, words.FUNDER, words.AMOUNT, words.PERIOD, words.FICHE)
    )
    return note + Markup(
        '<div class="table-box folds listing"><table><caption class="unseen">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(words.SCHEMES, head, rows)


def _due(dossier: Dossier) -> Markup:
    if not dossier.due:
        return Markup("<p>{}</p>").format(words.NO_DUE_DAY) if dossier.fiches else NOTHING
    return Markup('<ol class="days">{}</ol>').format(NOTHING.join(due_item(due, dossier.at) for due in dossier.due))


def _partners(dossier: Dossier, contacts: Contacts | None) -> Markup:
    if not dossier.partners:
        return Markup("<p>{}</p>").format(project_words.NO_PARTNER) if dossier.fiches else NOTHING
    note = NOTHING if contacts else Markup('<p class="soft">{}</p>').format(directory_words.NO_CONTACT)
    others = (
        Markup('<p class="soft">{}</p>').format(project_words.other_partners(dossier.other_partners)) if dossier.other_partners else NOTHING
    )
    return note + Markup('<ul class="cards">{}</ul>{}').format(NOTHING.join(_partner(hit, contacts) for hit in dossier.partners), others)


def _partner(hit: PartnerHit, contacts: Contacts | None) -> Markup:
    return Markup('<li class="card"><p class="scheme quote"><strong>{}</strong></p><p class="soft">{}</p><p>{}</p>{}</li>').format(
        escaped(hit.partner.name), directory_words.roles(hit).capitalize(), quote_link(cited(hit.mentions[0])), contacts_html(hit, contacts)
    )


def _indicators(fiches: Sequence[ProjectFiche]) -> Markup:
    told = [one for one in fiches if one.indicators]
    if not told:
        return Markup("<p>{}</p>").format(project_words.NO_INDICATOR) if fiches else NOTHING
    return NOTHING.join(
        Markup("<h4>Fiche {}</h4><ul>{}</ul>").format(
            one.fiche.code, NOTHING.join(Markup("<li>{}</li>").format(quote_link(item)) for item in one.indicators)
        )
        for one in told
    )
