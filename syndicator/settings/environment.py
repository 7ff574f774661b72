"""The environment (or `.env`): every variable that begins with SYNDICATOR_, checked."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from syndicator.errors import ConfigError
from syndicator.model.user import Role
from syndicator.settings.durations import Duration
from syndicator.settings.variables import sisters

PREFIX = "SYNDICATOR_"
PROJECT = Path(__file__).resolve().parents[2]
SHORTEST_SECRET_CHARS = 16
SHORTEST_KEEPING = timedelta(days=1)
LONGEST_SOCKET_PATH_CHARS = 100


def _default_config_dir() -> Path:
    """`config` in the working directory, else the one beside the installed packages (a checkout)."""
    here = Path("config")
    return here if here.is_dir() else PROJECT / "config"


class Environment(BaseSettings):
    """The variables that interfaces.md promises, under their names without the prefix."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str | None = Field(default=None, repr=False)
    redis_url: str | None = Field(default=None, repr=False)
    data_dir: Path = Path("var")
    config_dir: Path | None = None
    base_url: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    secret_key: str | None = Field(default=None, repr=False)
    secret_key_old: str = Field(default="", repr=False)
    allowed_networks: str = ""
    metrics_token: str | None = Field(default=None, repr=False)
    fastest_poll: Duration | None = None
    failure_backoff: Duration | None = None
    host_gap: Duration | None = None
    keep_fetches: Duration = timedelta(days=30)
    keep_requests: Duration = timedelta(hours=24)
    keep_attempts: Duration = timedelta(days=180)
    log_format: Literal["text", "json"] = "text"
    spans_to: str | None = Field(default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    require_totp: Role | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = Field(default=None, repr=False)
    oidc_name: str = "SSO"
    oidc_claim: str = "preferred_username"
    oidc_default_role: Role | None = None

    @field_validator("require_totp", "oidc_default_role", mode="before")
    @classmethod
    def _nobody(cls, value: object) -> object:
        return None if value in {"", "none"} else value

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            message = "SYNDICATOR_OIDC_ISSUER needs SYNDICATOR_OIDC_CLIENT_ID beside it"
            raise ValueError(message)
        return self

    @field_validator("keep_fetches", "keep_requests", "keep_attempts")
    @classmethod
    def _not_too_short(cls, value: timedelta, info: ValidationInfo) -> timedelta:
        is_for_ever = info.field_name == "keep_attempts" and not value
        if value < SHORTEST_KEEPING and not is_for_ever:
            message = "it is shorter than a day, and what happened today is still needed; write 30d"
            raise ValueError(message)
        return value

    @field_validator("base_url", "oidc_issuer")
    @classmethod
    def _web_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            message = f"{value!r} is not a web address; write https://portal.example"
            raise ValueError(message)
        is_ours = info.field_name == "base_url"  # a provider's name is compared letter by letter
        return (value.rstrip("/") if is_ours else value) if value else None

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str | None) -> str | None:
        if value is not None and len(value) < SHORTEST_SECRET_CHARS:
            message = f"it is shorter than {SHORTEST_SECRET_CHARS} characters; make one with: openssl rand -hex 32"
            raise ValueError(message)
        return value

    @property
    def database_address(self) -> str:
        """The address of the database; SQLite in the data dir where none is given."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'syndicator.db'}"

    @property
    def signs_folder(self) -> Path:
        """Where workers and beat leave their signs of life."""
        return self.data_dir / "alive"

    @property
    def redis_socket(self) -> Path:
        """Where `syndicator up` puts the socket of a server of its own; the system allows only short paths."""
        path = self.data_dir.resolve() / "redis.sock"
        if len(str(path)) <= LONGEST_SOCKET_PATH_CHARS:
            return path
        name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"syndicator-{name}.sock"

    @property
    def redis_address(self) -> str:
        """The address of Redis; the socket in the data dir where none is given."""
        return self.redis_url or f"unix://{self.redis_socket}"

    @property
    def broker_address(self) -> str:
        """The address of Redis as Celery writes it."""
        socket = self.redis_address.removeprefix("unix://")
        return f"redis+socket://{socket}" if socket != self.redis_address else socket

    @property
    def public_address(self) -> str:
        """The portal's address as the public writes it, without a last slash."""
        if self.base_url:
            return self.base_url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def config_folder(self) -> Path:
        """Where the config files are."""
        return self.config_dir or _default_config_dir()

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks that are let through though they are not public."""
        return tuple(part.strip() for part in self.allowed_networks.split(",") if part.strip())

    @property
    def former_keys(self) -> tuple[str, ...]:
        """Secret keys of before: what they sealed or signed is still read, and nothing new is made with them."""
        return tuple(part.strip() for part in self.secret_key_old.split(",") if part.strip())

    def signing_key(self) -> str:
        """Return the secret key; where none is given, one is made and kept in the data dir, readable by us alone."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(32))
            fresh.replace(path)
        return path.read_text().strip()


def read_environment() -> Environment:
    """
    Return the environment's settings.

    Raises:
        ConfigError: a variable has a value that cannot be used; names the variable.
    """
    in_files = {name.removeprefix(PREFIX).lower(): value for name, value in sisters(PREFIX).items()}
    try:
        return Environment(**in_files)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(map(str, first["loc"])).upper()
        raise ConfigError(name, first["msg"].removeprefix("Value error, ")) from error
