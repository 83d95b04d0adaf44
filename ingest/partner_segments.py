"""A stretch that lists names -> the stretches of each: commas, dashes and « et » part names, or stand inside one."""

import re
from collections.abc import Iterator

from ingest.bodies_in_text import headed
from ingest.folding import fold
from ingest.model import Span
from ingest.name_table import find_known, is_acronym, singular

LEADING = re.compile(
    r"\A(?:[\s\xa0\u202f•·*–—-]+|(?:notamment|dont|ainsi\s+que|avec|en\s+particulier|y\s+compris|et|ou|mais\s+aussi|puis|également|aussi|comme|tels?\s+que|par\s+exemple|le\s+cas\s+échéant|éventuellement|en\s+lien\s+avec|en\s+partenariat\s+avec"
    r"|(?:co-?)?(?:animation|pilotage|portage)\s+(?:par\s+)?(?=[A-ZÀ-Ý])|(?:l['’]\s*)?ensemble\s+(?:des|de\s+la|du)|tous\s+les|toutes\s+les|autres|différente?s|diverse?s|certaine?s)\s+|(?-i:(?:les?|la|des|du|aux?|une?|de\s+la|de\s+l['’])(?=[\s'’])\s*(?=\S)|l['’]\s*|(?:Les?|La|Des|Du|Une?)\s+(?=[a-zà-ÿœ])|L['’](?=[a-zà-ÿœ])))+(?=\S)",
    re.IGNORECASE,
)


def segments_of(plain: str, part: Span) -> Iterator[Span]:
    """The stretches between commas, slashes and « et », where these part names and not the words of one."""
    text = plain[part.start : part.end]
    start = 0
    for match in re.finditer(
        r"\s*,\s*(?:(?:et|ou|ainsi\s+que|mais\s+aussi)\s+)?|\s+(?:et|ou|ainsi\s+que|&|\+)\s+|\s+/\s+|(?<=[A-ZÀ-Ý])/(?=[A-ZÀ-Ý])|\s*(?:\.{3}|…)\s*(?=,|\w)|\s+[–—-]\s+",
        text,
    ):
        if is_within(text, match.start(), start) or text[: match.start()].count("(") > text[: match.start()].count(")"):
            continue
        if _DASH.fullmatch(match.group()) and not _is_list_with_dashes(text):
            continue
        of_places = any(is_plural_with_place(before) for before in text[: match.start()].split(","))
        if not _parts_names(text[start : match.start()], match.group().strip(), text[match.end() :], of_places=of_places):
            continue
        yield Span(part.start + start, part.start + match.start())
        start = match.end()
    if text[start:].strip():
        yield Span(part.start + start, part.end)


_DASH = re.compile(r"\s+[–—-]\s+")


def _is_list_with_dashes(text: str) -> bool:
    """« CAF – MSA – CPAM »: each stretch is a body; « Ligue de l’enseignement – fédération de l’Aube » is one."""
    stretches = _DASH.split(text)
    return all(map(is_name, stretches)) and (len(stretches) > 2 or all(is_acronym(bare_segment(stretch)) for stretch in stretches))


_ET = re.compile(r"(?:et|ou|&|\+)", re.IGNORECASE)
OF = re.compile(r"(?:de\s+la|de\s+l['’]|du|des|de|d['’])\s*", re.IGNORECASE)


def _parts_names(left: str, joint: str, right: str, *, of_places: bool) -> bool:
    following = re.split(r"\s*[,;]\s*|\s+et\s+|\s+\(", right, maxsplit=1)[0].strip(" .…")
    of = OF.match(following)
    if of:
        rest = following[of.end() :]
        if not rest[:1].isupper():
            return (
                joint.startswith(",")
                and not re.search(
                    r"\b(?:minist[èe]re|direction|d[ée]l[ée]gation|agence|conseil|contrat|centre|service|maison)\b[^,]*\Z",
                    left,
                    re.IGNORECASE,
                )
                and headed(rest) is not None
            )
        return of_places or joint.startswith(",")
    if not _ET.fullmatch(joint):
        return bool(following)
    whole = f"{left.strip()} et {following}"
    if find_known(bare_segment(whole)) is not None:
        return False
    bare = bare_segment(following)
    if not bare:
        return False
    if find_known(bare) is not None or headed(bare) is not None or is_acronym(bare.split()[0]):
        return True
    if bare[:1].isupper():
        left_bare = bare_segment(left)
        apposed = headed(left_bare) is not None and re.search(r"\s[A-ZÀ-Ý]", left_bare) and not re.match(r"[a-zà-ÿé]+s\b", left_bare)
        return not apposed or of_places
    return False


def bare_segment(text: str) -> str:
    text = re.sub(r"\s*\([^()]*\)?", "", text).strip(" .…,;:\xa0\u202f\t\r\n")
    leading = LEADING.match(text)
    return text[leading.end() :] if leading and leading.end() < len(text) else text


def is_plural_with_place(name: str) -> bool:
    """« Villes de Valmorée », « centres sociaux des Tilleuls »."""
    bare = bare_segment(name)
    first = fold(bare).split()
    return (
        bool(first)
        and len(first[0]) > 4
        and first[0] != singular(first[0])
        and re.search(r"\s(?:de\s+la|de\s+l['’]|de|du|des|d['’])\s*(?:(?:la|le|les)\s+|l['’])?[A-ZÀ-Ý]", bare) is not None
    )


def is_name(text: str) -> bool:
    bare = bare_segment(text)
    return bool(bare) and (find_known(bare) is not None or headed(bare) is not None or is_acronym(bare.split()[0]))


def is_within(plain: str, offset: int, start: int) -> bool:
    before = plain[start:offset]
    return before.count("(") > before.count(")") or before.count("«") > before.count("»")
