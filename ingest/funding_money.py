"""What names money in a text: the nouns it goes by, the names of those who give it; and what names none."""

import re

from ingest.amounts import find_amounts
from ingest.bodies_in_text import find_bodies, headed
from ingest.folding import fold
from ingest.model import Span
from ingest.name_table import ACRONYM, find_known, is_acronym, known_names

_LEAST_LETTERS = 4  # of the acronym of a fund, to be no other word
_FUNDS = "|".join(
    sorted(
        known.acronym.lower()
        for known in known_names()
        if known.category == "fonds" and len(known.acronym) >= _LEAST_LETTERS and known.acronym.isalpha()
    )
)

#: The nouns that money goes by; each opens a scheme unless a word of grammar ties it to what stands before it.
MONEY = re.compile(
    r"(?<![\w-])(?:appels?\s+[àa]\s+(?:projets?|candidatures?|manifestations?(?:\s+d['’]int[ée]r[êe]ts?)?|initiatives?)|A(?:AP|MI)\b"
    r"|cr[ée]dits?|fonds|programmes?|BOP|dotations?|subventions?|aides?(?!-)|primes?|bourses?|pr[êe]ts?(?:\s+d['’]honneur)?|micro-?cr[ée]dits?"
    r"|conventions?|contrats?|plans?|politiques?\s+de\s+droit\s+commun|droit\s+commun|prestations?|m[ée]c[ée]nats?|abattements?|exon[ée]rations?"
    r"|participations?|contributions?|co-?financements?|financements?|mises?\s+à\s+disposition|prises?\s+en\s+charge|budgets?|enveloppes?|forfaits?|bonus"
    r"|adultes?[- ]relais|postes?|emplois?\s+(?:francs|aid[ée]s|d['’]avenir|FONJEP)|pass(?=[ ’'])|Pass(?:eport)?['’]?\s?\w+|ch[èe]ques?|ch[ée]quiers?|dispositifs?|projets?\s+soci(?:al|aux)"
    r"|taxes?|apports?|soutiens?|tarifs?|gratuit[ée]|certificats?|parrainages?|services?\s+civiques?|contrats?\s+aid[ée]s|garanties?|avances?|loyers?|dons?"
    rf"|{_FUNDS}|fse\+?|feder|fami|fipdr?|dpv|dsil|fdva|fonjep|fph|leader|clas|reaap|clea|vvv|detr|cper|fir|dsu|faj|pre\b|dla\b|ctg\b|pedt\b)(?!\w)",
    re.IGNORECASE,
)
# « sur appel à projets », « 5 000 € de crédits du CGET », « au titre du PRE »: the noun goes on with what stands before it.
_TIED = re.compile(
    r"(?:\b(?:de|du|des|sur|via|par|pour|dans|au\s+titre|à\s+titre|en|au|aux|selon|sous|son|sa|leur|et\s+de|ce|cette|tout)|\bd['’](?:une?\s+)?|\b(?:de|dans|pour|par|sur|à|via)\s+(?:la|l['’]|le|les|cet?|son|un|une)|\bau\s+titre\s+(?:de\s+la|de\s+l['’]|du|des|de)|\bcadre\s+(?:de\s+la|de\s+l['’]|du|des|d['’]un)|\()\s*\Z",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\W*(?:aucune? (?:(?:autre )?(?:co)?financements?|credits?|aides?|subventions?|moyens?|budgets?|dispositifs?)\b(?!.* (?:sauf|hors|hormis)\b).*|pas (?:de|d) (?:financements?|credits?|moyens|budgets?|aides?) .*|neant|aucun\w*|sans objet|rien|non (?:mobilise|connu|identifie|renseigne|prevu)\w*|a (?:definir|preciser|completer|confirmer|determiner|rechercher|identifier|etudier)"
    r"|(?:montants?|financements?|budgets?|cout|enveloppe) (?:sont |est |reste\w* )?(?:a (?:definir|preciser|determiner|confirmer|rechercher)|non (?:connu|defini|precise|mobilise)\w*)|en cours (?:de |d )?\w+|selon (?:les )?(?:actions|projets)|a voir|nc|ras)\b.{0,40}"
)
_CONDITION = re.compile(
    r"\s*(?:(?:les?\s+|la\s+)?(?:d[ée]p[ôo]ts?|dossiers?|candidatures?|demandes?|date\s+limite|conditions?|critères?|b[ée]n[ée]ficiaires?|attention|voir|cf\.?|nb|modalit[ée]s|sous\s+r[ée]serve|renseignements?|contact|crit[eè]re|instruction|[ée]ligib\w+|r[ée]serv[ée]\w*)\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\s*(?:(?:la|le|les|une|cf\.?|voir)\s+|l['’])?(?:circulaires?|lois?|d[ée]crets?|arr[êe]t[ée]s?|instructions?|notes?|r[èe]glements?|ordonnances?)\b",
    re.IGNORECASE,
)


def names_money(text: str) -> bool:
    """Whether a clause names money of its own: a scheme, an amount of euros, a body that pays. A circulaire or a law does not."""
    folded = fold(text)
    if not folded or _NOTHING.fullmatch(folded) or _CONDITION.match(text):
        return False
    if any(amount.is_money for amount in find_amounts(text)):
        return True
    if MONEY.search(text):
        return not (_REFERENCE.match(text) and not MONEY.search(_REFERENCE.sub("", text)))
    if _REFERENCE.match(text):
        return False
    if find_bodies(text) or is_body_name(text):
        return True
    return (
        len(folded.split()) <= 12
        and bool(re.match(r"\W*[A-ZÀ-Ý«]", text))
        and not text.rstrip().endswith(".")
        and not _NOTHING.match(folded)
    )


# What no name of a body holds: a verb, a purpose, a dash between two things.
_NO_NAME = re.compile(
    r"\b(?:(?<!maison )(?<!maisons )pour|dans|par|via|au\s+titre|met(?:tent)?|prend|prennent|(?:co)?finance(?:nt|ra)?|apporte(?:nt|ra)?|verse(?:nt|ra)?|est|sont|sera|soutien(?:t|nent)|participe\w*|peut|peuvent"
    r"|propose\w*|fournit|assure|attribue|contribue\w*|subventionne\w*|alloue\w*|mobilise\w*|chacun)\b|\s[a-zà-ÿ]{4,}ent\s+(?:les?|la|des|une?)\b|\s[-–—]\s|[,;]",
    re.IGNORECASE,
)


def is_body_name(text: str) -> bool:
    """Whether a stretch, taken as a whole, is the name of a body: « ARS », « Orle Habitat », « les bailleurs »; funds and schemes are not."""
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip(" .…:\xa0\u202f\t\r\n")
    bare = re.sub(r"^(?:(?:les?|la|aux?|des|du|de la|de|autres)\s+|l['’]|d['’])+", "", bare, flags=re.IGNORECASE)
    if not bare or len(bare.split()) > 14 or re.search(r"\d{3}|[€%]", bare):
        return False
    known = find_known(bare)
    if known is not None:
        return known.kind is not None
    if _NO_NAME.search(bare):
        return False
    first = find_known(bare.split()[0]) if is_acronym(bare.split()[0]) else None
    if first is not None:
        return first.kind is not None
    if MONEY.match(bare):
        return False
    if headed(bare) is not None:
        return not re.match(
            r"(?:formations?|ateliers?|chantiers?|jardins?|cafés?|marchés?|jeunes|familles|femmes|enfants|personnes|ulis|ram\b|rep\b|pass\b|maisons?\s+(?:du\s+projet))\b",
            bare,
            re.IGNORECASE,
        )
    if ACRONYM.fullmatch(bare.split()[0]):
        return len(bare.split()) <= 5
    words = [word for word in re.split(r"[\s’'-]+", bare) if len(word) > 3]
    return len(bare.split()) >= 2 and bool(words) and all(word[0].isupper() for word in words) and bare[0].isupper()


def names_bodies(text: str) -> bool:
    """Whether a stretch is one body or an enumeration of bodies: « Bpifrance et Banque des territoires », « État (ANCT) »."""
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip()
    if is_body_name(bare):
        return True
    parts = [part for part in re.split(r"\s*,\s*(?:et\s+)?|\s+et\s+|\s*/\s*|\s+\+\s+|\s*&\s*", bare) if part.strip()]
    return len(parts) > 1 and all(is_body_name(part) for part in parts)


def money_nouns(text: str) -> list[re.Match[str]]:
    """The nouns of `text` that each open a scheme of its own."""
    return [match for match in MONEY.finditer(text) if not _is_tied(text, match)]


_PARTICIPLE = re.compile(r"(?:prises?\s+en\s+charge|mises?\s+à\s+disposition|financements?)\Z", re.IGNORECASE)
_ONLY_SAYS_HOW_MUCH = re.compile(
    r"(?:\s+(?:annuel(?:le)?|global|totale?))?\s*(?:de|d['’]un\s+montant\s+de|d['’]environ|jusqu['’]à|à\s+hauteur\s+de)\s*\d", re.IGNORECASE
)


def _is_tied(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if is_inside(text, match.start()) and not text.lstrip().startswith(("«", '"')):
        return True
    if (
        _PARTICIPLE.match(match.group())
        and re.search(r"[a-zà-ÿ»)]s?\s+\Z", before)
        and not re.search(r"\b(?:la|une|et|ou|les|puis)\s+\Z", before, re.IGNORECASE)
    ):
        return True  # « formations prises en charge par… »
    if (
        _ONLY_SAYS_HOW_MUCH.match(text, match.end())
        and re.search(r"[^\s:]\s*[,(]\s*\Z", before)
        and not is_body_name(before.rsplit(":", 1)[-1].strip(" ,(\xa0"))
    ):
        return True  # « CLAS, forfait de 2 500 € »
    adjective = re.sub(r"\b(?:nouveaux?|nouvelles?|anciens?|autres?|différents?|divers)\s+\Z", "", before)
    if _TIED.search(adjective):
        return True
    # « programme … financement »: a noun right after another noun of money belongs to it
    if re.match(r"conventions?\b", match.group(), re.IGNORECASE) and re.search(r",\s*\Z", before) and MONEY.search(text, 0, match.start()):
        return True  # « adulte-relais, convention signée en 2021 »
    previous = list(MONEY.finditer(text, 0, match.start()))[-1:]
    return bool(previous) and not re.search(
        r"[,;:.()]|\bet\b|\bou\b|\bpuis\b|\bvia\b|\bà\s+travers\b|\+|/", text[previous[0].end() : match.start()]
    )


def is_inside(plain: str, offset: int, start: int = 0) -> bool:
    """Whether `offset` stands within parentheses or quotation marks that close after it."""
    before = plain[start:offset]
    return any(before.count(opening) > before.count(closing) and closing in plain[offset:] for opening, closing in ("()", "«»", "“”")) or (
        before.count('"') % 2 == 1 and '"' in plain[offset:]
    )


def colon_of(text: str) -> int | None:
    for match in re.finditer(r"[ \xa0\u202f]?:(?=\s|\Z)", text):
        before = text[: match.start()]
        if before.count("(") <= before.count(")") and before.count("«") <= before.count("»"):
            return match.start()
    return None


def trim(text: str, span: Span) -> Span | None:
    """A span without white space, joints and articles at its ends, None where nothing is left."""
    inner = text[span.start : span.end]
    head = re.match(
        r"(?:[\s\xa0\u202f,;:–—-]+|(?:et|ou|puis|les?|la|l['’]|des|du|de\s+la|de\s+l['’]|aux?|une?|autres|pour|sur|au\s+titre\s+(?:de|du|des))(?=[\s'’«(])\s*(?<!\w['’])|[ld]['’])*",
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
