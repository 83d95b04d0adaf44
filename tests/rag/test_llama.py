"""Over a real llama.cpp server: a model that writes noise about French fiches."""

from collections.abc import Iterator

import pytest

from rag.breaker import Breaker
from rag.evaluation import judge
from rag.generated import GeneratedAnswerer, passages_of
from rag.llm import LanguageModel, ModelSettings
from rag.verification import check
from tests.bench.quality import SETS
from tests.making.llama import llama, missing

pytestmark = [pytest.mark.llm, pytest.mark.skipif(bool(missing()), reason=missing())]
_SAMPLE = SETS[0].lines[:12]


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    with llama() as url:
        yield LanguageModel(ModelSettings("openai:smollm2", url, timeout_s=300.0, first_token_s=300.0, most_tokens=60))


@pytest.fixture(scope="module")
def answers(model, answerer):
    generated = GeneratedAnswerer(answerer, model, Breaker(1_000))
    asked = [line for line in _SAMPLE if passages_of(answerer.answer(line.question, history=line.history))][:4]
    return [
        (line, answerer.answer(line.question, history=line.history), generated.answer(line.question, history=line.history))
        for line in asked
    ]


def test_a_real_server_answers(model):
    assert "".join(model.stream("Answer in one word.", "Say hello"))


def test_the_model_is_asked(answers):
    assert len(answers) == 4
    assert all("model" in answer.explanation for _line, _extractive, answer in answers)


def test_nothing_unsupported_reaches_the_reader(answers):
    for _line, extractive, answer in answers:
        passages = {passage.n: passage for passage in passages_of(extractive)}
        for sentence in answer.sentences or ():
            assert check(sentence.text, [passages[number] for number in sentence.citations]).verdict is not None


def test_no_answer_is_worse_than_the_extracts(answers):
    for line, extractive, answer in answers:
        before, after = judge(line, extractive).measures, judge(line, answer).measures
        assert {name: after[name] for name in before} == {name: max(before[name], after[name]) for name in before}
