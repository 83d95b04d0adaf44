"""The filters of the search: chips that are taken off by a click, and the fields that set them."""

from collections.abc import Iterable

from markupsafe import Markup

from ui.filter_choices import Choice, FilterChoices
from ui.html.pieces import NOTHING, escaped, sentence_html
from ui.narrowing import Narrowing
from ui.text_fr import ask as words


def narrowing_html(narrowing: Narrowing, choices: FilterChoices, *, error: str = "", unfolded: bool = False) -> Markup:
    """The chips, then the fields in a fold; ask.js asks for it again when a field changes, and reads the fields when a question is asked."""
    fields = (
        _select("pilier", narrowing.pilier, choices.piliers),
        _select("axe", narrowing.axe, [axe for axe in choices.axes if not narrowing.pilier or axe[0].split(".")[0] == narrowing.pilier]),
        _suggested("fiche", narrowing.fiche, choices.fiches),
        _select("rubrique", narrowing.rubrique, choices.sections, words.ANY_FEMININE),
        _suggested("lieu", narrowing.lieu, [(place, "") for place in choices.places]),
        _select("version", narrowing.version, [(year, year) for year in choices.versions], words.ANY_FEMININE),
        _day(narrowing.au),
    )
    return Markup(
        '{chips}<details class="narrow"{open}><summary class="mini">{label}</summary>'
        '<form id="filters" class="fields" hx-boost="false" aria-label="{legend}">{fields}</form><p class="soft">{help}</p>{error}</details>'
    ).format(
        chips=_chips(narrowing),
        open=Markup(" open") if unfolded or error else NOTHING,
        label=words.FILTERS,
        legend=words.FILTERS_LABEL,
        fields=NOTHING.join(fields),
        help=words.AT_HELP,
        error=sentence_html(error) if error else NOTHING,
    )


def _chips(narrowing: Narrowing) -> Markup:
    if not narrowing.chosen:
        return NOTHING
    labels = {name: words.chip(name, value) for name, value in narrowing.chosen.items()}
    chips = NOTHING.join(
        Markup(
            '<li><button type="button" class="chip" data-drop="{}" aria-label="{}">{} <span aria-hidden="true">×</span></button></li>'
        ).format(name, escaped(words.drop(label)), escaped(label))
        for name, label in labels.items()
    )
    every = Markup('<li><button type="button" class="mini" data-drop="*">{}</button></li>').format(words.CLEAR_FILTERS)
    return Markup('<div class="narrowed"><p id="narrowed-to">{}</p><ul class="chips" aria-labelledby="narrowed-to">{}{}</ul></div>').format(
        words.NARROWED_TO, chips, every if len(labels) > 1 else NOTHING
    )


def _select(name: str, value: str, choices: Iterable[Choice], every: str = words.ANY) -> Markup:
    known = list(choices)
    if value and value not in {choice for choice, _label in known}:
        known.append((value, value))  # an address may name what this index does not hold
    options = NOTHING.join(
        Markup('<option value="{}"{}>{}</option>').format(choice, Markup(" selected") if choice == value else NOTHING, escaped(label))
        for choice, label in known
    )
    return _box(name, Markup('<select id="filter-{0}" name="{0}"><option value="">{1}</option>{2}</select>').format(name, every, options))


def _suggested(name: str, value: str, choices: Iterable[Choice]) -> Markup:
    options = NOTHING.join(Markup('<option value="{}">{}</option>').format(choice, escaped(label)) for choice, label in choices)
    field = Markup(
        '<input type="text" id="filter-{0}" name="{0}" value="{1}" list="filter-{0}-list" autocomplete="off" /><datalist id="filter-{0}-list">{2}</datalist>'
    )
    return _box(name, field.format(name, escaped(value), options))


def _day(value: str) -> Markup:
    return _box("au", Markup('<input type="date" id="filter-au" name="au" value="{}" />').format(value))


def _box(name: str, field: Markup) -> Markup:
    return Markup('<div class="field-box"><label for="filter-{}">{}</label>{}</div>').format(name, words.FIELDS[name], field)
