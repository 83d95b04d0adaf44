"""Hostile documents, questions and texts: a sample of what `make security` tries."""

import pytest

from rag.extractive import ExtractiveAnswerer
from tests.security.by_type import arguments
from tests.security.fuzzing import Target, fuzz, html_makers, parser_targets, plan_targets, renderer_targets
from tests.security.payloads import MARK, PAYLOADS, escapes


@pytest.mark.parametrize("target", parser_targets(), ids=lambda target: target.name)
def test_any_file_gives_exact_excerpts_or_a_sentence(target: Target) -> None:
    assert fuzz(target, 30).reached > 4


def test_any_question_is_read(answerer: ExtractiveAnswerer) -> None:
    (target,) = plan_targets(answerer.vocabulary)
    assert fuzz(target, 60).reached == 60


def test_no_text_leaves_its_place_in_any_html() -> None:
    tried = [fuzz(target, 6) for target in renderer_targets()]
    assert len(tried) > 80
    assert sum(one.reached for one in tried) > 0.7 * sum(one.cases for one in tried)


@pytest.mark.parametrize("payload", [text for text in PAYLOADS if MARK in text and "<" in text and "&" not in text])
def test_a_text_that_is_not_escaped_is_found(payload: str) -> None:
    assert escapes(f"<p>{payload}</p>")


@pytest.mark.parametrize(
    "page",
    [
        f'<p title="" {MARK}="">',
        f'<a href="//{MARK}.example/x">x</a>',
        f'<a href=" java\tscript:{MARK}()">x</a>',
        "<img src=https://x.example/>",
    ],
)
def test_an_attribute_that_was_left_is_found(page: str) -> None:
    assert escapes(page)


def test_the_same_seed_gives_the_same_case() -> None:
    maker = html_makers()[0]
    assert arguments(maker, 7) == arguments(maker, 7)
