"""A whole fiche as HTML, field by field."""

from markupsafe import Markup

from ingest.headings import LABELS
from ingest.model import BannerKind, Fiche, LeftoverKind, Section, Span
from ui import text_fr
from ui.html.pieces import NOTHING, escaped, version_html
from ui.html.quoting import verbatim


def fiche_html(fiche: Fiche, cited: Span) -> Markup:
    """A parsed fiche, field by field, with the cited characters marked; what was left over is folded."""
    banner = NOTHING.join(
        Markup("<li>{}</li>").format(verbatim(part.excerpt, fiche, cited))
        for part in fiche.banner
        if part.kind in (BannerKind.PILIER, BannerKind.AXE)
    )
    return Markup(
        '<article class="fiche"><h3 tabindex="-1">Fiche {}{}</h3><p class="fiche-title">{}</p><ul class="banner">{}</ul>'
        '<p class="address"><span class="file">{}</span></p>{}{}</article>'
    ).format(
        fiche.code,
        version_html(fiche),
        verbatim(fiche.title, fiche, cited),
        banner,
        fiche.source.name,
        NOTHING.join(_field(section, fiche, cited) for section in fiche.sections),
        _leftovers(fiche),
    )


def _field(section: Section, fiche: Fiche, cited: Span) -> Markup:
    heading = Markup("<h4>{}</h4>").format(verbatim(section.heading, fiche, cited))
    if section.items:
        items = NOTHING.join(Markup("<li>{}</li>").format(verbatim(item, fiche, cited)) for item in section.items)
        return Markup('<section class="field">{}<ul>{}</ul></section>').format(heading, items)
    empty = text_fr.shared_section(LABELS[section.shared_with]) if section.shared_with else text_fr.EMPTY_SECTION
    return Markup('<section class="field">{}<p class="void">{}</p></section>').format(heading, empty)


def _leftovers(fiche: Fiche) -> Markup:
    left = [leftover for leftover in fiche.leftovers if leftover.kind is not LeftoverKind.BULLET and leftover.excerpt.text.strip()]
    if not left:
        return NOTHING
    items = NOTHING.join(
        Markup("<li><span>{} :</span> {}</li>").format(text_fr.LEFTOVER_LABELS[leftover.kind.value], escaped(leftover.excerpt.text))
        for leftover in left
    )
    return Markup('<details class="leftovers"><summary>{} ({})</summary><ul>{}</ul></details>').format(text_fr.LEFTOVERS, len(left), items)
