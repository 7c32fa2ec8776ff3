"""All settings, from the environment (prefix ``QIAOBAN_``) or a ``.env`` file in the working folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.turn import Dialect
from knowledge.item import District
from knowledge.places import Place

PROJECT_ROOT = Path(__file__).resolve().parent.parent


_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """What an operator may set. Every field has a default that works on one small machine."""

    model_config = SettingsConfigDict(env_prefix="QIAOBAN_", env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    """Address to listen on. Only this machine can reach the default."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    allowed_hosts: list[str] | None = None
    """Names under which pages and clients may reach it; when not set: this machine's own while ``host`` is one of
    them, any name otherwise."""
    home: Path = PROJECT_ROOT / "var"
    """Folder for the database, trained models, speech models and logs."""
    database_url: str | None = None
    """SQLAlchemy URL; SQLite in ``home`` when not set."""
    redis_url: str | None = None
    """``redis://…``: events and rate limits shared by several processes; within this one when not set."""
    items: Path | None = None
    """Folder of knowledge items; the shipped ones when not set."""
    encoder: str | None = None
    """A sentence-transformers model by name or path; the project's own trained one when not set."""
    rasa: bool = True
    """Whether to run Rasa. Without it every turn is answered by search alone."""
    rasa_python: Path = PROJECT_ROOT / ".venv-rasa" / "bin" / "python"
    """The interpreter of Rasa's own environment."""
    rasa_timeout_s: Annotated[float, Field(gt=0)] = 1.5
    """Longest wait for Rasa's answer to one turn, in seconds."""
    default_dialect: Dialect = Dialect.YUE
    """Spoken when neither the person nor the text tells."""
    place_name: str | None = None
    """Where the kiosk stands, as people call it; with its district or coordinates it can name what is near."""
    place_district: District | None = None
    """The district that it stands in, e.g. 江海."""
    place_latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Its latitude in degrees; with the longitude, distances can be told."""
    place_longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Its longitude in degrees."""
    vosk_model: Path | None = None
    """A Vosk model folder for Mandarin; the first one under ``home/models/vosk`` when not set."""
    keep_days: Annotated[int, Field(ge=0)] = 30
    """Days after which a conversation nobody continued is deleted; 0 keeps all."""
    voice_seconds: Annotated[float, Field(gt=0, le=300)] = 60.0
    """Longest utterance accepted, in seconds."""
    requests_per_minute: Annotated[int, Field(ge=1)] = 600
    """Requests one address may make in a minute; this machine itself is not counted."""
    public_url: HttpUrl | None = None
    """Where people reach this service from outside, for links in messages."""
    wechat_token: str | None = None
    """The token set at the platform; with ``wechat_app_id`` and ``wechat_secret`` it opens the WeChat channel."""
    wechat_app_id: str | None = None
    """The account's AppID."""
    wechat_secret: SecretStr | None = None
    """The account's AppSecret."""
    wechat_aes_key: SecretStr | None = None
    """The EncodingAESKey, 43 characters: only encrypted messages are accepted then (the platform's safe mode)."""
    wechat_api_url: HttpUrl = HttpUrl("https://api.weixin.qq.com")
    """The platform's API."""
    wechat_passive_s: Annotated[float, Field(ge=0, le=4.9)] = 4.5
    """Longest time for an answer in the response to the platform, in seconds; later ones are sent by its API.

    With 0 all are."""
    log_json: bool = False
    """Log as JSON lines instead of readable text."""

    @field_validator("wechat_aes_key")
    @classmethod
    def _aes_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not re.fullmatch(r"[A-Za-z0-9]{43}", key.get_secret_value()):
            raise ValueError("it has 43 letters and figures, as the platform shows it")
        return key

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        if (self.place_latitude is None) != (self.place_longitude is None):
            raise ValueError("set both QIAOBAN_PLACE_LATITUDE and QIAOBAN_PLACE_LONGITUDE, or neither")
        if not self.place_name and (self.place_district or self.place_latitude is not None):
            raise ValueError("QIAOBAN_PLACE_NAME should say what people call the place where the kiosk stands")
        return self

    @property
    def place(self) -> Place | None:
        """Where the kiosk stands; None when not set."""
        if not self.place_name:
            return None
        return Place(self.place_name, self.place_district, self.place_latitude, self.place_longitude)

    @property
    def wechat(self) -> bool:
        """Whether the WeChat channel is open."""
        return bool(self.wechat_token and self.wechat_app_id and self.wechat_secret)

    @property
    def own_hosts(self) -> list[str]:
        """The names it answers to; ``*`` for any."""
        if self.allowed_hosts is not None:
            return self.allowed_hosts
        return [*_LOOPBACK] if self.host in _LOOPBACK else ["*"]

    @property
    def conversations_url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'qiaoban.db'}"

    @property
    def knowledge_models(self) -> Path:
        """Where the trained encoder and its calibration lie."""
        return self.home / "models" / "knowledge"

    @property
    def rasa_models(self) -> Path:
        """Where the trained Rasa model lies."""
        return self.home / "models" / "rasa"

    @property
    def vosk_models(self) -> Path:
        """Where downloaded Vosk models lie."""
        return self.home / "models" / "vosk"

    @property
    def rasa_log(self) -> Path:
        """Rasa's own output."""
        return self.home / "log" / "rasa.log"

    @property
    def url(self) -> str:
        """Where the server is reached from this machine."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return str(HttpUrl(f"http://{name}:{self.port}")).rstrip("/")
