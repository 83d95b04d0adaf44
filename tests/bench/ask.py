"""How long a question takes: in a new process, and in a warm one against the bare embedding of the same question."""

import json
import os
import subprocess
import sys

from rag.extractive import ExtractiveAnswerer
from tests.bench._common import CORPUS, indexed, median_s
from ui import wiring

QUESTIONS = (
    "Qui anime la fiche 1.1.4 ?",
    "Quels financements pour le sport ?",
    "Que disent les fiches de la laïcité ?",
    "Quel est le calendrier de la fiche 1.1.4 ?",
    "Comment suit-on la fréquentation des actions ?",
)


def ask_anew(answerer: ExtractiveAnswerer, question: str) -> None:
    """Answer without the vector that an earlier run has left."""
    answerer.library.embed.cache_clear()
    answerer.library.nearest.cache_clear()
    answerer.answer(question)


def main() -> None:
    with indexed(CORPUS) as settings:
        environment = {**os.environ, "FICHES_DATA_DIR": str(settings.data_dir)}
        sys.stdout.write("question | nouveau processus (s) | à chaud (ms) | vecteur seul (ms) | rapport\n--- | --- | --- | --- | ---\n")
        answerer = wiring.answerer(settings)
        embedder = wiring.make_embedder(settings)
        for question in QUESTIONS:
            command = [sys.executable, "-m", "ui.cli", "ask", question]
            cold = median_s(lambda command=command: subprocess.run(command, check=True, capture_output=True, env=environment), 5)
            warm = median_s(lambda question=question: ask_anew(answerer, question), 40)
            bare = median_s(lambda question=question: embedder.embed_query(question), 40)
            sys.stdout.write(f"{question} | {cold:.2f} | {1e3 * warm:.1f} | {1e3 * bare:.1f} | {warm / bare:.2f}\n")
        code = "import sys, json; from ui.cli import app; app(['ask', sys.argv[1]], standalone_mode=False); print(json.dumps('torch' in sys.modules))"
        loaded = subprocess.run([sys.executable, "-c", code, QUESTIONS[1]], check=True, capture_output=True, env=environment, text=True)
        torch = json.loads(loaded.stdout.strip().splitlines()[-1])
        sys.stdout.write(f"torch chargé : {'oui' if torch else 'non'}\n")


if __name__ == "__main__":
    main()
