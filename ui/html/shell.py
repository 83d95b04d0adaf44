"""What stands around every view: the head of the page, the way from one view to another, and a view as a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ui import text_fr
from ui.html.pieces import NOTHING, escaped
from ui.static import ICON, SCRIPTS, STYLES, address_of


@dataclass(frozen=True, slots=True)
class View:
    """One thing to do here: the name in its address, and what the reader sees of it."""

    name: str
    label: str

    @property
    def address(self) -> str:
        return "/" if self.name == ASK else f"/vue/{self.name}"


ASK = "question"
_HALF_MOON = Markup(
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18"/>'
    '<path d="M12 3a9 9 0 0 1 0 18z"/></svg>'
)
VIEWS = tuple(View(name, label) for name, label in text_fr.VIEWS.items())


def head_html(title: str) -> Markup:
    """What the head of a page needs to look and act like ours; nothing in it comes from another host."""
    styles = NOTHING.join(Markup('<link rel="stylesheet" href="{}" />').format(address_of(name)) for name in STYLES)
    scripts = NOTHING.join(Markup('<script defer src="{}"></script>').format(address_of(name)) for name in SCRIPTS)
    return Markup(
        '<title>{}</title><meta name="description" content="{}" /><meta name="color-scheme" content="light dark" />'
        '<meta name="htmx-config" content=\'{}\' /><link rel="icon" href="{}" />{}{}'
    ).format(title, text_fr.PAGE_LINE, Markup(_HTMX), Markup(ICON), styles, scripts)


# No code in attributes, no style of its own, no page kept in the browser's storage: what a reader looked at is nobody's business.
_HTMX = '{"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0,"allowScriptTags":false,"scrollIntoViewOnBoost":false}'


# Where `with_account` writes who is logged in: the head is the same for everybody.
_ACCOUNT = Markup("<!--compte-->")


def with_account(page: str, account: Markup) -> str:
    """Write who is logged in, and the way out, into a page."""
    return page.replace(_ACCOUNT, account, 1)


def top_html(current: str) -> Markup:
    """The link past the menu, the name of the page, the menu and the place of the view; `page_html` closes it."""
    links = NOTHING.join(
        Markup('<li><a href="{}" data-view="{}"{}{}>{}</a></li>').format(
            view.address,
            view.name,
            Markup(' hx-boost="false"') if view.name == ASK else NOTHING,
            Markup(' aria-current="page"') if view.name == current else NOTHING,
            view.label,
        )
        for view in VIEWS
    )
    return Markup(
        '<a class="skip" href="#view">{skip}</a><header class="page-header"><a class="brand" href="/" hx-boost="false" data-view="{ask}">'
        '<span class="page-mark" aria-hidden="true"><span></span></span><span class="brand-name">{title}</span></a>'
        '<nav aria-label="{nav}" hx-boost="true" hx-target="#view" hx-swap="innerHTML show:window:top"><ul>{links}</ul></nav>'
        '{account}<button type="button" class="theme" data-theme-switch aria-label="{theme}">{glyph}</button></header>'
    ).format(
        skip=text_fr.SKIP,
        ask=ASK,
        title=text_fr.PAGE_TITLE,
        account=_ACCOUNT,
        nav=text_fr.VIEWS_LABEL,
        links=links,
        theme=text_fr.THEME_SWITCH,
        glyph=_HALF_MOON,
    )


def place_html(content: Markup = NOTHING) -> Markup:
    """Where a view stands. Links and forms inside replace it alone; the browser's history puts it back."""
    return Markup(
        '<main id="view" tabindex="-1" data-lost="{}" hx-boost="true" hx-target="#view" hx-swap="innerHTML show:window:top" hx-history-elt>{}</main>'
        '<p id="wait" role="status" aria-live="polite" data-waiting="{}"></p>'
        '<dialog id="drawer" aria-label="{}"><p class="drawer-head"><button type="button" class="button" data-close>{}</button></p>'
        '<div id="drawer-body"></div></dialog>'
    ).format(text_fr.SERVER_LOST, content, text_fr.LOADING, text_fr.DRAWER, text_fr.CLOSE)


def view_html(name: str, title: str, parts: Sequence[Markup]) -> Markup:
    """A view: its heading, then its parts. The script takes the name from it, and the title of the window."""
    return Markup('<title>{title} – {page}</title><div class="view" data-view="{name}"><h1 tabindex="-1">{title}</h1>{parts}</div>').format(
        title=escaped(title), page=text_fr.PAGE_TITLE, name=name, parts=NOTHING.join(parts)
    )


def page_html(view: Markup, name: str, title: str) -> Markup:
    """A view as a page of its own: for an address that was mailed, for print, for a browser without JavaScript."""
    return Markup(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />'
        '{head}</head><body data-view="{name}">{top}{place}</body></html>'
    ).format(head=head_html(f"{title} – {text_fr.PAGE_TITLE}"), name=name, top=top_html(name), place=place_html(view))
