import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fusion import convex_fusion

scores = st.dictionaries(st.integers(0, 20), st.floats(0.0, 100.0))


def test_each_list_is_scaled_and_a_chunk_missing_from_one_scores_zero_there():
    mixed = dict(convex_fusion({1: 4.0, 2: 2.0}, {2: 0.9, 3: 0.7, 4: 0.5}, weight=0.4))
    assert mixed == pytest.approx(
        {
            1: 0.4 * (4.0 / 4.0) + 0.6 * 0.0,
            2: 0.4 * (2.0 / 4.0) + 0.6 * 1.0,
            3: 0.4 * 0.0 + 0.6 * (0.7 - 0.5) / (0.9 - 0.5),
            4: 0.4 * 0.0 + 0.6 * 0.0,
        }
    )


def test_the_lexical_list_is_scaled_from_zero_and_the_dense_one_from_its_lowest():
    assert convex_fusion({1: 3.0, 2: 1.5}, {}, weight=1.0) == [(1, 1.0), (2, 0.5)]
    assert convex_fusion({}, {1: 0.8, 2: 0.6}, weight=0.0) == [(1, 1.0), (2, 0.0)]


def test_the_best_comes_first_and_ties_go_by_identifier():
    assert [identifier for identifier, _score in convex_fusion({7: 1.0, 3: 1.0, 5: 2.0}, {}, weight=0.5)] == [5, 3, 7]


def test_a_dense_list_of_equal_scores_counts_in_full():
    assert convex_fusion({}, {7: 0.5, 3: 0.5}, weight=0.3) == [(3, 0.7), (7, 0.7)]


def test_two_empty_lists_mix_to_none():
    assert convex_fusion({}, {}, weight=0.3) == []


@given(scores, scores, st.floats(0.0, 1.0))
def test_mixed_scores_lie_between_zero_and_one_and_none_is_lost(lexical, dense, weight):
    mixed = convex_fusion(lexical, dense, weight=weight)
    assert {identifier for identifier, _score in mixed} == {*lexical, *dense}
    assert all(-1e-9 <= score <= 1.0 + 1e-9 for _identifier, score in mixed)
    assert [score for _identifier, score in mixed] == sorted((score for _identifier, score in mixed), reverse=True)
