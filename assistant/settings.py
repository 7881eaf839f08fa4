"""Settings, from ``STEADY_*`` in the environment or a ``.env`` file. Everything works with none of them set."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """Where data lives, and which model, if any, writes."""

    model_config = SettingsConfigDict(env_prefix="STEADY_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("steady", appauthor=False)))
    """The folder that holds everything she writes, and the index."""
    database: str | None = None
    """Another database, as an SQLAlchemy URL; SQLite in ``data`` when unset."""
    chroma: str | None = None
    """``http://host:port`` of a Chroma server; the index lives in ``data`` when unset."""
    model: str | None = None
    """The language model that writes. Unset, the offline writer writes and her words go nowhere."""
    model_url: str | None = None
    """An OpenAI-compatible server (OpenAI, vLLM, Ollama, LM Studio, llama.cpp)."""
    model_key: SecretStr | None = None
    """Its key, where it wants one; without a URL, OPENAI_API_KEY is used when this is unset."""
    model_seconds: float = Field(default=20.0, gt=0, le=600)
    """How long the model may take before the offline writer answers."""
    embedding_model: str | None = None
    embedding_url: str | None = None
    """Another embedding, from an OpenAI-compatible server."""
    dates: Literal["dmy", "mdy"] | None = None
    """How ``3/11`` is read; left open, and asked about, when unset."""

    timezone: str | None = None
    """Where she is (``Africa/Lagos``), so that her midnight is midnight; the machine's own zone when unset."""

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, zone: str | None) -> str | None:
        if zone and zone not in available_timezones():
            raise ValueError(f"{zone} is no time zone like Africa/Lagos or Europe/Paris")
        return zone

    @property
    def database_url(self) -> str:
        """The database as an SQLAlchemy URL."""
        if self.database:
            return self.database
        return URL.create("sqlite", database=str(self.data / "steady.db")).render_as_string()

    @property
    def index_folder(self) -> Path:
        """Where the passage index lives."""
        return self.data / "index"


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raises ``SettingsError`` naming the variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = f"STEADY_{'_'.join(str(part) for part in first['loc']).upper()}"
        raise SettingsError(f"{name}: {first['msg']}. Change it, or unset it for the default.") from error
