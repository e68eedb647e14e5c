"""The settings: environment over a TOML file over defaults, read once at start."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.errors import SettingsRefused

DEMO_PACK = Path(__file__).parent / "demo"


def default_home() -> Path:
    """A folder outside any source tree, by the XDG convention."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "teller"


def _home() -> Path:
    return Path(os.environ.get("TELLER_HOME") or default_home())


def settings_file() -> Path:
    named = os.environ.get("TELLER_CONFIG")
    return Path(named) if named else _home() / "teller.toml"


class Limits(BaseModel):
    """What strangers may send; more is refused before it is read."""

    body_bytes: int = Field(default=64 * 1024, gt=0)
    upload_bytes: int = Field(default=50 * 1024 * 1024, gt=0)
    frame_bytes: int = Field(default=16 * 1024, gt=0)
    json_depth: int = Field(default=16, gt=0)
    message_characters: int = Field(default=2_000, gt=0)
    """More is refused by name."""
    messages_per_minute: int = Field(default=60, gt=0)
    """By one conversation."""
    attachment_bytes: int = Field(default=10 * 1024 * 1024, gt=0)
    """One picture, file or voice message."""
    attachments_per_minute: int = Field(default=20, gt=0)
    """By one conversation, and by one agent."""
    attachments_per_conversation: int = Field(default=200, gt=0)
    voice_seconds: int = Field(default=60, gt=0)
    """One voice message."""
    conversations_per_minute: int = Field(default=60, gt=0)
    """Started from one address."""
    logins_per_minute: int = Field(default=10, gt=0)
    """Tried from one address, and for one name."""
    frames_per_second: int = Field(default=20, gt=0)
    sockets_per_address: int = Field(default=200, gt=0)
    send_queue: int = Field(default=256, gt=0)
    """Frames waiting for a slow reader before its socket is closed."""


class BankTimeouts(BaseModel):
    """How long the bank's systems may take, in seconds."""

    connect: float = Field(default=0.8, gt=0, le=10)
    answer: float = Field(default=2.0, gt=0, le=30)
    total: float = Field(default=3.2, gt=0, le=60)
    """After which nothing is tried again: the customer shall hear within four."""


class Settings(BaseSettings):
    """Every field is `TELLER_<NAME>`; nested ones are joined by `__`."""

    model_config = SettingsConfigDict(
        env_prefix="TELLER_", env_nested_delimiter="__", extra="ignore"
    )

    home: Path = Field(default_factory=_home)
    """All state: database, index, weights, uploads, secrets."""
    database_url: SecretStr | None = None
    """Default: SQLite in `home`. `postgresql+psycopg://...` for PostgreSQL."""
    pack: Path = DEMO_PACK
    """The folder of everything a bank writes."""
    tenant: str = Field("main", pattern=r"^[a-z0-9_-]{1,32}$")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65_535)
    admin_password: SecretStr | None = None
    """For the first administrator; without it one is made and printed once."""
    encoder: str = "embedded"
    """`embedded`, or any sentence-transformers model by name or folder."""
    reranker: str = ""
    """Any cross-encoder by name or folder, which looks again at the first ten; empty:
    none."""
    learning: bool = True
    """Whether the running service learns from what is published, in the background."""
    bank_url: str | None = None
    """The bank's core, by the contract of docs/bank-api.md; without it nothing that
    needs the core can be done."""
    bank_token: SecretStr | None = None
    """Sent to the core as a bearer token."""
    bank_secret: SecretStr | None = None
    """Signs what the bank's systems tell us of their own accord."""
    bank_timeouts: BankTimeouts = BankTimeouts()
    sms_url: str | None = None
    """The gateway for one-time codes; without it none are offered."""
    public_url: str | None = None
    """Under which the bank's systems reach this service; default: host and port."""
    recognizer: Literal["auto", "vosk", "pocketsphinx"] = "auto"
    """Of calls: Vosk for the languages it has a model of, PocketSphinx for English."""
    vosk_model: str = ""
    """Folders of Vosk models, or a folder of them; several are joined by a colon."""
    synthesizer: Literal["auto", "espeak", "pyttsx3"] = "auto"
    voice_prompts: Path | None = None
    """The folder of sentences that a person has spoken."""
    most_calls: int = Field(40, ge=0)
    """At the same time; one more is refused before those suffer."""
    audiosocket_port: int | None = Field(None, ge=0, le=65_535)
    """For Asterisk's AudioSocket; without it no port is opened."""
    warm_calls: bool = True
    """Whether what hears and speaks is started with the service, not by a caller."""
    record_calls: bool = False
    """Whether calls are recorded; each caller is told, and may decline."""
    recording_days: int = Field(180, gt=0)
    """After which the sound of a call is destroyed."""
    call_menu: list[str] = []
    """Names of the flows that have keys at the beginning of a call, the most wanted
    first; none: callers just say what they need."""
    call_patience_seconds: float = Field(180.0, gt=0)
    """How long a caller waits for a person until a call back is offered."""
    asterisk_password: SecretStr | None = None
    """Of chan_websocket; without it only this machine may bring calls."""
    twilio_token: SecretStr | None = None
    """Of the provider's account, which signs; without it only this machine may."""
    twilio_account: str = ""
    """Its name; with it and the token agents can transfer and end calls there."""
    twilio_api: str = "https://api.twilio.com"
    ari_url: str = ""
    """Of Asterisk's REST interface, for the same; without it nothing is asked of it."""
    ari_user: str = ""
    ari_password: SecretStr | None = None
    transfer_to: list[str] = []
    """The only numbers outside to which a caller may be transferred."""
    origins: list[str] = []
    """Further origins whose pages may open sockets, besides the service's own."""
    frame_ancestors: list[str] = ["'self'"]
    """Sites that may show the chat in a frame."""
    session_hours: int = Field(12, gt=0)
    customer_token_days: int = Field(30, gt=0)
    secure_cookies: bool = False
    """Set to true behind HTTPS."""
    turn_workers: int = Field(2, ge=1, le=32)
    typing_preview: bool = True
    """Whether the agent who holds a conversation sees what is being typed."""
    attachment_days: int = Field(180, gt=0)
    """After which the content of pictures, files and voice messages is forgotten."""
    rating_names: Literal["nobody", "supervisors", "everybody"] = "supervisors"
    """Who at the desk sees whose conversation a rating is of."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_pii: bool = False
    """Whether values under `pii.` keys are written to the log."""
    limits: Limits = Limits()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
        return (init_settings, env_settings, toml)

    @property
    def reached_at(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def url(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'teller.db'}"


def read_settings(**given: Any) -> Settings:  # noqa: ANN401  pydantic checks
    """Raises SettingsRefused, naming each key that cannot be used."""
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsRefused([f"{settings_file()} is not TOML: {wrong}"]) from None
    except ValidationError as wrong:
        keys = [
            f"TELLER_{'__'.join(str(part).upper() for part in one['loc'])}: "
            f"{one['msg']}"
            for one in wrong.errors(include_input=False)
        ]
        raise SettingsRefused(keys) from None
