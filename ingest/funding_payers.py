"""Who pays in a clause: before the colon, after the amount, behind a verb, in parentheses, or as the noun of money says."""

import re
from collections.abc import Sequence

from ingest.amounts import find_amounts
from ingest.bodies_in_text import FoundBody, find_bodies, is_own_acronym
from ingest.funding_money import MONEY, is_body_name, names_bodies, trim
from ingest.model import Span
from ingest.name_table import ACRONYM, BodyKind, find_known, is_acronym

_S = r"[ \t\r\n\xa0\u202f]"
_PAYS = re.compile(
    r"(?:\b(?:financ|cofinanc|co-financ|vers|attribu|accord|r[ée]investi|pris|subventionn|allou|apport|port|abond|soutenu|propos|g[ée]r|instruit|mobilis|octroy|d[ée]livr|donn|compl[ée]t|assum)\w*"
    r"(?:\s+(?:en\s+charge|à\s+parts?\s+égales?|pour\s+moitié|en\s+partie|conjointement|intégralement|notamment|directement))*\s+(?:par|de)|\b(?:de\s+la\s+part|auprès)\s+(?:de|du|des)|\b(?:pr[êe]ts?|dons?|mises?\s+à\s+disposition|prises?\s+en\s+charge|financement|abondement)\b[^,;:.()]{0,60}?\spar)"
    r"\s*(?:la\s+|le\s+|les\s+|l['’]\s*)?",
    re.IGNORECASE,
)


def is_payer_before(text: str, colon: int) -> bool:
    """Whether what stands before a colon pays; « Fête des Moulins : 24 000 € par an de la Ville » names what is paid."""
    left = text[:colon]
    if not names_bodies(left) or is_acronym_of_scheme(left):
        return False
    if all(_is_known_payer(body) for body in find_bodies(left)) and find_bodies(left):
        return True
    right = text[colon + 1 :]
    return _after_amount(right) is None and _paying(right) is None and giving_subject(right) is None


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


def is_acronym_of_scheme(text: str) -> bool:
    """« FIR (ARS) »: letters that no table knows, then the body that pays."""
    match = re.match(r"\s*([A-ZÀ-Ý+]{2,10})\s*\(([^()]*)\)\s*\Z", text)
    if match is None or find_known(match.group(1)) is not None:
        return False
    inside = find_known(match.group(2))
    return inside is not None and inside.kind is not None


def find_funder(text: str, colon: int | None, *, left_is_body: bool) -> Span | None:
    if colon is not None and is_acronym_of_scheme(text[:colon]):
        return trim(text, Span(text.index("(") + 1, text.index(")")))
    if colon is not None and left_is_body:
        return trim(text, Span(0, colon))
    if colon is not None and (right := trim(text, Span(colon + 1, len(text)))) and names_bodies(text[right.start : right.end]):
        return right  # « Projet social de territoire : CAF et villes »
    if paid := _paying(text) or _after_amount(text):
        return paid
    subject = giving_subject(text)
    if subject is not None:
        return subject[0]
    head = _head_body(text)
    if head is not None:
        return head
    bodies = find_bodies(text)
    costs = [Span(*match.span()) for amount in find_amounts(text) for match in _COST.finditer(text, amount.span.start, amount.span.end)]
    free = [body.span.start for body in bodies if _is_free(text, body) and not any(cost.contains(body.span) for cost in costs)]
    return next((group for group in _enumerations(text, bodies) if any(group.start <= start < group.end for start in free)), None)


# « 40 % du coût du service de petits travaux »: what is paid for, and nobody who pays.
_COST = re.compile(r"\b(?:coûts?|prix|dépenses?|frais|montant|tarif|loyers?|salaires?)\b.*", re.IGNORECASE | re.DOTALL)


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


def giving_subject(text: str) -> tuple[Span, int] | None:
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
    span = trim(text, Span(0, match.end()))
    if span is None or not names_bodies(text[span.start : span.end]):
        return None
    inside = re.match(r"\s*\(([^()]*)\)", text[match.end() :])
    if inside and is_acronym_of_scheme(text[: match.end() + inside.end()]):
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
        is_its_own = inside is not None and is_own_acronym(
            before.rstrip(" (\xa0"), inside.group().strip()
        )  # « Fonds d’initiatives habitantes (FIH) »
        return bool(undated) and names_bodies(undated) and not is_its_own
    if body.kind is BodyKind.HABITANTS or (
        _FOR_WHOM.search(before) and not re.search(r"\b(?:de|du|par|entre)\s*(?:la\s+|l['’]\s*|les?\s+)?\Z", before)
    ):
        return False
    if (
        known is not None
        and re.match(r"\s*(?:[,:;.]|\Z)", text[body.span.end :])
        and re.search(r"[a-zà-ÿ]{4}\s+\Z", before)
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


def bodies_of(text: str, funder: Span | None) -> tuple[FoundBody, ...]:
    """The bodies of a funder, one by one."""
    if funder is None:
        return ()
    found = [
        FoundBody(body.name, Span(funder.start + body.span.start, funder.start + body.span.end), body.kind)
        for body in find_bodies(text[funder.start : funder.end])
    ]
    return tuple(found)
