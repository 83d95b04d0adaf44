"""For those who have just arrived: what is new, what the acronyms mean, and in which order to read."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.index.catalogue import Generation
from ingest.model import Fiche
from rag.citation import cite
from rag.comparison import Comparison
from rag.glossary import GlossaryEntry
from rag.reading_path import Step
from rag.shelf import Backlink, Pilier
from ui import text_fr
from ui.directory_words import national
from ui.fiche_addresses import VIEW
from ui.html.diff import changes_html
from ui.html.passage import passage_link
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import fiches as words

# Fiches that changed, on one page.
_PAGE = 40
# Codes of fiches beside an acronym, quotes beside a step.
_CODES, _QUOTES = 12, 2

Address = Callable[[Fiche], str | None]


def news_filters_html(kept: Sequence[Generation], before: int | None, after: int | None) -> Markup:
    """Which two states are compared; nothing where there is one."""
    if len(kept) < 2:
        return NOTHING
    boxes = (("depuis", words.SINCE, kept[:-1], before), ("jusqua", words.UNTIL, kept[1:], after))
    return Markup(
        '<form class="filters" aria-label="{}" action="{}/nouveau" method="get" data-live>{}<button type="submit" class="button">{}</button></form>'
    ).format(
        words.CHANGES_LABEL,
        VIEW,
        NOTHING.join(
            Markup('<div class="field-box"><label for="news-{}">{}</label><select id="news-{}" name="{}">{}</select></div>').format(
                name, label, name, name, _generations(choices, chosen)
            )
            for name, label, choices, chosen in boxes
        ),
        words.SHOW_CHANGES,
    )


def _generations(choices: Sequence[Generation], chosen: int | None) -> Markup:
    return NOTHING.join(
        Markup('<option value="{}"{}>{}</option>').format(
            one.number,
            Markup(" selected") if one.number == chosen else NOTHING,
            words.generation_label(one.number, text_fr.moment(one.made_at)),
        )
        for one in reversed(choices)
    )


def news_html(comparison: Comparison, told: str, page: int, address: Address) -> Markup:
    """What changed, `told` being the sentence that counts it."""
    changes = comparison.changes
    if not changes:
        return Markup('<p class="empty">{}</p>').format(told)
    first = (page - 1) * _PAGE
    more = NOTHING
    if len(changes) > first + _PAGE and isinstance(comparison.after, Generation) and isinstance(comparison.before, Generation):
        query = {"depuis": comparison.before.number, "jusqua": comparison.after.number, "page": page + 1}
        more = Markup('<p class="actions"><a class="button" href="{}/nouveau?{}">{}</a></p>').format(
            VIEW, urlencode(query), words.REST_OF_CHANGES
        )
    return Markup('<p class="count" role="status">{}</p>{}{}').format(told, changes_html(changes[first : first + _PAGE], address), more)


def glossary_filters_html(wanted: str, *, unexplained: bool) -> Markup:
    return Markup(
        '<form class="filters" role="search" aria-label="{}" action="{}/glossaire" method="get" data-live>'
        '<div class="field-box wide"><label for="glossary-words">{}</label><input id="glossary-words" type="search" name="mots" value="{}" /></div>'
        '<div class="field-box"><label><input type="checkbox" id="glossary-unexplained" name="inexpliques" value="1"{} /> {}</label></div>'
        '<button type="submit" class="button">{}</button></form>'
    ).format(
        words.GLOSSARY,
        VIEW,
        words.ACRONYM_WANTED,
        escaped(wanted),
        Markup(" checked") if unexplained else NOTHING,
        words.ONLY_UNEXPLAINED,
        words.FILTER,
    )


def glossary_html(entries: Sequence[GlossaryEntry], *, of: int) -> Markup:
    if not entries:
        return Markup('<p class="empty">{}</p>').format(words.NO_ACRONYM_LEFT if of else words.NO_ACRONYM)
    rows = NOTHING.join(_entry(entry) for entry in entries)
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in (words.ACRONYM, words.MEANING, words.USED_IN))
    return Markup(
        '<p class="count" role="status">{}</p><div class="table-box folds"><table><caption class="unseen">{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(words.counted(len(entries), "sigle"), words.GLOSSARY, head, rows)


def _entry(entry: GlossaryEntry) -> Markup:
    others = entry.spellings[1:]
    also = Markup('<br /><span class="soft">{} {}</span>').format(words.WRITTEN_ALSO, ", ".join(others)) if others else NOTHING
    codes = Markup(", ").join(
        Markup('<a href="{}?{}">{}</a>').format(VIEW, urlencode({"fiche": code, "extrait": entry.acronym}), code)
        for code in entry.fiches[:_CODES]
    )
    rest = len(entry.fiches) - _CODES
    more = Markup(' <span class="soft">{}</span>').format(words.and_others(rest)) if rest > 0 else NOTHING
    return Markup('<tr><th scope="row">{}{}</th><td data-label="{}">{}</td><td data-label="{}">{}{}</td></tr>').format(
        passage_link(entry.first, entry.acronym), also, words.MEANING, _meanings(entry), words.USED_IN, codes, more
    )


def _meanings(entry: GlossaryEntry) -> Markup:
    said = [
        Markup('<div class="meaning">{} <span class="soft">({})</span></div>').format(
            passage_link(citation, meaning), words.leads_to(citation.fiche.code)
        )
        for meaning, citation in zip(entry.meanings, entry.expansions, strict=True)
    ]
    if not said:
        said.append(Markup('<div class="meaning"><span class="badge warn">{}</span></div>').format(words.NOT_EXPLAINED))
    if known := national(entry):
        said.append(Markup('<div class="meaning soft">{}</div>').format(escaped(known)))
    return NOTHING.join(said)


def path_html(piliers: Sequence[Pilier], chosen: Pilier, steps: Sequence[Step], address: Callable[[Fiche], str]) -> Markup:
    """The path of one pilier, and the way to the others."""
    chips = NOTHING.join(
        Markup('<li><a class="chip" href="{}/parcours?{}"{}>{} <span class="soft">({})</span></a></li>').format(
            VIEW,
            urlencode({"pilier": pilier.number}),
            Markup(' aria-current="true"') if pilier.number == chosen.number else NOTHING,
            escaped(words.pilier_title(pilier)),
            len(pilier.fiches),
        )
        for pilier in piliers
    )
    return Markup(
        '<ul class="chips">{}</ul><section class="path"><h2><span class="quote">{}</span></h2>'
        '<p data-scripted hidden><strong role="status" data-progress data-one="{}" data-many="{}"></strong> <span class="soft">{}</span> '
        '<button type="button" class="quiet" data-forget>{}</button></p><ol>{}</ol></section>'
    ).format(
        chips,
        escaped(words.pilier_title(chosen)),
        words.progress("{}", len(steps)),
        words.progress("{}", len(steps), many=True),
        words.PATH_KEPT,
        words.FORGET_PROGRESS,
        NOTHING.join(_step(step, address) for step in steps),
    )


def _step(step: Step, address: Callable[[Fiche], str]) -> Markup:
    fiche = step.fiche
    if step.follows:
        why = words.FOLLOWS
    elif step.named_by:
        why = words.named_by(len(step.named_by))
    else:
        why = words.NEXT_BY_CODE
    quotes = NOTHING.join(_quote(back, address) for back in (step.follows or step.named_by)[:_QUOTES])
    objective = (
        Markup('<p class="why"><span class="soft">{} :</span> {}</p>').format(words.FIRST_OBJECTIVE, passage_link(step.objective))
        if step.objective
        else Markup('<p class="why void">{}</p>').format(words.NO_OBJECTIVE)
    )
    return Markup(
        '<li class="card"><a href="{}"><strong>{}</strong> <span class="quote">{}</span></a>{}<p class="why"><span class="soft">{}</span>{}</p>'
        '<label data-scripted hidden><input type="checkbox" data-read="{}" /> {}<span class="unseen"> : {}</span></label></li>'
    ).format(
        address(fiche),
        words.fiche_title(fiche.code, fiche.version),
        escaped(fiche.title.line),
        objective,
        why,
        quotes,
        address(fiche),
        words.READ_IT,
        words.leads_to(fiche.code),
    )


def _quote(back: Backlink, address: Callable[[Fiche], str]) -> Markup:
    return Markup('<br /><a href="{}">{}</a> : {}').format(
        address(back.fiche), words.leads_to(back.fiche.code), passage_link(cite(back.link.quote, back.fiche, back.link.section))
    )
