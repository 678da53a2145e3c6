"""Settings: one frozen struct per section, read once from config/ and the environment. Unknown names are refused."""

import os
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


class Server(Section, frozen=True, kw_only=True):
    """Where the hub listens and what it lets in."""

    host: str
    port: int
    origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    base_url: str
    tls: bool
    schema: bool
    body_bytes_max: int
    header_seconds: float


class DatabaseSection(Section, frozen=True, kw_only=True):
    """Empty url: SQLite in the data folder."""

    url: str


class RedisSection(Section, frozen=True, kw_only=True):
    """Empty url: no Redis."""

    url: str


class Jobs(Section, frozen=True, kw_only=True):
    """Whether this process runs jobs itself."""

    inside: bool


class SpeechSection(Section, frozen=True, kw_only=True):
    """Who says announcements, and how much of the machine that may take."""

    engine: Literal["auto", "none"]
    voice_zh: str
    voice_en: str
    rate: Annotated[int, msgspec.Meta(ge=60, le=450)]
    at_once: Annotated[int, msgspec.Meta(ge=1, le=8)]
    waiting_max: Annotated[int, msgspec.Meta(ge=1)]
    time_limit_seconds: Annotated[float, msgspec.Meta(gt=0, le=60)]
    wait_seconds: Annotated[float, msgspec.Meta(gt=0, le=20)]
    rest_seconds: Annotated[float, msgspec.Meta(ge=0)]
    keep_days: Annotated[int, msgspec.Meta(ge=2)]
    cache_mb: Annotated[int, msgspec.Meta(ge=1)]


class Im(Section, frozen=True, kw_only=True):
    """Empty url: every message goes out on the built-in stream."""

    provider_url: str
    provider_token: str
    provider_channels: tuple[str, ...]
    provider_seconds: Annotated[float, msgspec.Meta(gt=0, le=10)]


class Log(Section, frozen=True, kw_only=True):
    """What is written to standard error."""

    level: str
    json: bool


class Settings(Section, frozen=True, kw_only=True):
    """Everything that can be set."""

    server: Server
    database: DatabaseSection
    redis: RedisSection
    jobs: Jobs
    im: Im
    speech: SpeechSection
    log: Log
    data: str = "data"
    """The data folder: database, files, lock."""

    @property
    def data_path(self) -> Path:
        return Path(self.data)


class BadSettings(Exception):
    """A setting is unknown or has the wrong type; the message names it."""


PREFIX = "VENUEHUB_"
APART = {"VENUEHUB_CONFIG", "VENUEHUB_CRASH_AT", "VENUEHUB_DATA"}
"""Variables that are no settings of a section."""


def default_file() -> Path:
    """config/default.toml: beside the code in a checkout, inside the package when installed."""
    beside = Path(__file__).parent.parent / "config" / "default.toml"
    return beside if beside.exists() else Path(str(resources.files("hub"))) / "config" / "default.toml"


def read_settings(environment: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """Defaults, then the file of VENUEHUB_CONFIG or DATA/config.toml, then VENUEHUB_* variables, then `overrides` (section → name → value).

    Raises:
        BadSettings: an unknown name or a wrong type.
    """
    tables: dict[str, Any] = tomllib.loads(default_file().read_text("utf-8"))
    data = overrides.pop("data", None) or environment.get("VENUEHUB_DATA") or "data"
    own = Path(environment.get("VENUEHUB_CONFIG") or Path(data) / "config.toml")
    if own.exists():
        merge(tables, tomllib.loads(own.read_text("utf-8")), str(own))
    elif "VENUEHUB_CONFIG" in environment:
        raise BadSettings(f"VENUEHUB_CONFIG names {own}, which does not exist")
    for name, value in environment.items():
        if name.startswith(PREFIX) and name not in APART:
            section, _, key = name.removeprefix(PREFIX).lower().partition("_")
            merge(tables, {section: {key: value}}, name)
    merge(tables, overrides, "the command line")
    try:
        return msgspec.convert(tables | {"data": str(data)}, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise BadSettings(str(error)) from None


def merge(tables: dict[str, Any], more: Mapping[str, Any], source: str) -> None:
    """Lay `more` over the tables; only names that have a default may be set."""
    for section, values in more.items():
        if section not in tables or not isinstance(values, Mapping):
            raise BadSettings(f"{source}: there is no section {section!r}")
        for key, value in values.items():
            if key not in tables[section]:
                raise BadSettings(f"{source}: there is no setting {section}.{key}")
            if isinstance(tables[section][key], list) and isinstance(value, str):
                value = [part.strip() for part in value.split(",") if part.strip()]
            tables[section][key] = value
