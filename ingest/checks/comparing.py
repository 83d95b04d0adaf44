"""Whether two claims of one kind cannot both hold."""

from datetime import date
from typing import cast

from ingest.checks.claims import Claim, ClaimKind
from ingest.checks.count_claims import WORKS, alike
from ingest.checks.dated_claims import ONCE, STARTS, happens_alike
from ingest.checks.money_claims import COSTS
from ingest.checks.names import Names
from ingest.checks.things import Key, same_thing

_ROUGH = 0.25  # « une centaine » and 104 are one figure
_ROUNDED = 0.005  # « 21,4 millions » and 21 386 000
_MOST = 0.8  # of what a thing costs: less is what one of several gives
_ALIKE = 0.75  # of the words of the shorter measure
_EDITION = 270  # days: what happens every year is further apart
_SOME_DAYS, _SOON = 10, 45  # a festival « du 8 au 10 juillet » and « du 15 au 17 juillet » is one
_SAME_MEASURE = 3  # words that two indicators share when they name no thing


def contradict(one: Claim, other: Claim, names: Names) -> bool:
    """Tell whether two claims of one kind cannot both hold."""
    if one.fiche is other.fiche and one.sentence == other.sentence:
        return False
    shared = shared_thing(one, other, names)
    if shared is None and one.kind is other.kind is ClaimKind.CIBLE and len(one.bag & other.bag) >= _SAME_MEASURE:
        shared = ((), ())
    if shared is None or not _comparable(one, other, shared):
        return False
    return _DIFFER[one.kind](one, other, names, shared)


def shared_thing(one: Claim, other: Claim, names: Names) -> tuple[Key, Key] | None:
    """Return the keys under which two claims speak of one thing."""
    for first in one.things:
        for second in other.things:
            if same_thing(first, second, names):
                return first, second
    return None


def _comparable(one: Claim, other: Claim, shared: tuple[Key, Key]) -> bool:
    """Tell whether no year, place, part or purpose tells two claims apart."""
    first, second = one.qualifiers, other.qualifiers
    if first.years and second.years and not first.years & second.years:
        return False
    for years, claim in (
        (first.years, one) if not second.years else (frozenset(), one),
        (second.years, other) if not first.years else (frozenset(), other),
    ):
        if years and max(years) < (claim.fiche.version or max(years)):
            return False  # told of a former year, of which the other says nothing
    keys = {part for key in shared for part in key}
    here, there = first.places - keys, second.places - keys
    if here != there and not (
        one.kind in (ClaimKind.MONTANT, ClaimKind.FINANCEUR, ClaimKind.PERIODE, ClaimKind.DATE) and not (here and there)
    ):
        return False
    extra = [key[len(min(shared, key=len)) :] for key in shared]
    if all(extra) and set(extra[0]) != set(extra[1]) and set(shared[0]) != set(shared[1]):
        return False
    if first.phases != second.phases or first.per != second.per or first.bound != second.bound:
        return False
    if first.is_part or second.is_part:
        return False
    if one.kind is other.kind is ClaimKind.MONTANT and bool(aims := first.purpose - keys) != bool(second.purpose - keys):
        # « 40 000 € pour la lecture » are a part of « 350 000 € par an ».
        part, whole = (one, other) if aims else (other, one)
        if cast(float, part.value) < _MOST * cast(float, whole.value):
            return False
    return not (first.purpose and second.purpose and not first.purpose & second.purpose)


def _numbers_differ(one: Claim, other: Claim) -> bool:
    here, there = cast(float, one.value), cast(float, other.value)
    tolerance = _ROUGH if one.qualifiers.is_rough or other.qualifiers.is_rough else _ROUNDED
    return abs(here - there) > tolerance * max(here, there)


def _amounts_differ(one: Claim, other: Claim, _names: Names, _shared: tuple[Key, Key]) -> bool:
    # What a thing costs in all is more than what one body gives.
    for whole, part in ((one, other), (other, one)):
        costs = whole.aside == COSTS != part.aside and not whole.payers
        if costs and part.payers and cast(float, part.value) < _MOST * cast(float, whole.value):
            return False
    # Two bodies may each give their own amount.
    return _numbers_differ(one, other) and not (one.payers and other.payers and _no_common_body(one.payers, other.payers))


def _funders_differ(one: Claim, other: Claim, _names: Names, _shared: tuple[Key, Key]) -> bool:
    return one.aside == other.aside and _no_common_body(cast("frozenset[Key]", one.value), cast("frozenset[Key]", other.value))


def _leaders_differ(one: Claim, other: Claim, _names: Names, _shared: tuple[Key, Key]) -> bool:
    return one.unit == other.unit and _no_common_body(cast("frozenset[Key]", one.value), cast("frozenset[Key]", other.value))


def _no_common_body(here: frozenset[Key], there: frozenset[Key]) -> bool:
    return not any(set(first) <= set(second) or set(second) <= set(first) for first in here for second in there)


def _periods_differ(one: Claim, other: Claim, _names: Names, _shared: tuple[Key, Key]) -> bool:
    first, last = cast("tuple[int | None, int | date]", one.value)
    begin, end = cast("tuple[int | None, int | date]", other.value)
    if isinstance(last, date) and isinstance(end, date):  # « jusqu’au 30 juin 2023 », « jusqu’au 31 décembre 2023 »
        return last != end and one.fiche is not other.fiche
    if isinstance(last, date) or isinstance(end, date):
        return False
    if first is None or begin is None:  # « 2021-2023 », « jusqu’en 2024 »
        start = first if begin is None else begin
        return last != end and one.fiche is not other.fiche and (start is None or start <= min(last, end))
    return (first, last) != (begin, end) and first < end and begin < last  # one after the other: a renewal


def _dates_differ(one: Claim, other: Claim, _names: Names, _shared: tuple[Key, Key]) -> bool:
    first, last, is_period = cast("tuple[date, date, bool]", one.value)
    begin, end, other_is_period = cast("tuple[date, date, bool]", other.value)
    for made, opened, made_on, opened_on in ((one, other, first, end), (other, one, begin, last)):
        if made.unit == "création" and opened.unit in ("ouverture", "mise en service") and not is_period and not other_is_period:
            return made_on > opened_on  # nothing opens before it is created
    if one.unit in (*STARTS, "réunion") and other.unit in (*STARTS, "réunion") and _two_meetings(one, other):
        return False
    if not happens_alike(one.unit, other.unit) or is_period != other_is_period:
        return False
    if is_period:
        if _is_short(first, last) and _is_short(begin, end) and one.fiche is not other.fiche:
            return (first, last) != (begin, end) and abs((first - begin).days) < _SOON
        return (first, last) != (begin, end) and first < end and begin < last
    if first <= end and begin <= last:
        return False
    same_edition = first.year == begin.year or ("démarrage" in (one.unit, other.unit) and abs((first - begin).days) < _EDITION)
    return one.unit in ONCE or same_edition or bool(one.qualifiers.phases)


def _two_meetings(one: Claim, other: Claim) -> bool:
    """« comité de pilotage de la cité éducative » and « comité technique de la cité éducative »: what happens to one thing is not one."""
    first, second = one.things[0], other.things[0]
    length = next((place for place, (here, there) in enumerate(zip(first[::-1], second[::-1], strict=False)) if here != there), 0)
    return bool(length) and first[-length:] in other.things and len(first) > length < len(second)


def _is_short(first: date, last: date) -> bool:
    return (last - first).days < _SOME_DAYS


def _counts_differ(one: Claim, other: Claim, names: Names, shared: tuple[Key, Key]) -> bool:
    if one.unit != other.unit or not _numbers_differ(one, other):
        return False
    if ClaimKind.CIBLE in (one.kind, other.kind):
        return _measure_alike(one, other)
    own = bool(shared[0]) and alike(shared[0][0]) == one.unit and not (one.is_definite and other.is_definite)
    if own and not any(part in names.proper and part not in names.places for part in one.bag & other.bag):
        return False  # « quatre ateliers cuisine », « six ateliers cuisine » are those of each fiche, unless one name stands beside both
    if shared[0][0] in WORKS or (one.is_definite and other.is_definite and shared[0][0] == one.unit):
        return True  # « les six correspondants de nuit » are all of them
    keys = {part for key in shared for part in key}
    here, there = one.aside - keys, other.aside - keys
    # « les 24 salariés » are all of them, whatever they do.
    return bool(here & there) or (not here and not there) or (one.is_definite and not there) or (other.is_definite and not here)


def _measure_alike(one: Claim, other: Claim) -> bool:
    here, there = one.bag | {one.unit}, other.bag | {other.unit}
    return len(here & there) >= max(2, _ALIKE * min(len(here), len(there)))


_DIFFER = {
    ClaimKind.MONTANT: _amounts_differ,
    ClaimKind.FINANCEUR: _funders_differ,
    ClaimKind.PERIODE: _periods_differ,
    ClaimKind.NOMBRE: _counts_differ,
    ClaimKind.CIBLE: _counts_differ,
    ClaimKind.DATE: _dates_differ,
    ClaimKind.PILOTE: _leaders_differ,
}
