import logging
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelUnavailableError
from ingest.index.embedding import BUNDLED_MODEL, BundledEmbedder, pays_off_in_child
from ingest.index.ports import embedded
from ingest.index.sentence_transformer import SentenceTransformerEmbedder
from tests.ingest.processes import children
from tests.making import tiny_bert

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "qui", "anime", "la", "fiche", "ville", "culture", "sport", "##s"]


MANY = [f"{number} actions de la fiche, menées par la ville et la CAF avec les habitants. " * 7 for number in range(30)]


@pytest.fixture(scope="module")
def bundled():
    return BundledEmbedder()


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A sentence-transformers folder of random weights over thirteen word pieces."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("tiny")
    BertModel(tiny_bert.config(VOCABULARY, 64)).save_pretrained(folder / "bert")
    tiny_bert.save_tokenizer(folder / "bert", VOCABULARY, mask_token="[MASK]")
    model = SentenceTransformer(modules=[Transformer(str(folder / "bert"), max_seq_length=64), Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    return str(folder / "model")


# The bundled model.


def test_the_bundled_model_names_itself(bundled):
    assert bundled.name == BUNDLED_MODEL


def test_vectors_have_length_one(bundled):
    rows = embedded(bundled, ["Animateur : Ville", "Calendrier : En continu", ""])
    assert (rows.shape, rows.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)
    assert np.linalg.norm(bundled.embed_query("Qui anime ?")) == pytest.approx(1.0, abs=1e-5)


def test_a_text_as_question_and_as_passage_has_two_vectors(bundled):
    cosine = float(bundled.embed_query("culture") @ embedded(bundled, ["culture"])[0])
    assert 0.5 < cosine < 0.999


def test_a_question_is_nearer_to_its_answer_than_to_another_section(bundled):
    answer, other = embedded(bundled, ["Animateur : la ville pilote l’action", "Indicateurs : nombre de réunions"]) @ bundled.embed_query(
        "Qui pilote l’action ?"
    )
    assert answer > other


def test_rows_are_in_the_order_of_the_texts_whatever_their_lengths(bundled):
    texts = ["un texte bien plus long que les deux autres", "court", "un texte moyen"]
    alone = np.stack([embedded(bundled, [text])[0] for text in texts])
    assert np.abs(embedded(bundled, texts) - alone).max() < 1e-5


def test_no_text_gives_no_row(bundled):
    assert embedded(bundled, []).shape == (0, 0)


def test_a_nul_is_read_as_a_space(bundled):
    assert np.array_equal(bundled.embed_query("CAF\x00villes"), bundled.embed_query("CAF villes"))
    assert np.array_equal(embedded(bundled, ["CAF\x00villes"]), embedded(bundled, ["CAF villes"]))


def test_a_lone_surrogate_is_read_as_an_unknown_character(bundled):
    assert np.array_equal(bundled.embed_query("CAF \ud800"), bundled.embed_query("CAF ?"))


# When the child process pays. Here: 0.28 ms a character. There: 1.8 s to start, then 2.9 times faster.


@pytest.mark.parametrize(
    ("characters", "pays"),
    [
        (9_000, False),  # 2.52 s here; 1.8 + 2.52 / 2.9 = 2.67 s there
        (10_000, True),  # 2.8 s here; 1.8 + 2.8 / 2.9 = 2.77 s there
        (0, False),
    ],
)
def test_the_child_process_is_used_when_it_ends_sooner(characters, pays):
    assert pays_off_in_child(["x" * 100] * (characters // 100)) is pays


def test_a_window_of_few_texts_goes_to_a_child_that_is_open():
    embedder = BundledEmbedder()
    before = children()
    list(embedder.embed_passages(MANY))
    (child,) = children() - before
    list(embedder.embed_passages(["culture"]))
    assert children() - before == {child}
    embedder.close()
    assert children() == before
    assert len(list(embedder.embed_passages(["culture"]))) == 1
    assert children() == before


def test_texts_that_a_dead_child_leaves_go_to_the_small_engine_and_none_twice(caplog):
    embedder = BundledEmbedder()
    before, positions, rows = children(), [], []
    for some, vectors in embedder.embed_passages(MANY):
        for child in children() - before:
            os.kill(child, signal.SIGKILL)
        positions.extend(some)
        rows.extend(vectors)
    assert sorted(positions) == list(range(len(MANY)))
    assert np.abs(np.stack(rows)[np.argsort(positions)[:3]] - embedded(BundledEmbedder(), MANY[:3])).max() < 5e-3
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_without_its_libraries_the_child_is_done_without(tmp_path, monkeypatch, caplog):
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('aucun moteur')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    embedder = BundledEmbedder()
    for _window in range(2):
        assert next(embedder.embed_passages(MANY))[1].shape == (16, 384)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]  # once, and no second attempt
    assert "aucun moteur" in caplog.text


# Any sentence-transformers model.


def test_a_sentence_transformers_folder_gives_vectors_of_length_one(tiny_model):
    embedder = SentenceTransformerEmbedder(tiny_model)
    rows = embedded(embedder, ["culture", "sport", "qui anime la fiche"])
    assert (embedder.name, rows.shape, rows.dtype) == (tiny_model, (3, 16), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0] * 3, abs=1e-5)
    # This model has no prompts, so that a question is embedded as a passage is.
    assert float(embedder.embed_query("culture") @ rows[0]) == pytest.approx(1.0, abs=1e-5)
    assert float(embedder.embed_query("culture") @ rows[1]) < 0.999


def test_a_child_process_gives_the_same_vectors_in_the_same_order(tiny_model):
    texts = ["qui anime la fiche", *(["sport"] * 63), "culture"]
    folder = Path(tiny_model)
    embedder = SentenceTransformerEmbedder(folder.name, folder=folder.parent)  # wherever the process is
    rows = embedded(embedder, texts)  # 65: more than are embedded here
    assert embedder.name == folder.name
    assert rows.shape == (65, 16)
    assert np.abs(rows[[0, 1, 64]] - embedded(embedder, ["qui anime la fiche", "sport", "culture"])).max() < 1e-5


def test_a_folder_without_a_model_is_a_model_error_that_names_the_setting(tmp_path):
    with pytest.raises(ModelUnavailableError, match=r"ne peut pas être chargé .*FICHES_EMBEDDING_MODEL"):
        SentenceTransformerEmbedder(str(tmp_path)).embed_query("culture")


def test_a_child_process_says_what_a_load_here_says(tmp_path):
    with pytest.raises(ModelUnavailableError, match=r"^Le modèle « .*FICHES_EMBEDDING_MODEL") as here:
        SentenceTransformerEmbedder(str(tmp_path)).embed_query("culture")
    with pytest.raises(ModelUnavailableError) as there:
        list(SentenceTransformerEmbedder(str(tmp_path)).embed_passages(["culture"] * 65))
    assert str(there.value) == str(here.value)
