"""The funding directory: one record per mention of money, in the fiche's own words."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import load_corpus
from ingest.funding import FundingRecord, FundingStatus, funding_directory, funding_of
from ingest.funding_kinds import FundingKind
from ingest.model import Source
from ingest.parser import parse_fiches

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "tests/data/directories/funding-real.json").read_text(encoding="utf-8"))


def records(*lines: str) -> tuple[FundingRecord, ...]:
    cell = "\n".join(lines)
    (fiche,) = parse_fiches(
        Source("f.txt", f"FICHE 1.1.2\nTITRE\n\n\tFinancements mobilisables\n\n\t{cell}\n\n\tCalendrier\n\tEn continu\n")
    )
    return funding_of(fiche)


def told(record: FundingRecord) -> tuple[str, str, str, str, str]:
    return record.scheme, record.funder, record.kind.value, record.amount, record.period


@pytest.fixture(scope="module")
def real() -> dict[tuple[str, int], FundingRecord]:
    fiches = load_corpus([str(ROOT / "corpus")]).fiches
    return {(record.fiche.code, record.quote.span.start): record for record in funding_directory(fiches)}


def test_the_two_real_fiches_have_the_nine_expected_mentions(real: dict[tuple[str, int], FundingRecord]) -> None:
    assert len(real) == len(EXPECTED) == 9


@pytest.mark.parametrize("expected", EXPECTED, ids=[expected["scheme"] for expected in EXPECTED])
def test_a_real_mention_is_as_expected(expected: dict[str, object], real: dict[tuple[str, int], FundingRecord]) -> None:
    near = [record for (code, start), record in real.items() if code == expected["fiche"] and abs(start - int(str(expected["start"]))) <= 4]
    (record,) = near
    assert abs(record.quote.span.end - int(str(expected["end"]))) <= 4
    assert (record.funder, record.kind, record.amount, record.period) == tuple(
        expected[key] for key in ("funder", "kind", "amount", "period")
    )
    assert record.status_at(date(2026, 11, 22)).status == expected["status"]
    assert set(record.scheme.lower().split()) <= set(str(expected["scheme"]).lower().split())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("État : FIPD, 15 000 €", ("FIPD", "État", "droit_commun", "15 000 €", "")),
        ("FIPD (État) : 12 000 € en 2022", ("FIPD", "État", "droit_commun", "12 000 €", "2022")),
        ("FIR (ARS) : 18 000 €", ("FIR", "ARS", "droit_commun", "18 000 €", "")),
        ("ARS - Fonds d'intervention régional : 18 000 € (2023)", ("Fonds d'intervention régional", "ARS", "droit_commun", "18 000 €", "2023")),
        ("Le Département apporte 5 000 € par an pour l'épicerie sociale.", ("épicerie sociale", "Département", "collectivite", "5 000 € par an", "")),
        ("Contrat local de santé, financé par l'ARS à hauteur de 30 000 € par an", ("Contrat local de santé", "ARS", "droit_commun", "30 000 € par an", "")),
        ("BOP 147 : 25 000 €", ("BOP 147", "", "politique_de_la_ville", "25 000 €", "")),
        ("Convention d'objectifs 2022-2024 avec la Ville de Sauveterre : 45 000 €/an", ("Convention d'objectifs", "Ville de Sauveterre", "collectivite", "45 000 €/an", "2022-2024")),
        ("Prestation de service \"Animation locale\" de la CAF", ('Prestation de service "Animation locale"', "CAF", "droit_commun", "", "")),
        ("20 000 € de la DRAC au titre de l'été culturel", ("été culturel", "DRAC", "droit_commun", "20 000 €", "")),
        ("CAF : CLAS, forfait de 2 500 € par groupe d’enfants et par an", ("CLAS", "CAF", "droit_commun", "2 500 € par groupe d’enfants et par an", "")),
        ("ANCT : conseillers, 50 000 € par poste sur deux ans (2022-2024)", ("conseillers", "ANCT", "politique_de_la_ville", "50 000 € par poste sur deux ans", "2022-2024")),
        ("Dispositif « Cité éducative » : 350 000 € par an jusqu'en août 2025", ("Dispositif « Cité éducative »", "", "politique_de_la_ville", "350 000 € par an", "jusqu'en août 2025")),
        ("Erasmus+ : mobilité des jeunes, à solliciter", ("Erasmus+", "", "europe", "", "")),
        ("Caisse des dépôts : 50 % des études, plafonné à 15 000 € HT", ("études", "Caisse des dépôts", "autre", "50 % des études, plafonné à 15 000 € HT", "")),
        ("Formations prises en charge par le CNFPT jusqu’à la fin de l’année 2018.", ("Formations", "CNFPT", "autre", "", "jusqu’à la fin de l’année 2018")),
        ("Participation des familles", ("Participation des familles", "", "autre", "", "")),
    ],
)  # fmt: skip
def test_a_clause_gives_its_own_words_and_stays_blank_where_it_has_none(line: str, expected: tuple[str, ...]) -> None:
    (record,) = records(f"· {line}")
    assert told(record) == expected
    assert record.quote.text == line


@pytest.mark.parametrize(
    ("line", "quotes"),
    [
        ("CAF, ARS et fondations", ["CAF", "ARS", "fondations"]),
        ("CAF, ARS, Conseil départemental…", ["CAF", "ARS", "Conseil départemental"]),
        ("ANRU : 1,5 M€ ; Région : 300 k€ ; Ville : 200 k€", ["ANRU : 1,5 M€", "Région : 300 k€", "Ville : 200 k€"]),
        ("Programme 147 et crédits de droit commun de la Ville", ["Programme 147", "crédits de droit commun de la Ville"]),
        ("Ministère de la Culture, programme « Lien » et Ville de Ligny, 4 000 €", ["Ministère de la Culture, programme « Lien »", "Ville de Ligny, 4 000 €"]),
        ("Projet social de territoire : CAF et villes", ["Projet social de territoire : CAF et villes"]),
        ("Bpifrance et Banque des territoires : programme CitésLab, 26 000 € par an", ["Bpifrance et Banque des territoires : programme CitésLab, 26 000 € par an"]),
    ],
)  # fmt: skip
def test_each_mention_of_money_is_a_record(line: str, quotes: list[str]) -> None:
    assert [record.quote.text for record in records(f"· {line}")] == quotes


def test_a_noun_that_carries_a_list_gives_one_record_a_body() -> None:
    found = records("· Cofinancement de la CAF (5 000 €), de l'ARS et de la Région")
    assert [(record.funder, record.amount) for record in found] == [("CAF", "5 000 €"), ("ARS", ""), ("Région", "")]
    assert len({record.quote for record in found}) == 1


@pytest.mark.parametrize(
    "line",
    ["Néant", "Montant à préciser", "Financements à rechercher", "Financement non mobilisé", "Pas de financement identifié", "Circulaire du 21 mai 2015", "Dépôt des dossiers avant le 15 mars 2025", "à définir"],
)  # fmt: skip
def test_what_names_no_money_is_no_record(line: str) -> None:
    assert records(f"· {line}") == ()


def test_a_sub_heading_gives_its_kind_to_the_lines_under_it() -> None:
    found = records(
        "Crédits de droit commun",
        "· Projet culturel des villes",
        "· FSE : 10 000 €",
        "Crédits spécifiques",
        "· Aide au permis de la Région",
    )
    assert [record.kind for record in found] == [FundingKind.DROIT_COMMUN, FundingKind.EUROPE, FundingKind.COLLECTIVITE]
    assert found[0].heading is not None
    assert found[0].heading.text == "Crédits de droit commun"


def test_a_body_with_a_colon_above_its_lines_pays_for_them() -> None:
    found = records("État :", "· FIPD, 10 000 €", "· programme 147")
    assert [(record.scheme, record.funder) for record in found] == [("FIPD", "État"), ("programme 147", "État")]


def test_a_line_behind_a_bookmark_is_read_and_quoted_without_it() -> None:
    (record,) = records("[bookmark: _GoBack]ARS : 35 000 € [bookmark: _Toc1]par an")
    assert record.quote.text == "ARS : 35 000 € [bookmark: _Toc1]par an"
    assert record.amount == "35 000 € par an"


def test_a_deadline_is_no_period() -> None:
    (record,) = records("· Appel à projets « Quartiers d'été » (ANCT), dépôt des dossiers avant le 15 mars 2025")
    assert (record.period, [deadline.day for deadline in record.deadlines]) == ("", [date(2025, 3, 15)])


def test_what_follows_a_scheme_and_names_no_money_is_its_condition() -> None:
    (record,) = records("· Appel à projets de la DRAC : 5 000 €. Dépôt des dossiers avant le 15 mars 2025.")
    assert [condition.text for condition in record.conditions] == ["Dépôt des dossiers avant le 15 mars 2025."]
    assert [deadline.day for deadline in record.deadlines] == [date(2025, 3, 15)]


@pytest.mark.parametrize(
    ("line", "at", "status", "reason"),
    [
        ("CLEA, 40 000 € jusqu’en juin 2024", date(2024, 6, 30), FundingStatus.EN_COURS, "jusqu’en juin 2024"),
        ("CLEA, 40 000 € jusqu’en juin 2024", date(2024, 7, 1), FundingStatus.EXPIRE, "jusqu’en juin 2024"),
        ("Convention 2013-2015 avec la CAF", date(2026, 11, 22), FundingStatus.EXPIRE, "2013-2015"),
        ("CLEA, 40 000 €", date(2024, 7, 1), FundingStatus.INCONNU, "ne dit pas"),
        ("Aide de la Région pendant trois ans", date(2024, 7, 1), FundingStatus.INCONNU, "ne dit pas"),
    ],
)
def test_a_status_has_its_reason(line: str, at: date, status: FundingStatus, reason: str) -> None:
    (record,) = records(f"· {line}")
    found = record.status_at(at)
    assert found.status is status
    assert reason in found.reason


_BITS = st.sampled_from(
    ["CAF", " : ", "appel à projets", " et ", ", ", "20 000 € par an", "jusqu’en juin 2024", "État", "(", ")", "« REAAP »", ". ", " ; ", "financé par ", "la Ville", "fonds ", "programme 147", "à préciser", "\n· ", "[bookmark: _GoBack]", "circulaire du 25 mars 2015", "…"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_BITS, max_size=12).map("".join)))
def test_records_are_verbatim_ordered_and_hold_their_parts_in_any_cell(cell: str) -> None:
    found = records(f"· {cell}")
    for record in found:
        text = record.fiche.source.text
        assert text[record.quote.span.start : record.quote.span.end] == record.quote.text
        assert record.quote.text.strip()
        for part in (*record.scheme_excerpts, record.amount_excerpt, record.period_excerpt):
            assert part is None or (text[part.span.start : part.span.end] == part.text and record.quote.span.contains(part.span))
        for amount in record.amounts:
            assert text[amount.span.start : amount.span.end] == amount.text
    assert all(one.quote.span.start <= other.quote.span.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("line", "scheme", "funder", "amount"),
    [
        ("Fête des Moulins : 24 000 € par an de la Ville de Sauveterre", "Fête des Moulins", "Ville de Sauveterre", "24 000 € par an"),
        ("Bus santé : 60 000 € par an de l'ARS, convention 2020-2022", "Bus santé", "ARS", "60 000 € par an"),
        ("Bourse au permis de conduire : 800 € par jeune, du Conseil régional", "Bourse au permis de conduire", "Conseil régional", "800 € par jeune"),
        ("Cité éducative : l’État y consacre 350 000 € par an", "Cité éducative", "État", "350 000 € par an"),
        ("CitésLab (Bpifrance, 2021-2024) : 38 000 € par an", "CitésLab", "Bpifrance", "38 000 € par an"),
        ("Correspondants de nuit : 96 000 € par an, à parts égales entre Val Agglomération et Aube Habitat", "Correspondants de nuit", "Val Agglomération et Aube Habitat", "96 000 € par an"),
        ("Ateliers de français À mots ouverts : 32 000 € par an de la DDETS", "Ateliers de français À mots ouverts", "DDETS", "32 000 € par an"),
        ("Bourse BAFA (Ville, CAF) : 150 € par jeune", "Bourse BAFA", "Ville, CAF", "150 € par jeune"),
        ("NPNRU : convention signée le 14 février 2020, 12 M€", "NPNRU", "", "12 M€"),
        ("La participation de l'agglomération s'élève à 25 000 € pour 2022.", "participation de l'agglomération", "agglomération", "25 000 €"),
        ("Chantiers éducatifs : les bailleurs rémunèrent les jeunes", "Chantiers éducatifs", "", ""),
    ],
)  # fmt: skip
def test_what_is_paid_may_come_first_and_who_pays_after_the_amount(line: str, scheme: str, funder: str, amount: str) -> None:
    (record,) = records(f"· {line}")
    assert (record.scheme, record.funder, record.amount) == (scheme, funder, amount)


@pytest.mark.parametrize("line", ["CAF 40 %, Ville 40 %, autofinancement 20 %", "40 % CAF, 40 % Ville"])
def test_shares_in_a_row_are_one_record_each(line: str) -> None:
    assert [(record.funder, record.amount) for record in records(f"· {line}")] == [("CAF", "40 %"), ("Ville", "40 %")]


def test_a_line_listed_among_others_is_a_mention_and_no_sub_heading() -> None:
    found = records("· Crédits de droit commun", "· CAF : 5 000 €")
    assert [(record.scheme, record.heading) for record in found] == [("Crédits de droit commun", None), ("", None)]


def test_an_extension_counts_for_the_period() -> None:
    (record,) = records("· Contrat de ville 2015-2020, prolongé jusqu'en 2023")
    assert (record.first, record.last) == (date(2015, 1, 1), date(2023, 12, 31))
    assert record.status_at(date(2022, 1, 1)).status is FundingStatus.EN_COURS


def test_amounts_of_several_years_are_one_scheme() -> None:
    (record,) = records("· Crédits de la politique de la ville : 12 000 € en 2021 ; 14 000 € en 2022")
    assert (record.amount, record.last) == ("12 000 € en 2021 ; 14 000 € en 2022", date(2022, 12, 31))
    assert record.status_at(date(2022, 6, 1)).status is FundingStatus.EN_COURS


@pytest.mark.parametrize(
    "line",
    [
        "Part Ville : 12 k€ ; part État : 10 k€ ; part CAF : 6 k€",
        "Ville 12 k€ – État (FIPD) 10 k€ – CAF 6 k€",
        "Budget prévisionnel : 28 k€ dont 12 k€ Ville, 10 k€ État et 6 k€ CAF",
    ],
)
def test_what_each_body_gives_of_one_cost_is_a_record(line: str) -> None:
    found = {record.funder: record.amount for record in records(f"- {line}")}
    assert found == {"Ville": "12 k€", "État": "10 k€", "CAF": "6 k€"}


@pytest.mark.parametrize(
    "line", ["Aucun financement spécifique identifié à ce jour", "Aucune subvention n’a été sollicitée pour cette action"]
)
def test_a_line_that_says_there_is_no_money_is_no_record(line: str) -> None:
    assert not records(f"- {line}")


def test_a_service_whose_cost_is_shared_is_not_the_one_who_pays() -> None:
    (record,) = records("- Conférence des financeurs : 40 % du coût du service de petits travaux")
    assert (record.funder, record.scheme) == ("Conférence des financeurs", "service de petits travaux")


@pytest.mark.parametrize("mark", ["+", ".", "→", "~"])
def test_rarer_marks_open_a_clause(mark: str) -> None:
    assert [record.funder for record in records(f"{mark} CAF : 5 000 €", f"{mark} Ville : 3 000 €")] == ["CAF", "Ville"]
