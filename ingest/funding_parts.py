"""A clause of a financements field -> its parts: who pays, for what, how much, until when; each with its place, blank where it has none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.amounts import Amount, find_amounts
from ingest.bodies_in_text import FoundBody, find_bodies
from ingest.dates import Bound, DateMention, Precision, find_dates
from ingest.folding import fold
from ingest.funding_clauses import MONEY, is_body_name, money_nouns
from ingest.model import Span
from ingest.name_table import ACRONYM, BodyKind, find_known, is_acronym

_S = r"[ \t\r\n\xa0\u202f]"
_NUMBER_OF = r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|dix-huit|vingt-quatre)"
_DURATION = re.compile(
    rf"(?P<words>(?:pendant|sur|pour(?:{_S}+une{_S}+durée{_S}+de)?|durant){_S}+(?:les{_S}+)?{_NUMBER_OF}{_S}+(?:premi[èe]res{_S}+)?(?:ans?|années?|mois|semestres?)(?:{_S}+scolaires?)?)",
    re.IGNORECASE,
)
_REFERENCE_BEFORE = re.compile(
    r"(?:circulaires?|lois?|d[ée]crets?|arr[êe]t[ée]s?|instructions?|notes?|r[èe]glements?|ordonnances?|articles?|d[ée]lib[ée]rations?)\b[^,;:]{0,40}\Z",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?:sign[ée]{1,2}s?\s+(?:le|en)|\bdu|en\s+date\s+du|adopt[ée]{1,2}s?\s+(?:le|en))\s+\Z", re.IGNORECASE)
_CLOSED = re.compile(
    rf"(?P<words>(?:clos(?:e|es)?|cl[ôo]tur[ée]{{1,2}}s?|ferm[ée]{{1,2}}s?|achev[ée]{{1,2}}s?|termin[ée]{{1,2}}s?|prolong[ée]{{1,2}}s?){_S}+(?:le|en|depuis(?:{_S}+le)?)?{_S}*)\Z",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:d[ée]p[ôo]ts?|dossiers?|candidatures?|demandes?|date\s+limite|[ée]ch[ée]ance|r[ée]ponses?|limite|inscriptions?|remise)\b",
    re.IGNORECASE,
)
_FOR_YEAR = re.compile(
    r"(?:\b(?:en|pour|sur|dès|ann[ée]e|p[ée]riode|au\s+titre\s+de|dans|saison|campagne|exercice|programmation|depuis|l['’]?)|[(,:–-])\s*(?:l['’]\s*)?(?:(?:la\s+)?p[ée]riode\s+|(?:l['’]\s*)?ann[ée]e\s+|le\s+|la\s+)?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a clause, as spans of its text."""

    scheme: Span | None = None
    funder: Span | None = None
    funders: tuple[FoundBody, ...] = ()
    amount: Span | None = None
    amounts: tuple[Amount, ...] = ()
    period: Span | None = None
    mention: DateMention | None = None
    conditions: tuple[Span, ...] = field(default=())
    deadlines: tuple[DateMention, ...] = ()


def parts_of(text: str, *, listed: bool = False) -> Parts:
    """Read one clause; a `listed` one is a bare body, with its amount at most."""
    colon = _colon(text)
    dates = find_dates(text)
    period, mention = _period(text, dates)
    amounts, amount = _amount(text, colon, dated=mention is not None)
    if listed:
        funder = _trim(text, Span(0, amount.start if amount else len(text))) or (
            _trim(text, Span(amount.end, len(text))) if amount else None
        )
        return Parts(None, funder, _bodies(text, funder), amount, amounts, period, mention)
    left_is_body = colon is not None and _is_payer_before(text, colon)
    funder = _funder(text, colon, left_is_body=left_is_body)
    taken = [span for span in (amount, period) if span] + [one.span for one in amounts]
    scheme = _scheme(text, colon, funder, taken, left_is_body=left_is_body)
    deadlines = tuple(date for date in dates if date.last and date is not mention and _is_deadline(text, date))
    return Parts(scheme, funder, _bodies(text, funder), amount, amounts, period, mention, _conditions(text), deadlines)


def _colon(text: str) -> int | None:
    for match in re.finditer(r"[ \xa0\u202f]?:(?=\s|\Z)", text):
        before = text[: match.start()]
        if before.count("(") <= before.count(")") and before.count("«") <= before.count("»"):
            return match.start()
    return None


def _trim(text: str, span: Span) -> Span | None:
    """A span without white space, joints and articles at its ends, None where nothing is left."""
    inner = text[span.start : span.end]
    head = re.match(
        r"(?:[\s\xa0\u202f,;:–—-]+|(?:et|ou|puis|les?|la|l['’]|des|du|de\s+la|de\s+l['’]|aux?|une?|autres|pour|au\s+titre\s+(?:de|du|des))(?=[\s'’«(])\s*(?<!\w['’])|[ld]['’])*",
        inner,
        re.IGNORECASE,
    )
    start = span.start + (head.end() if head else 0)
    end = start + len(
        re.sub(
            r"(?:[\s\xa0\u202f,;:.(–—-]|(?<=\s)(?:de|du|des|d['’]|à|et|en|pour|par|sur|jusqu['’]|dont|soit|environ|la|le|les|une?|aide\s+de|forfait\s+de|hauteur\s+de|à\s+hauteur\s+de)(?=\s*\Z))+\Z",
            "",
            text[start : span.end],
        )
    )
    return Span(start, end) if start < end else None


def _period(text: str, dates: Sequence[DateMention]) -> tuple[Span | None, DateMention | None]:
    """The date or duration of the money: a period first, then what it runs until, then a year; laws and signatures have dates of their own."""
    ranked: list[tuple[int, DateMention, Span]] = []
    for date in dates:
        before = text[max(0, date.span.start - 60) : date.span.start]
        if _REFERENCE_BEFORE.search(before) or _is_deadline(text, date) or not date.is_dated:
            continue
        if date.bound is Bound.PERIODE:
            ranked.append((0, date, date.span))
        elif date.bound is Bound.JUSQUA:
            ranked.append((1, date, date.span))
        elif closed := _CLOSED.search(before):
            ranked.append((1, date, Span(date.span.start - len(before) + closed.start("words"), date.span.end)))
        elif date.bound is Bound.DEPUIS:
            ranked.append((2, date, date.span))
        elif (
            date.precision is not Precision.JOUR
            and not _SIGNED.search(before)
            and (_FOR_YEAR.search(before) or date.precision is not Precision.ANNEE or _ends(text, date))
        ):
            ranked.append((3, date, date.span))
    duration = _DURATION.search(text)
    if ranked:
        best = min(ranked, key=lambda found: found[0])
        for rank, date, span in ranked:  # « 2015-2020, prolongé jusqu’en 2023 »
            extends = rank == 1 and best[0] == 0 and date.last and best[1].last and date.last > best[1].last
            if extends and re.search(r"prolong|recondui|[ée]ten|renouvel", text[best[2].end : span.end], re.IGNORECASE):
                return Span(best[2].start, span.end), replace(best[1], last=date.last)
        years = [found for found in ranked if found[0] == best[0] == 3]
        if len(years) > 1 and all(re.fullmatch(r"\s*(?:,|et|puis|/)\s*", text[one[2].end : two[2].start]) for one, two in pairwise(years)):
            return Span(years[0][2].start, years[-1][2].end), DateMention(
                "", best[1].span, Bound.PERIODE, best[1].precision, years[0][1].first, years[-1][1].last
            )
        return best[2], best[1]
    return (Span(*duration.span("words")), None) if duration else (None, None)


def _ends(text: str, date: DateMention) -> bool:
    return not re.sub(r"[\s.)…]", "", text[date.span.end :]) or text[date.span.end :].lstrip(" \xa0\u202f")[:1] in (":", ",", ")", ";")


def _is_deadline(text: str, date: DateMention) -> bool:
    """« dépôt des dossiers avant le 15 mars 2025 »."""
    before = text[max(0, date.span.start - 60) : date.span.start]
    return (
        date.precision in (Precision.JOUR, Precision.MOIS)
        and bool(_DEADLINE.search(re.split(r"[;:.]\s", before)[-1] if ":" not in before else before))
        and not _CLOSED.search(before)
    )


def _amount(text: str, colon: int | None, *, dated: bool) -> tuple[tuple[Amount, ...], Span | None]:
    """The amounts of the money, and the words of the first with the caps that follow it directly."""
    found = list(find_amounts(text))
    if colon is not None and any(amount.span.start > colon for amount in found):
        found = [amount for amount in found if amount.span.start > colon]  # « Abattement de 30 % de la TFPB : 210 000 € par an »
    if not found:
        return (), None
    first = next((amount for amount in found if not amount.is_cap), found[0])
    start, end = first.span.start, first.span.end
    if dated and (duration := re.match(rf"{_S}+sur{_S}+{_NUMBER_OF}{_S}+ans", text[end:])):
        end += duration.end()  # the dates are the period, the duration is what the amount is for
    used = [first]
    for amount in found:
        if (
            amount.span.start >= end
            and amount.is_cap
            and re.fullmatch(rf"{_S}*[,(]?{_S}*(?:et{_S}+|mais{_S}+|avec{_S}+|dont{_S}+)?", text[end : amount.span.start])
        ):
            end = amount.span.end
            used.append(amount)
    return tuple(used), Span(start, end)


_PAYS = re.compile(
    r"(?:\b(?:financ|cofinanc|co-financ|vers|attribu|accord|r[ée]investi|pris|subventionn|allou|apport|port|abond|soutenu|propos|g[ée]r|instruit|mobilis|octroy|d[ée]livr|donn|compl[ée]t|assum)\w*"
    r"(?:\s+(?:en\s+charge|à\s+parts?\s+égales?|pour\s+moitié|en\s+partie|conjointement|intégralement|notamment|directement))*\s+(?:par|de)|\b(?:de\s+la\s+part|auprès)\s+(?:de|du|des))"
    r"\s*(?:la\s+|le\s+|les\s+|l['’]\s*)?",
    re.IGNORECASE,
)


def _names_bodies(text: str) -> bool:
    """Whether a stretch is one body or an enumeration of bodies: « Bpifrance et Banque des territoires », « État (ANCT) »."""
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip()
    if is_body_name(bare):
        return True
    parts = [part for part in re.split(r"\s*,\s*(?:et\s+)?|\s+et\s+|\s*/\s*|\s+\+\s+|\s*&\s*", bare) if part.strip()]
    return len(parts) > 1 and all(is_body_name(part) for part in parts)


def _is_payer_before(text: str, colon: int) -> bool:
    """Whether what stands before a colon pays; « Fête des Moulins : 24 000 € par an de la Ville » names what is paid."""
    left = text[:colon]
    if not _names_bodies(left) or _is_acronym_of_scheme(left):
        return False
    if all(_is_known_payer(body) for body in find_bodies(left)) and find_bodies(left):
        return True
    right = text[colon + 1 :]
    return _after_amount(right) is None and _paying(right) is None and _subject(right) is None


def _is_known_payer(body: FoundBody) -> bool:
    return (
        body.kind not in (BodyKind.ASSOCIATION, BodyKind.ETABLISSEMENT, BodyKind.HABITANTS, BodyKind.ENTREPRISE)
        or find_known(body.name) is not None
    )


_FROM = re.compile(
    rf"{_S}*,?{_S}*(?:en{_S}+\d{{4}}{_S}*,?{_S}*)?(?:(?:pour{_S}+(?:moiti[ée]|un{_S}+tiers|partie)|[àa]{_S}+parts?{_S}+[ée]gales?){_S}*,?{_S}*)?(?:de{_S}+la{_S}+part{_S}+)?(?:de{_S}+la{_S}+|de{_S}+l['’]{_S}*|du{_S}+|des{_S}+|de{_S}+|d['’]{_S}*|entre{_S}+(?:la{_S}+|les?{_S}+|l['’]{_S}*)?)",
    re.IGNORECASE,
)


def _after_amount(text: str) -> Span | None:
    """« 24 000 € par an de la Ville », « 800 € par jeune, du Conseil régional »: whom the money comes from."""
    for amount in find_amounts(text):
        introduced = _FROM.match(text, amount.span.end)
        if introduced is None:
            continue
        rest = text[introduced.end() :]
        for group in _enumerations(rest, find_bodies(rest)):
            if group.start <= 1:
                return Span(introduced.end() + group.start, introduced.end() + group.end)
        proper = re.match(r"[A-ZÀ-Ý][\w’'-]*(?:\s+[A-ZÀ-Ý][\w’'-]*)*(?=\s*(?:[,.;()]|\Z))", rest)
        if proper and find_known(proper.group()) is None and not proper.group().isupper():
            return Span(introduced.end(), introduced.end() + proper.end())
    return None


def _is_acronym_of_scheme(text: str) -> bool:
    """« FIR (ARS) »: letters that no table knows, then the body that pays."""
    match = re.match(r"\s*([A-ZÀ-Ý+]{2,10})\s*\(([^()]*)\)\s*\Z", text)
    if match is None or find_known(match.group(1)) is not None:
        return False
    inside = find_known(match.group(2))
    return inside is not None and inside.kind is not None


def _funder(text: str, colon: int | None, *, left_is_body: bool) -> Span | None:
    if colon is not None and _is_acronym_of_scheme(text[:colon]):
        return _trim(text, Span(text.index("(") + 1, text.index(")")))
    if colon is not None and left_is_body:
        return _trim(text, Span(0, colon))
    if colon is not None and (right := _trim(text, Span(colon + 1, len(text)))) and _names_bodies(text[right.start : right.end]):
        return right  # « Projet social de territoire : CAF et villes »
    if paid := _paying(text) or _after_amount(text):
        return paid
    subject = _subject(text)
    if subject is not None:
        return subject[0]
    head = _head_body(text)
    if head is not None:
        return head
    bodies = find_bodies(text)
    free = [body.span.start for body in bodies if _is_free(text, body)]
    return next((group for group in _enumerations(text, bodies) if any(group.start <= start < group.end for start in free)), None)


def _paying(text: str) -> Span | None:
    """« versés par l’État », « réinvestis par Orle Habitat »: what follows the verb, as long as it names bodies."""
    for match in _PAYS.finditer(text):
        rest = text[match.end() :]
        proper = re.match(r"(?:[A-ZÀ-Ý][\w’'-]*)(?:\s+(?:(?:de\s+la|de|du|des|d['’])\s*)?[A-ZÀ-Ý][\w’'-]*)*", rest)
        bodies = [body for body in find_bodies(rest) if body.span.start <= 12]
        if bodies and not re.search(r"[,;:.(]", rest[: bodies[0].span.start]):
            groups = _enumerations(rest, find_bodies(rest))
            return Span(match.end() + groups[0].start, match.end() + groups[0].end)
        if proper and match.group().rstrip().lower().endswith(("par", "par la", "par le", "par les", "par l'", "par l’")):
            return Span(match.end(), match.end() + proper.end())
    return None


_GIVES = re.compile(
    r"\s+(?:(?:qui|pourra|pourront|peut|peuvent|doit|doivent|va|vont|également|aussi)\s+)*(?:(?:co-?)?finance|apporte|verse|met(?:tent|tra)?\s+(?:gratuitement\s+)?à\s+(?:la\s+)?disposition|pren(?:d|nent|dra)\s+en\s+charge|participe|soutien(?:t|nent)|attribue|subventionne"
    r"|(?:y\s+)?consacre|contribue|abonde|alloue|mobilise|accorde|rembourse|octroie|fourni(?:t|ssent))(?:r?(?:a|ont|nt)?)\b(?:\s+(?:à\s+hauteur\s+de|aux?|à\s+la|à))?\s*",
    re.IGNORECASE,
)


def _subject(text: str) -> tuple[Span, int] | None:
    """« l’ARS finance la médiatrice »: the bodies before a verb that gives, and where what they give begins."""
    bodies = find_bodies(text)
    for group in _enumerations(text, bodies):
        if verb := _GIVES.match(text, group.end):
            return group, verb.end()
    return None


def _head_body(text: str) -> Span | None:
    """« Fondation de France, appel à projets… », « Région (aide au permis) »: a body that opens the clause, before a comma, a dash or a parenthesis."""
    match = re.match(r"[^,;:(–—]+?(?=\s*[,(–—]|\s+-\s|\Z)", text)
    if match is None:
        return None
    span = _trim(text, Span(0, match.end()))
    if span is None or not _names_bodies(text[span.start : span.end]):
        return None
    inside = re.match(r"\s*\(([^()]*)\)", text[match.end() :])
    if inside and _is_acronym_of_scheme(text[: match.end() + inside.end()]):
        return None
    if inside and (is_body_name(inside.group(1)) or ACRONYM.fullmatch(inside.group(1).strip())):
        return Span(span.start, match.end() + inside.end())
    return span


_OF_MONEY = re.compile(
    r"\b(?:de\s+la|de\s+l['’]|des|du|de|d['’]|par|entre|avec|auprès)\s*(?:(?:la|le|les|autres|nouveaux)\s+|l['’]\s*)?\Z", re.IGNORECASE
)
_FOR_WHOM = re.compile(
    r"\b(?:pour|aux?|à|envers|chez|dans|auprès|vers|bénéficiaires?|au\s+profit\s+d\w+)\s+(?:[\w’'-]+\s+){0,3}(?:(?:la|le|les|l['’]|des|du|de|d['’])\s*)?\Z",
    re.IGNORECASE,
)


def _is_free(text: str, body: FoundBody) -> bool:
    """Whether a body in prose is the one that pays, not the one that is paid or spoken of."""
    before = text[: body.span.start]
    known = find_known(" ".join(body.name.split()))
    if known is not None and known.kind is None:
        return False
    if re.search(r"\(\s*\Z", before):  # « VVV (ANCT) », « Certificats d’économie d’énergie (EDF) »
        inside = re.match(r"[^()]*", text[body.span.start :])
        undated = re.sub(r"\s*,?\s*(?:(?:19|20)\d\d\s*[-–/]?\s*)+|\s*,\s*programme\s+\d+", "", inside.group()) if inside else ""
        return bool(undated) and _names_bodies(undated)
    if body.kind is BodyKind.HABITANTS or (
        _FOR_WHOM.search(before) and not re.search(r"\b(?:de|du|par|entre)\s*(?:la\s+|l['’]\s*|les?\s+)?\Z", before)
    ):
        return False
    if (
        known is not None
        and re.match(r"\s*(?:[,:;.]|\Z)", text[body.span.end :])
        and re.search(r"[a-zà-ÿ]\s+\Z", before)
        and is_acronym(body.name)
    ):
        return not re.search(r"\b(?:pour|avec|à|aux?|chez|et|ou)\s+\Z", before)  # « tickets loisirs CAF »
    if not MONEY.search(text):
        return bool(re.search(r"\b(?:par|de|du|des|entre)\s*(?:la\s+|l['’]|les?\s+)?\Z|d['’]\Z", before)) or not before.strip()
    if _OF_MONEY.search(before):
        money = list(MONEY.finditer(before))
        if not money or re.search(r"\b(?:pour|aux?|dans|sur)\b", before[money[-1].end() :]) or not _is_sole(text, body):
            return False
        given = re.match(
            r"(?:m[ée]c[ée]nat|dons?|participation|contribution|appels?|apports?|soutien|fonds\s+propres)", money[-1].group(), re.IGNORECASE
        )
        return body.kind not in _HELPED or bool(given)
    return bool(re.search(r"(?:[,:–+/-]|\bet)\s*\Z", before)) and _is_sole(text, body)


#: Those that money is rather for than from, unless they give it.
_HELPED = frozenset({BodyKind.ETABLISSEMENT, BodyKind.HABITANTS, BodyKind.ASSOCIATION, BodyKind.ENTREPRISE})


def _is_sole(text: str, body: FoundBody) -> bool:
    """« Fonds de participation des habitants » is paid by nobody it names; a common noun in the plural may be what is helped."""
    return not re.search(
        r"(?:initiatives?|formation|coût|poste|mobilit[ée]s?|accès|charge)s?\s+(?:de\s+la|de\s+l['’]|des|du|de|d['’])\s*\Z",
        text[: body.span.start],
        re.IGNORECASE,
    )


def _is_letters_of_a_scheme(text: str, body: FoundBody) -> bool:
    """« bourse BAFA »: letters that no table knows, right behind another word."""
    if ACRONYM.fullmatch(body.name) is None or find_known(body.name) is not None:
        return False
    return not re.search(
        r"(?:\b(?:de\s+la|du|des|de|la|le|les|par|avec|et|entre)\s+|[ld]['’]\s*|\A\s*|[,:(/;–-]\s*)\Z", text[: body.span.start]
    )


def _enumerations(text: str, bodies: Sequence[FoundBody]) -> list[Span]:
    """Bodies side by side are one enumeration: « l’État (programme 147) et les trois villes »."""
    groups: list[Span] = []
    for body in bodies:
        if _is_letters_of_a_scheme(text, body):
            continue
        gap = text[groups[-1].end : body.span.start] if groups else ""
        joined = groups and re.fullmatch(
            r"(?:\s*\([^()]*\))?\s*(?:,\s*(?:et\s+)?|\s+et\s+|\s+ou\s+|\s*/\s*|\s*\+\s*|\s*&\s*|\s*\(\s*|\s+)(?:(?:de\s+la|de\s+l['’]|du|des|de|d['’]|la|les?|l['’]|avec|pour\s+(?:moitié|un\s+tiers|partie))\s*)*(?:deux|trois|quatre|cinq|six|autres)?\s*",
            gap,
        )
        if joined:
            groups[-1] = Span(groups[-1].start, body.span.end)
        else:
            groups.append(body.span)
    return [_closed(text, group) for group in groups]


def _closed(text: str, group: Span) -> Span:
    """A group with the parenthesis that closes one it opens."""
    inner = text[group.start : group.end]
    closing = re.match(r"\s*\)", text[group.end :]) if inner.count("(") > inner.count(")") else None
    return Span(group.start, group.end + (closing.end() if closing else 0))


def _bodies(text: str, funder: Span | None) -> tuple[FoundBody, ...]:
    """The bodies of a funder, one by one."""
    if funder is None:
        return ()
    found = [
        FoundBody(body.name, Span(funder.start + body.span.start, funder.start + body.span.end), body.kind)
        for body in find_bodies(text[funder.start : funder.end])
    ]
    return tuple(found)


_VERBS = re.compile(
    r"\s+(?:s['’][ée]l[èe]ve(?:nt)?|est|sont|sera|seront|pourra|pourront|peut|peuvent|b[ée]n[ée]ficier\w*|permet\w*|fl[ée]ch[ée]{1,2}s?|mobilisables?|r[ée]serv[ée]{1,2}s?|ouverts?|(?:co-?)?financ[ée]{1,2}s?|vers[ée]{1,2}s?|pris(?:es?)?\s+en\s+charge|r[ée]investis?|attribu[ée]{1,2}s?|accord[ée]{1,2}s?|port[ée]{1,2}s?|abond[ée]{1,2}s?|propos[ée]{1,2}s?|g[ée]r[ée]{1,2}s?|d[ée]livr[ée]{1,2}s?)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?:au\s+titre\s+(?:de\s+la|de\s+l['’]|du|des|de|d['’])|dans\s+le\s+cadre\s+(?:de\s+la|de\s+l['’]|du|des|de|d['’])|pour|destin[ée]{1,2}s?\s+(?:à|aux?)|via|de\s+(?=cr[ée]dits))\s*(?:la\s+|les?\s+|l['’]\s*|une?\s+|des\s+)?",
    re.IGNORECASE,
)


def _scheme(text: str, colon: int | None, funder: Span | None, taken: Sequence[Span], *, left_is_body: bool) -> Span | None:
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
    subject = _subject(text) if colon is None else None
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
    opening = _trim(text, Span(start, segment.end))
    if opening is None or any(one.start <= opening.start < one.end for one in taken):
        return None
    bare = text[opening.start : segment.end]
    for amount in reversed(find_amounts(bare)):
        bare = bare[: amount.span.start] + bare[amount.span.end :]
    if bare != text[opening.start : segment.end] and (not re.search(r"[^\W\d_]{3}", bare) or _names_bodies(bare)):
        return None  # « 15 000 € en 2021 », « Ville 40 % »
    if text[opening.start] == "(" and not MONEY.search(text, opening.start):
        return None
    if re.match(
        r"(?:sur\s+appel|sous\s+condition|sous\s+réserve|dans\s+la\s+limite|plafonn|à\s+(?:confirmer|définir|préciser|hauteur)|selon|annuel|clos|dépôt|hors|en\s+\d|de\s+\d|montant|jusqu)",
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
    trimmed = _trim(text, Span(start, end))
    if trimmed is not None and text[trimmed.start] == "(":
        trimmed = _trim(text, Span(trimmed.start + 1, trimmed.end - text[trimmed.start : trimmed.end].endswith(")")))
    if trimmed is not None and (inner := text[trimmed.start : trimmed.end]).count("(") > inner.count(")"):
        trimmed = _trim(text, Span(trimmed.start, trimmed.start + inner.rindex("(")))
    if trimmed is not None and (inner := text[trimmed.start : trimmed.end]).endswith(")") and inner.count(")") > inner.count("("):
        trimmed = _trim(text, Span(trimmed.start, trimmed.end - 1))
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
            if (trimmed := _trim(text, span)) and not re.match(
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
            return _trim(text, Span(one.start + shared.start("what"), one.start + shared.end("what")))
    return None


def _conditions(text: str) -> tuple[Span, ...]:
    """Who may ask, for whom, on what terms: « sous condition d’un contrat d’engagement », « pour les allocataires du RSA »."""
    pattern = r"(?:sous\s+(?:condition|r[ée]serve)|[àa]\s+condition|r[ée]serv[ée]{1,2}s?\s+(?:à|aux)|pour\s+les?\s+(?=[a-zà-ÿ])|ouverte?s?\s+(?:à|aux)|à\s+destination\s+d|fl[ée]ch[ée]{1,2}s?\s+vers|à\s+l['’]employeur|sur\s+(?:appel|dossier)|le\s+cas\s+échéant|dans\s+la\s+limite|plafonn\w+|uniquement|hors\s)[^,;.]*"
    return tuple(Span(match.start(), match.start() + len(match.group().rstrip())) for match in re.finditer(pattern, text, re.IGNORECASE))


_BARE_NOUN = re.compile(
    r"\W*(?:(?:co-?)?financements?|subventions?|participations?|contributions?|soutiens?|aides?|apports?|cr[ée]dits?)(?:\s+(?:financi[eè]re?s?|attendu[es]*|mobilis\w+|sollicit\w+|possibles?|possible|acquis|publics?|financier|annuel\w*|pr[ée]vu[es]*))*\W*",
    re.IGNORECASE,
)


def shared_out(text: str, parts: Parts) -> tuple[Parts, ...]:
    """« Cofinancement de la CAF, de l'ARS et de la Région »: each body gives money of its own, so each is a mention.

    A scheme that has a name is one, whoever pays it: « Projet social de territoire : CAF et villes ».
    """
    named = (
        text[
            parts.scheme.start : (parts.funder or parts.scheme).start
            if parts.funder and parts.funder.start > parts.scheme.start
            else parts.scheme.end
        ]
        if parts.scheme
        else ""
    )
    bare = re.sub(r"\s+(?:de\s+la|de\s+l['’]|des|du|de|d['’]|par)\s*(?:la\s+|les?\s+|l['’]\s*)?\Z", "", named)
    if len(parts.funders) < 2 or not bare or not _BARE_NOUN.fullmatch(bare) or parts.scheme is None:
        return (parts,)
    if ":" in text[parts.scheme.start : parts.funders[0].span.start]:  # « Financements : CAF, ARS » is but a label
        return tuple(replace(one, scheme=None) for one in _each(text, parts, parts.scheme))
    scheme = Span(parts.scheme.start, parts.scheme.start + len(bare.rstrip(" :,\xa0")))
    return tuple(_each(text, parts, scheme))


def _each(text: str, parts: Parts, scheme: Span) -> Iterator[Parts]:
    """One mention a body, each with the amount that follows it."""
    amounts = find_amounts(text)
    ends = [body.span.start for body in parts.funders[1:]] + [len(text)]
    for body, end in zip(parts.funders, ends, strict=True):
        own = tuple(amount for amount in amounts if body.span.end <= amount.span.start < end)
        words = own[0].span if own else None
        yield replace(parts, scheme=scheme, funder=body.span, funders=(body,), amount=words, amounts=own)
