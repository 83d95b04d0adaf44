"""FICHES_* environment variables, or `.env`: read here and nowhere else."""

from pathlib import Path
from typing import Literal

import platformdirs
from dotenv import dotenv_values
from pydantic import NonNegativeInt, PositiveFloat, PositiveInt, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import FichesError
from ingest.index.catalogue import KEPT_GENERATIONS
from ingest.index.embedding import BUNDLED_MODEL
from ingest.readers.options import ReadingOptions


class SettingsError(FichesError):
    """A setting that cannot be used: the message names it."""


class Settings(BaseSettings):
    """What can be set; each name is FICHES_ and the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="FICHES_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Path(platformdirs.user_data_dir("fiches", appauthor=False))
    corpus: str = "corpus/"
    embedding_model: str = BUNDLED_MODEL
    reranker: str = ""
    llm: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_timeout_s: PositiveFloat = 60.0
    llm_first_token_s: PositiveFloat = 20.0
    llm_per_minute: PositiveInt = 30
    bodies: Path | None = None
    waivers: Path | None = None
    aliases: Path | None = None
    contacts: Path | None = None
    chroma_url: str = ""
    chroma_token: SecretStr = SecretStr("")
    max_question_chars: PositiveInt = 2_000
    max_file_mb: PositiveFloat = 50.0
    max_unpacked_mb: PositiveFloat = 300.0
    max_upload_mb: PositiveFloat = 300.0
    max_upload_files: PositiveInt = 1_000
    max_pages: PositiveInt = 1_000
    max_file_seconds: PositiveFloat = 120.0
    ocr: bool = False
    keep_generations: PositiveInt = KEPT_GENERATIONS
    log_level: str = "WARNING"
    log_format: Literal["text", "json"] = "text"
    log_questions: bool = False
    metrics_port: NonNegativeInt = 0
    max_at_once: PositiveInt = 8
    max_waiting: PositiveInt = 200
    host: str = "127.0.0.1"
    port: PositiveInt = 7860
    session_hours: PositiveFloat = 12.0
    user_per_minute: PositiveInt = 600
    address_per_minute: PositiveInt = 6_000
    proxy_address: str = ""
    proxy_user_header: str = ""
    proxy_role: Literal["", "lecteur", "coordinateur", "admin"] = ""
    audit_days: PositiveInt = 365
    keep_questions: bool = False
    keep_days: PositiveInt = 365
    questions: Path | None = None

    @model_validator(mode="after")
    def _names_a_provider(self) -> "Settings":
        if self.llm and not all(part.strip() for part in self.llm.partition(":")[::2]):
            raise ValueError("FICHES_LLM")
        return self

    @property
    def reading(self) -> ReadingOptions:
        """How far a file is read."""
        return ReadingOptions(
            max_bytes=int(self.max_file_mb * 1e6),
            max_unpacked_bytes=int(self.max_unpacked_mb * 1e6),
            max_pages=self.max_pages,
            max_seconds=self.max_file_seconds,
            ocr=self.ocr,
        )


_SECRETS = frozenset(name for name, field in Settings.model_fields.items() if field.annotation is SecretStr)


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a value is not of its type, or `.env` names a setting that does not exist.
    """
    for name in dotenv_values(".env"):
        if name.upper().startswith("FICHES_") and name.upper().removeprefix("FICHES_").lower() not in Settings.model_fields:
            raise SettingsError(f"Le réglage {name} du fichier .env n’existe pas ; voyez le tableau des réglages du README.")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            raise SettingsError(
                "Le réglage FICHES_LLM n’est pas valable ; écrivez fournisseur:modèle, par exemple ollama:mistral."
            ) from error
        name = "FICHES_" + "_".join(str(part) for part in first["loc"]).upper()
        shown = "…" if first["loc"] and first["loc"][0] in _SECRETS else repr(first.get("input"))
        raise SettingsError(f"Le réglage {name} n’est pas valable ({shown}) ; voyez le tableau des réglages du README.") from error
