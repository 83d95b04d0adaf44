"""What a clause names as its scheme: a name, else the nature of what is given, else what the money pays."""

import re
from collections.abc import Sequence

from ingest.amounts import find_amounts
from ingest.folding import fold
from ingest.funding_money import MONEY, money_nouns, names_bodies, trim
from ingest.funding_payers import giving_subject
from ingest.model import Span
from ingest.name_table import ACRONYM

_VERBS = re.compile(
    r"\s+(?:s['’][ée]l[èe]ve(?:nt)?|est|sont|sera|seront|pourra|pourront|peut|peuvent|b[ée]n[ée]ficier\w*|permet\w*|fl[ée]ch[ée]{1,2}s?|mobilisables?|r[ée]serv[ée]{1,2}s?|ouverts?|(?:co-?)?financ[ée]{1,2}s?|vers[ée]{1,2}s?|pris(?:es?)?\s+en\s+charge|r[ée]investis?|attribu[ée]{1,2}s?|accord[ée]{1,2}s?|port[ée]{1,2}s?|abond[ée]{1,2}s?|propos[ée]{1,2}s?|g[ée]r[ée]{1,2}s?|d[ée]livr[ée]{1,2}s?|estim[ée]{1,2}s?|[ée]valu[ée]{1,2}s?|valoris[ée]{1,2}s?)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?:au\s+titre\s+(?:de\s+la|de\s+l['’]|du|des|de|d['’])|dans\s+le\s+cadre\s+(?:de\s+la|de\s+l['’]|du|des|de|d['’])|pour|destin[ée]{1,2}s?\s+(?:à|aux?)|via|de\s+(?=cr[ée]dits))\s*(?:la\s+|les?\s+|l['’]\s*|une?\s+|des\s+)?",
    re.IGNORECASE,
)


def find_scheme(text: str, colon: int | None, funder: Span | None, taken: Sequence[Span], *, left_is_body: bool) -> Span | None:
    """The name of the scheme; else the nature of what is given, else what the money pays."""
    if colon is not None and not left_is_body:
        left = Span(funder.end if funder is not None and funder.start <= 4 and funder.end < colon else 0, colon)
        named = MONEY.search(text, colon)
        if (
            named
            and not MONEY.search(text[:colon])
            and re.match(r"\w+\s*(?:\(|\Z)", text[:colon])
            and not ACRONYM.match(text)
            and not _starts_with_amount(text, colon, taken)
        ):
            return _cut(text, Span(colon + 1, len(text)), funder, taken)  # « Culture (circulaire…) : les politiques de droit commun »
        return _cut(text, left, funder, taken, whole=True)
    start = colon + 1 if colon is not None else 0
    subject = giving_subject(text) if colon is None else None
    if subject is not None:
        if _is_amount_at(taken, text, subject[1]):
            return _what_is_paid(text, taken)
        return _cut(text, Span(subject[1], len(text)), None, taken)
    if funder is not None and colon is None and funder.start <= 4:
        start = funder.end
    span = Span(start, len(text))
    named = _first_noun(text, start, funder, taken)
    segments = _segments(text, span)
    for segment in segments:
        if named is not None and not (segment.start <= named.start() < segment.end) and colon is None:
            continue
        if scheme := _from_segment(text, segment, funder, taken, named.start() if named is not None and colon is None else None):
            return scheme
    return _what_is_paid(text, taken)


_PARTICIPLE = re.compile(r"[a-zà-ÿ»)]\s+(?:prise?s?\s+en\s+charge|mise?s?\s+à\s+disposition)\Z", re.IGNORECASE)


def _first_noun(text: str, start: int, funder: Span | None, taken: Sequence[Span]) -> re.Match[str] | None:
    """The noun that names the scheme: one that opens it, else one tied to what stands before: « 30 % de nouveaux crédits »."""
    used = [*taken, funder] if funder else list(taken)
    for nouns in (money_nouns(text), MONEY.finditer(text)):
        for match in nouns:
            if (
                match.start() >= start
                and not _PARTICIPLE.search(text, max(0, match.start() - 20), match.end())
                and not any(one.start <= match.start() < one.end for one in used)
            ):
                return match
    return None


def _is_amount_at(taken: Sequence[Span], text: str, start: int) -> bool:
    return any(one.end > start and not text[start : max(start, one.start)].strip() for one in taken)


def _starts_with_amount(text: str, colon: int, taken: Sequence[Span]) -> bool:
    return any(not text[colon : span.start].strip(" :\xa0\u202f\t\r\n") for span in taken if span.start > colon)


def _segments(text: str, span: Span) -> list[Span]:
    """The stretches between commas, where a comma parts things and not the words of one name: « prévention, d’éducation et d’information »."""
    found, start = [], span.start
    for match in re.finditer(r"\s*[,;]\s*|\s+[–—]\s+", text[span.start : span.end]):
        at, after = span.start + match.start(), text[span.start + match.end() : span.end]
        before = text[start:at]
        if before.count("(") > before.count(")") or before.count("«") > before.count("»") or before.count('"') % 2:
            continue
        if re.match(r"(?:d['’]|de\s|du\s|des\s|et\s+d)", after):
            continue
        found.append(Span(start, at))
        start = span.start + match.end()
    found.append(Span(start, span.end))
    return found


def _from_segment(text: str, segment: Span, funder: Span | None, taken: Sequence[Span], named: int | None) -> Span | None:
    start = segment.start
    if named is not None and segment.start <= named < segment.end:
        start = named
        if adjective := re.search(r"\b(?:nouveaux?|nouvelles?)\s+\Z", text[segment.start : named], re.IGNORECASE):
            start = segment.start + adjective.start()
    if text[:start].count("(") > text[:start].count(")") and ")" in text[start:]:
        segment = Span(segment.start, text.index(")", start))
    opening = trim(text, Span(start, segment.end))
    if opening is None or any(one.start <= opening.start < one.end for one in taken):
        return None
    bare = text[opening.start : segment.end]
    for amount in reversed(find_amounts(bare)):
        bare = bare[: amount.span.start] + bare[amount.span.end :]
    if bare != text[opening.start : segment.end] and (not re.search(r"[^\W\d_]{3}", bare) or names_bodies(bare)):
        return None  # « 15 000 € en 2021 », « Ville 40 % »
    if text[opening.start] == "(" and not MONEY.search(text, opening.start):
        return None
    if re.match(
        r"(?:sur\s+appel|sous\s+condition|sous\s+réserve|dans\s+la\s+limite|plafonn|à\s+(?:confirmer|définir|préciser|hauteur)|selon|annuel|clos|dépôt|hors|en\s+\d|de\s+\d|montant|jusqu|apr[èe]s\b|en\s+attente|avec\s+l?['’]?accord|sans\s|au\s+cas\s+par\s+cas|par\s|chaque\s|renouvel|reconduct|tous\s+les)",
        text[opening.start : segment.end],
        re.IGNORECASE,
    ):
        return None
    return _cut(text, Span(opening.start, segment.end), funder, taken)


def _cut(text: str, span: Span, funder: Span | None, taken: Sequence[Span], *, whole: bool = False) -> Span | None:
    """A stretch up to its amount, its date, its funder or its verb."""
    start, end = span.start, span.end
    for one in taken:
        if start < one.start < end:
            end = one.start
        elif one.start <= start < one.end:
            start = one.end
    if funder is not None and start < funder.start < end:
        before = text[start : funder.start]
        introduces = re.search(
            r"\s*\(\s*\Z|\s+(?:de\s+la|de\s+l['’]|des|du|de|d['’]|par|avec|entre)\s*(?:la\s+|les?\s+|l['’]\s*)?\Z|[,–-]\s*\Z|\s*:\s*\Z",
            before,
        )
        if introduces and not (whole and funder.end < end and "(" not in before[-2:]):
            bare_call = re.fullmatch(
                r"\W*(?:appels?\s+[àa]\s+projets?(?:\s+\w+)?|m[ée]c[ée]nat|budget\s+participatif|participation|subvention|cofinancements?|crédits?|fonds)\W*",
                text[start : start + introduces.start()],
                re.IGNORECASE,
            )
            if not bare_call:
                end = start + introduces.start()
    verb = _VERBS.search(text, start, end)
    if verb and whole and not re.match(r"\s+(?:par|aux?|à|de)\b", text[verb.end() :]):
        verb = None  # « Ateliers de français À mots ouverts »
    if verb and verb.start() > start + 2:
        end = verb.start()
    if (
        not whole
        and (purpose := re.search(r"\s+(?:(?:pour|destin[ée]{1,2}s?)\s)", text[start:end]))
        and re.search(r"\w{4}", text[start : start + purpose.start()])
        and _amount_follows(text, start, start + purpose.start(), taken)
    ):
        end = start + purpose.start()
    trimmed = trim(text, Span(start, end))
    if trimmed is not None and text[trimmed.start] == "(":
        trimmed = trim(text, Span(trimmed.start + 1, trimmed.end - text[trimmed.start : trimmed.end].endswith(")")))
    if trimmed is not None and (inner := text[trimmed.start : trimmed.end]).count("(") > inner.count(")"):
        trimmed = trim(text, Span(trimmed.start, trimmed.start + inner.rindex("(")))
    if trimmed is not None and (inner := text[trimmed.start : trimmed.end]).endswith(")") and inner.count(")") > inner.count("("):
        trimmed = trim(text, Span(trimmed.start, trimmed.end - 1))
    if trimmed is None or _is_nothing(text[trimmed.start : trimmed.end]):
        return None
    return trimmed


def _amount_follows(text: str, start: int, end: int, taken: Sequence[Span]) -> bool:
    return any(start <= one.start <= end for one in taken)


def _is_nothing(text: str) -> bool:
    folded = fold(text)
    return (
        len(folded) < 2
        or bool(re.match(r"(?:tiers|moitie|quart|parts? egales?|pour moitie)\b", folded))
        or folded
        in (
            "soit",
            "dont",
            "environ",
            "forfait",
            "aide",
            "montant",
            "annuel",
            "par an",
            "au total",
            "estime",
            "etc",
            "a confirmer",
        )
    )


def _what_is_paid(text: str, taken: Sequence[Span]) -> Span | None:
    """« 35 000 € par an pour le poste de médiatrice » pays the post, « 10 % du coût des ateliers » the workshops; « (programme 137) » names it."""
    for match in _FOR.finditer(text):
        if text[: match.start()].strip() and not any(one.start < match.end() <= one.end for one in taken):
            stop = re.search(r"[,;.(]|\s+(?:dans\s+la\s+limite|jusqu|à\s+(?:confirmer|définir))", text[match.end() :])
            span = Span(match.end(), match.end() + stop.start() if stop else len(text))
            inner = next((one for one in taken if span.start <= one.start < span.end), None)
            if inner is not None:
                if inner.start - span.start <= 4:
                    continue
                span = Span(span.start, inner.start)
            if (trimmed := trim(text, span)) and not re.match(
                r"(?:une?\s+durée|\d|(?:deux|trois)\s+ans|l['’]été|l['’]année)", text[trimmed.start :], re.IGNORECASE
            ):
                return trimmed
    if inside := re.search(r"\(([^()]*(?:programme|BOP|fonds|dispositif|appel)[^()]*)\)", text, re.IGNORECASE):
        return Span(*inside.span(1))
    for one in taken:
        shared = re.search(
            r"%\s*(?:du|de\s+la|de\s+l['’]|des)\s*(?:(?:coûts?|montants?|dépenses?|frais|financement|prix)\s*(?:totale?\s*|globale?\s*)?(?:de\s+la|de\s+l['’]|des|du|d['’]|de)\s*)?(?P<what>[^,(]+)",
            text[one.start : one.end],
        )
        if shared and not re.match(r"(?:coûts?|montants?|dépenses?|\d)", shared.group("what")):
            return trim(text, Span(one.start + shared.start("what"), one.start + shared.end("what")))
    return None
