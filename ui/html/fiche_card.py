"""One fiche as a card to read: its banner, its fields word for word, the cited words marked, where its links lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from ingest.headings import LABELS
from ingest.model import BannerKind, Excerpt, Fiche, Leftover, LeftoverKind, Link, Section, Span
from ui import text_fr
from ui.html.pieces import NOTHING, escaped
from ui.html.quoting import section_name, verbatim
from ui.text_fr import fiches as words


@dataclass(frozen=True)
class Card:
    """What is shown: the fiche, the words that were asked for, its own address, and the addresses of the fiches it names, by code."""

    fiche: Fiche
    marked: Span | None
    address: str
    targets: Mapping[str, str]

    @cached_property
    def landing(self) -> Span | None:
        """The first thing shown that holds words asked for: the page opens there."""
        if self.marked is None:
            return None
        return next((shown.span for shown in _shown(self.fiche) if _overlap(shown.span, self.marked)), None)


def anchors(sections: Sequence[Section]) -> tuple[str, ...]:
    """The name of each section in an address, « rubrique-objectifs »; the second of a kind is « rubrique-objectifs-2 »."""
    seen: dict[str, int] = {}
    names = []
    for section in sections:
        kind = section.kind.value
        seen[kind] = seen.get(kind, 0) + 1
        names.append(f"rubrique-{kind}" + (f"-{seen[kind]}" if seen[kind] > 1 else ""))
    return tuple(names)


def card_html(card: Card) -> Markup:
    fiche = card.fiche
    banner = NOTHING.join(
        Markup("<li{}>{}</li>").format(_land(part.excerpt, card), verbatim(part.excerpt, fiche, card.marked))
        for part in fiche.banner
        if part.kind in (BannerKind.PILIER, BannerKind.AXE)
    )
    fields = NOTHING.join(_field(section, anchor, card) for section, anchor in zip(fiche.sections, anchors(fiche.sections), strict=True))
    return Markup('<article class="card fiche-card"><p class="fiche-title"{land}>{title}</p>{banner}{fields}{left}</article>').format(
        land=_land(fiche.title, card),
        title=verbatim(fiche.title, fiche, card.marked),
        banner=Markup('<ul class="chips banner">{}</ul>').format(banner) if banner else NOTHING,
        fields=fields,
        left=_leftovers(card),
    )


def summary_html(card: Card, here: str) -> Markup:
    """The fields of the fiche as links; `here` is the address that is on show, since a page has another base."""
    links = NOTHING.join(
        Markup('<li><a href="{}#{}" hx-boost="false">{}</a>{}</li>').format(
            here,
            anchor,
            escaped(section_name(section)),
            NOTHING if section.items or section.shared_with else Markup(' <span class="soft">({})</span>').format(words.BLANK),
        )
        for section, anchor in zip(card.fiche.sections, anchors(card.fiche.sections), strict=True)
    )
    if not links:
        return NOTHING
    return Markup('<nav class="summary" aria-labelledby="summary-title"><h2 id="summary-title">{}</h2><ol>{}</ol></nav>').format(
        words.SUMMARY, links
    )


def copy_button(address: str, label: str, *, bare: bool = False) -> Markup:
    """A button that the script shows: it copies an address whole, host included."""
    if bare:
        return Markup(
            '<button type="button" class="bare permalink" data-copy="{}" data-copied="{}" data-failed="{}" aria-label="{}" title="{}" hidden>'
            '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1.5 1.5M14 10'
            'a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1.5-1.5"/></svg></button>'
        ).format(address, words.COPIED, words.COPY_FAILED, label, label)
    return Markup('<button type="button" class="button" data-copy="{}" data-copied="{}" data-failed="{}" hidden>{}</button>').format(
        address, words.COPIED, words.COPY_FAILED, label
    )


def _field(section: Section, anchor: str, card: Card) -> Markup:
    name = section_name(section)
    heading = Markup('<div class="field-head"><h2{}>{}</h2>{}</div>').format(
        _land(section.heading, card),
        verbatim(section.heading, card.fiche, card.marked) if section.heading.text.strip() else name,
        copy_button(f"{card.address}#{anchor}", words.copy_field(name), bare=True),
    )
    if section.items:
        body = Markup("<ul>{}</ul>").format(
            NOTHING.join(
                Markup('<li{}><span class="quote">{}</span>{}</li>').format(
                    _land(item, card), verbatim(item, card.fiche, card.marked), _targets(item, section, card)
                )
                for item in section.items
            )
        )
    else:
        told = text_fr.shared_section(LABELS[section.shared_with]) if section.shared_with else text_fr.EMPTY_SECTION
        body = Markup('<p class="void">{}</p>').format(told)
    return Markup('<section class="field" id="{}">{}{}</section>').format(anchor, heading, body)


def _targets(item: Excerpt, section: Section, card: Card) -> Markup:
    """Where the fiches named in an item are."""
    links = [link for link in card.fiche.links if link.section is section.kind and item.span.contains(link.quote.span)]
    chips = NOTHING.join(Markup("<li>{}</li>").format(target_html(link, card.targets)) for link in _each_once(links))
    return Markup('<ul class="chips targets">{}</ul>').format(chips) if chips else NOTHING


def target_html(link: Link, targets: Mapping[str, str]) -> Markup:
    """The fiche that a link names, as a link where it is indexed, else said not to be."""
    if link.code in targets:
        return Markup('<a class="chip" href="{}">{} <span aria-hidden="true">→</span></a>').format(
            targets[link.code], words.leads_to(link.code)
        )
    if not link.code[:1].isdigit():
        return Markup('<span class="badge info">{} : {}</span>').format(words.TRANSVERSAL, escaped(link.code.removeprefix("AT ")))
    return Markup('<span class="badge warn">{} : {}</span>').format(words.leads_to(link.code), words.NOT_INDEXED)


def _each_once(links: Sequence[Link]) -> Iterator[Link]:
    seen: set[str] = set()
    for link in links:
        if link.code not in seen:
            seen.add(link.code)
            yield link


def _leftovers(card: Card) -> Markup:
    left = _visible_leftovers(card.fiche)
    if not left:
        return NOTHING
    items = NOTHING.join(
        Markup('<li{}>{} : <span class="quote">{}</span></li>').format(
            _land(leftover.excerpt, card),
            text_fr.LEFTOVER_LABELS[leftover.kind.value],
            _left(leftover, card),
        )
        for leftover in left
    )
    is_open = card.landing in {leftover.excerpt.span for leftover in left}
    return Markup('<details class="leftovers"{}><summary>{} ({})</summary><ul>{}</ul></details>').format(
        Markup(" open") if is_open else NOTHING, text_fr.LEFTOVERS, len(left), items
    )


def _left(leftover: Leftover, card: Card) -> Markup:
    """A leftover is what is hidden elsewhere: here it is shown, and marked unless the words asked for are marked in a field."""
    excerpt, marked = leftover.excerpt, card.marked
    if marked is None or not (excerpt.span.contains(marked) or card.landing == excerpt.span):
        return escaped(excerpt.text)
    start, end = max(excerpt.span.start, marked.start) - excerpt.span.start, min(excerpt.span.end, marked.end) - excerpt.span.start
    return Markup("{}<mark>{}</mark>{}").format(
        escaped(excerpt.text[:start]), escaped(excerpt.text[start:end]), escaped(excerpt.text[end:])
    )


def _visible_leftovers(fiche: Fiche) -> list[Leftover]:
    return [leftover for leftover in fiche.leftovers if leftover.kind is not LeftoverKind.BULLET and leftover.excerpt.text.strip()]


def _shown(fiche: Fiche) -> Iterator[Excerpt]:
    yield fiche.title
    yield from (part.excerpt for part in fiche.banner if part.kind in (BannerKind.PILIER, BannerKind.AXE))
    for section in fiche.sections:
        yield section.heading
        yield from section.items
    yield from (leftover.excerpt for leftover in _visible_leftovers(fiche))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _land(excerpt: Excerpt, card: Card) -> Markup:
    return Markup(" data-land") if card.landing == excerpt.span else NOTHING
