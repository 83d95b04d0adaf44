import numpy as np
import pytest

from ingest.errors import ModelUnavailableError
from ingest.index.embedding import BUNDLED_MODEL, BundledEmbedder, is_unpacked, pays_off_in_child
from ingest.index.sentence_transformer import SentenceTransformerEmbedder

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "qui", "anime", "la", "fiche", "ville", "culture", "sport", "##s"]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    return BundledEmbedder(tmp_path_factory.mktemp("models") / BUNDLED_MODEL)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A sentence-transformers folder of random weights over thirteen word pieces."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bert")
    pieces = Tokenizer(models.WordPiece({piece: index for index, piece in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    pieces.normalizer, pieces.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    PreTrainedTokenizerFast(
        tokenizer_object=pieces, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]"
    ).save_pretrained(folder / "bert")
    model = SentenceTransformer(modules=[Transformer(str(folder / "bert"), max_seq_length=64), Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    return str(folder / "model")


# The bundled model.


def test_the_bundled_model_names_itself(bundled):
    assert bundled.name == BUNDLED_MODEL


def test_vectors_have_length_one(bundled):
    rows = bundled.embed_passages(["Animateur : Ville", "Calendrier : En continu", ""])
    assert (rows.shape, rows.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)
    assert np.linalg.norm(bundled.embed_query("Qui anime ?")) == pytest.approx(1.0, abs=1e-5)


def test_a_text_as_question_and_as_passage_has_two_vectors(bundled):
    cosine = float(bundled.embed_query("culture") @ bundled.embed_passages(["culture"])[0])
    assert 0.5 < cosine < 0.999


def test_a_question_is_nearer_to_its_answer_than_to_another_section(bundled):
    answer, other = bundled.embed_passages(
        ["Animateur : la ville pilote l’action", "Indicateurs : nombre de réunions"]
    ) @ bundled.embed_query("Qui pilote l’action ?")
    assert answer > other


def test_rows_are_in_the_order_of_the_texts_whatever_their_lengths(bundled):
    texts = ["un texte bien plus long que les deux autres", "court", "un texte moyen"]
    alone = np.stack([bundled.embed_passages([text])[0] for text in texts])
    assert np.abs(bundled.embed_passages(texts) - alone).max() < 1e-5


def test_no_text_gives_no_row(bundled):
    assert bundled.embed_passages([]).shape == (0, 384)


def test_a_nul_is_read_as_a_space(bundled):
    assert np.array_equal(bundled.embed_query("CAF\x00villes"), bundled.embed_query("CAF villes"))
    assert np.array_equal(bundled.embed_passages(["CAF\x00villes"]), bundled.embed_passages(["CAF villes"]))


def test_a_lone_surrogate_is_read_as_an_unknown_character(bundled):
    assert np.array_equal(bundled.embed_query("CAF \ud800"), bundled.embed_query("CAF ?"))


def test_progress_ends_at_the_count_of_texts(bundled):
    told: list[tuple[int, int]] = []
    bundled.embed_passages(["a"] * 17, lambda done, of: told.append((done, of)))
    assert told == [(16, 17), (17, 17)]


# When the child process pays. Here: 0.25 ms a character. There: 12 s to start, 20 s to unpack once, then 2.8 times faster.


@pytest.mark.parametrize(
    ("characters", "unpacked", "pays"),
    [
        (70_000, True, False),  # 17.5 s here; 12 + 17.5 / 2.2 = 19.95 s there
        (90_000, True, True),  # 22.5 s here; 12 + 22.5 / 2.2 = 22.2 s there
        (190_000, False, False),  # 47.5 s here; 32 + 47.5 / 2.2 = 53.6 s there
        (240_000, False, True),  # 60 s here; 32 + 60 / 2.2 = 59.3 s there
        (0, True, False),
    ],
)
def test_the_child_process_is_used_when_it_ends_sooner(characters, unpacked, pays):
    assert pays_off_in_child(["x" * 100] * (characters // 100), unpacked=unpacked) is pays


def test_a_folder_without_modules_is_not_unpacked(tmp_path):
    assert not is_unpacked(tmp_path)
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    assert is_unpacked(tmp_path)


# Any sentence-transformers model.


def test_a_sentence_transformers_folder_gives_vectors_of_length_one(tiny_model):
    embedder = SentenceTransformerEmbedder(tiny_model)
    rows = embedder.embed_passages(["culture", "sport", "qui anime la fiche"])
    assert (embedder.name, rows.shape, rows.dtype) == (tiny_model, (3, 16), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0] * 3, abs=1e-5)
    # This model has no prompts, so that a question is embedded as a passage is.
    assert float(embedder.embed_query("culture") @ rows[0]) == pytest.approx(1.0, abs=1e-5)
    assert float(embedder.embed_query("culture") @ rows[1]) < 0.999


def test_a_child_process_gives_the_same_vectors_in_the_same_order_and_its_progress(tiny_model):
    texts = ["qui anime la fiche", *(["sport"] * 63), "culture"]
    told: list[tuple[int, int]] = []
    embedder = SentenceTransformerEmbedder(tiny_model)
    rows = embedder.embed_passages(texts, lambda done, of: told.append((done, of)))  # 65: more than are embedded here
    assert (rows.shape, told) == ((65, 16), [(65, 65)])
    assert np.abs(rows[[0, 1, 64]] - embedder.embed_passages(["qui anime la fiche", "sport", "culture"])).max() < 1e-5


def test_a_folder_without_a_model_is_a_model_error_that_names_the_setting(tmp_path):
    with pytest.raises(ModelUnavailableError, match=r"ne peut pas être chargé .*FICHES_EMBEDDING_MODEL"):
        SentenceTransformerEmbedder(str(tmp_path)).embed_query("culture")
