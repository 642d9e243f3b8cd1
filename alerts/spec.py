"""How a subscription is written down: the one form of ``config/subscriptions.yaml``, the API and the command line.

The file holds, all parts optional::

    outlet_groups:
      wires: [ap, reuters]                    # used as '@wires' wherever outlets are listed
    endpoints:
      - id: desk                              # ids: letters, digits, dot, dash, underscore
        url: https://hooks.example.org/alerts
        secret_file: /run/secrets/desk        # or secret: whsec_…; HMAC (whsec_) or ed25519 (whsk_)
        name: Foreign desk
        channel: webhook                      # or apprise, with one of its addresses as url
        in_flight: 8                          # requests at once
    subscriptions:
      - id: rutte-ukraine
        name: Rutte on Ukraine
        tenant: default                       # the newsroom
        figures: [mark-rutte]                 # none: any figure
        topics: [ukraine]                     # a list means any; or {any: […], all: […], none: […]}
        outlets: {any: ['@wires', dpa], none: [tabloid]}
        languages: [en, de]
        kinds: [direct, mixed, indirect]
        modalities: [said, denied]
        min_confidence: 0.5
        novelty_threshold: 1.0                # highest likeness to an earlier statement that may still alert as new
        events: [statement.new, statement.updated, statement.corrected, statement.retracted]
        corroboration: flash                  # or a number n >= 2: wait for n independent outlets
        quiet_hours: {from: '22:00', to: '07:00', timezone: Europe/Berlin, days: [mon, tue], together: true}
        digest: {every: 1h}                   # or {at: ['07:00', '17:00'], timezone: Europe/Berlin}
        group_by: article                     # none | article | story, with group_wait: 60s
        rate_limit: {alerts: 20, per: 1h}
        dry_run: false
        enabled: true
        labels: {desk: foreign}
        endpoints: [desk]                     # ids from above, or in place:
        endpoint: {url: https://…, secret_file: …}
    silences:
      - {id: live, owner: anna, comment: we are live, figures: [mark-rutte],
         starts: 2026-01-01T18:00:00Z, ends: 2026-01-01T20:00:00Z}

``config.load`` reads the file and knows its lines; it is handed ``SubscriptionFile`` and these models' field names.
Unknown fields are errors everywhere. Durations are seconds, or a number with s, m, h or d.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from alerts import signing
from alerts.models import (
    DEFAULT_EVENTS,
    DEFAULT_MODALITIES,
    MIN_CONFIDENCE,
    Channel,
    Choice,
    Digest,
    Endpoint,
    EventType,
    Grouping,
    QuietHours,
    RateLimit,
    Secret,
    Silence,
    Subscription,
)
from processors.errors import ConfigError
from processors.models import Kind, Modality

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_UNIT_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_TENANT = "default"
MIN_WINDOW = timedelta(seconds=1)
MAX_WINDOW = timedelta(days=31)


def _duration(value: Any) -> Any:
    """``90``, ``"90s"``, ``"1h"`` as a timedelta; anything else is left to pydantic to refuse."""
    if isinstance(value, bool):
        raise ValueError("a duration is a number of seconds, or a number with s, m, h or d")  # noqa: TRY004 (pydantic's)
    if isinstance(value, int | float):
        return timedelta(seconds=value)
    if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
        return timedelta(seconds=float(found[1]) * _UNIT_S[found[2]])
    return value


def _flash(value: Any) -> Any:
    return 1 if value == "flash" else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {value!r}; names look like Europe/Berlin") from error
    return value


def _written(value: Any) -> Any:
    """A moment is written out: a bare number could be seconds, milliseconds or a slip."""
    if isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit()):
        raise ValueError("a moment with its zone, such as 2026-01-01T18:00:00Z")
    return value


def _clock(value: Any) -> Any:
    """A time of day is text: YAML reads a bare 22:00 as the number 1320, and that many seconds are 22 minutes."""
    if isinstance(value, int | float) or (isinstance(value, str) and ":" not in value):
        raise ValueError("a time of day in quotation marks, such as '22:00'")
    return value


def _number(value: Any) -> Any:
    """Python counts true as 1; whoever writes ``true`` for a number meant another key."""
    if isinstance(value, bool):
        raise ValueError("a number, not true or false")  # noqa: TRY004 - pydantic turns only this one into an error
    return value


Number = BeforeValidator(_number)
Clock = Annotated[time, BeforeValidator(_clock)]
Switch = Annotated[bool, Field(strict=True)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Name = Annotated[str, Field(min_length=1, max_length=128)]
Ids = Annotated[tuple[Name, ...], Field(max_length=500)]
Duration = Annotated[timedelta, BeforeValidator(_duration), Field(ge=MIN_WINDOW, le=MAX_WINDOW)]
Zone = Annotated[str, Field(max_length=64), BeforeValidator(lambda v: _zone(v) if isinstance(v, str) else v)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def qualified(tenant: str, name: str) -> str:
    """``name`` as it is unique over all newsrooms: the default one's are as written, others' begin with theirs."""
    return name if tenant == DEFAULT_TENANT else f"{tenant}~{name}"


class _Spec(BaseModel):
    """Unknown fields are errors, and a spec never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ChoiceSpec(_Spec):
    """One of ``any``, each of ``all``, none of ``none``."""

    any: Ids = ()
    all: Ids = ()
    none: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _list_means_any(cls, value: Any) -> Any:
        return {"any": value} if isinstance(value, list | tuple) else value

    def choice(self, groups: Mapping[str, tuple[str, ...]]) -> Choice:
        """The choice with every ``@group`` replaced by its members. Raises ConfigError for an unknown group."""
        return Choice(*(_expanded(part, groups) for part in (self.any, self.all, self.none)))


def _expanded(names: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    expanded: set[str] = set()
    for name in names:
        if name.startswith("@") and name[1:] not in groups:
            raise ConfigError(f"no such outlet group: {name}; there are {', '.join(sorted(groups)) or 'none'}")
        expanded.update(groups[name[1:]] if name.startswith("@") else (name,))
    return frozenset(expanded)


class QuietSpec(_Spec):
    start: Annotated[Clock, Field(alias="from")]
    end: Annotated[Clock, Field(alias="to")]
    timezone: Zone = "UTC"
    days: tuple[Day, ...] = _DAYS  # type: ignore[assignment]
    together: Switch = True

    def quiet_hours(self) -> QuietHours:
        days = frozenset(_DAYS.index(day) + 1 for day in self.days)
        return QuietHours(self.start, self.end, self.timezone, days, self.together)


class DigestSpec(_Spec):
    every: Duration | None = None
    at: Annotated[tuple[Clock, ...], Field(max_length=48)] = ()
    timezone: Zone = "UTC"

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.every is None) == (not self.at):
            raise ValueError("give either every (a duration) or at (times of day)")
        return self

    def digest(self) -> Digest:
        return Digest(self.every, self.at, self.timezone)


class RateSpec(_Spec):
    alerts: Annotated[int, Field(ge=1, le=100_000), Number]
    per: Duration = timedelta(hours=1)


class EndpointSpec(_Spec):
    """An endpoint. In place (inside a subscription) it needs no id."""

    id: Id | None = None
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    secret: Annotated[str | None, Field(max_length=200, repr=False)] = None
    secret_file: Path | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    tenant: Id = DEFAULT_TENANT
    channel: Channel = Channel.WEBHOOK
    in_flight: Annotated[int, Field(ge=1, le=64), Number] = 8

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.channel == Channel.WEBHOOK and not self.url.startswith(("https://", "http://")):
            raise ValueError(
                "url: a webhook's address begins with https:// (or http://); for others set channel: apprise"
            )
        if self.secret and self.secret_file:
            raise ValueError("give secret or secret_file, not both")
        if self.secret is not None:
            try:
                signing.check(self.secret)
            except ConfigError as error:
                raise ValueError(f"secret: {error}") from error
        return self

    def endpoint(self, default_id: str, secret: str | None = None) -> Endpoint:
        """The endpoint; ``secret`` is what ``secret_file`` held, where it is given."""
        value = secret or self.secret
        secrets = (Secret(signing.check(value)),) if value else ()
        return Endpoint(
            id=qualified(self.tenant, self.id or default_id),
            url=self.url,
            tenant=self.tenant,
            name=self.name or self.id or default_id,
            channel=self.channel,
            secrets=secrets,
            in_flight=self.in_flight,
        )


class SubscriptionSpec(_Spec):
    """A subscription as people write it; ``subscription`` makes the value that the gates use."""

    id: Id
    name: Annotated[str, Field(max_length=200)] = ""
    tenant: Id = DEFAULT_TENANT
    figures: Ids = ()
    topics: ChoiceSpec = ChoiceSpec()
    outlets: ChoiceSpec = ChoiceSpec()
    languages: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...], Field(max_length=100)] = ()
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=3)] = tuple(Kind)
    modalities: Annotated[tuple[Modality, ...], Field(min_length=1, max_length=5)] = tuple(sorted(DEFAULT_MODALITIES))
    min_confidence: Annotated[float, Field(ge=0, le=1), Number] = MIN_CONFIDENCE
    novelty_threshold: Annotated[float, Field(ge=0, le=1), Number] = 1.0
    events: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=20)] = tuple(
        EventType(event) for event in sorted(DEFAULT_EVENTS)
    )
    corroboration: Annotated[int, BeforeValidator(_flash), Number, Field(ge=1, le=50)] = 1
    quiet_hours: QuietSpec | None = None
    digest: DigestSpec | None = None
    group_by: Grouping = Grouping.NONE
    group_wait: Duration = timedelta(seconds=60)
    rate_limit: RateSpec | None = None
    dry_run: Switch = False
    enabled: Switch = True
    labels: Annotated[dict[Name, Annotated[str, Field(max_length=200)]], Field(max_length=20)] = {}
    endpoints: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    endpoint: EndpointSpec | None = None

    def named(self) -> SubscriptionSpec:
        """The spec with an endpoint in place replaced by its id: fit to be kept and shown, without any secret."""
        if self.endpoint is None:
            return self
        endpoints = dict.fromkeys((*self.endpoints, self.endpoint.id or self.id))
        return self.model_copy(update={"endpoint": None, "endpoints": tuple(endpoints)})

    def subscription(self, groups: Mapping[str, tuple[str, ...]]) -> Subscription:
        """The subscription, with outlet groups resolved. Raises ConfigError for an unknown group."""
        endpoints = dict.fromkeys(qualified(self.tenant, name) for name in self.named().endpoints)
        return Subscription(
            id=qualified(self.tenant, self.id),
            name=self.name,
            tenant=self.tenant,
            figures=frozenset(self.figures),
            topics=self.topics.choice({}),
            outlets=self.outlets.choice(groups),
            languages=frozenset(self.languages),
            kinds=frozenset(self.kinds),
            modalities=frozenset(self.modalities),
            min_confidence=self.min_confidence,
            novelty_threshold=self.novelty_threshold,
            events=frozenset(self.events),
            corroboration=self.corroboration,
            endpoints=tuple(endpoints),
            quiet_hours=self.quiet_hours.quiet_hours() if self.quiet_hours else None,
            digest=self.digest.digest() if self.digest else None,
            group_by=self.group_by,
            group_wait=self.group_wait,
            rate_limit=RateLimit(self.rate_limit.alerts, self.rate_limit.per) if self.rate_limit else None,
            dry_run=self.dry_run,
            enabled=self.enabled,
            labels=self.labels,
        )


class SilenceSpec(_Spec):
    id: Id
    tenant: Id = DEFAULT_TENANT
    owner: Name
    comment: Annotated[str, Field(max_length=500)] = ""
    starts: Moment
    ends: Moment
    subscriptions: Ids = ()
    figures: Ids = ()
    topics: Ids = ()
    outlets: Ids = ()

    @field_validator("ends")
    @classmethod
    def _after_start(cls, value: datetime, known: Any) -> datetime:
        if "starts" in known.data and value <= known.data["starts"]:
            raise ValueError("a silence ends after it starts")
        return value

    def silence(self) -> Silence:
        return Silence(
            id=qualified(self.tenant, self.id),
            tenant=self.tenant,
            owner=self.owner,
            comment=self.comment,
            starts=self.starts,
            ends=self.ends,
            subscriptions=frozenset(qualified(self.tenant, name) for name in self.subscriptions),
            figures=frozenset(self.figures),
            topics=frozenset(self.topics),
            outlets=frozenset(self.outlets),
        )


def _different(kind: str, names: Sequence[tuple[str, str]]) -> None:
    twice = sorted(name for (_, name), times in Counter(names).items() if times > 1)
    if twice:
        raise ValueError(f"two {kind}s of one newsroom have the same id: {', '.join(twice)}")


class SubscriptionFile(_Spec):
    """``config/subscriptions.yaml`` as a whole."""

    outlet_groups: dict[Id, Ids] = {}
    endpoints: tuple[EndpointSpec, ...] = ()
    subscriptions: tuple[SubscriptionSpec, ...] = ()
    silences: tuple[SilenceSpec, ...] = ()

    @model_validator(mode="after")
    def _resolvable(self) -> Self:
        if any(endpoint.id is None for endpoint in self.endpoints):
            raise ValueError("an endpoint that does not stand inside a subscription needs an id")
        written = [*self.endpoints, *(s.endpoint for s in self.subscriptions if s.endpoint)]
        if any(one.channel == Channel.WEBHOOK and not (one.secret or one.secret_file) for one in written):
            raise ValueError("a webhook needs secret or secret_file: nothing leaves unsigned")
        in_place = [(s.tenant, s.endpoint.id or s.id) for s in self.subscriptions if s.endpoint]
        endpoints = [(endpoint.tenant, str(endpoint.id)) for endpoint in self.endpoints] + in_place
        _different("endpoint", endpoints)
        _different("subscription", [(subscription.tenant, subscription.id) for subscription in self.subscriptions])
        _different("silence", [(silence.tenant, silence.id) for silence in self.silences])
        for subscription in self.subscriptions:
            missing = sorted(name for name in subscription.endpoints if (subscription.tenant, name) not in endpoints)
            if missing:
                raise ValueError(f"subscription {subscription.id}: no such endpoint: {', '.join(missing)}")
        return self

    def provisioned(self, secret_of: Mapping[Path, str]) -> Provisioned:
        """The values, with ``secret_of`` holding what each ``secret_file`` says. Raises ConfigError."""
        endpoints = [spec.endpoint("", secret_of.get(spec.secret_file or Path())) for spec in self.endpoints]
        for subscription in self.subscriptions:
            if subscription.endpoint is not None:
                own = subscription.endpoint.model_copy(update={"tenant": subscription.tenant})
                endpoints.append(own.endpoint(subscription.id, secret_of.get(own.secret_file or Path())))
        return Provisioned(
            tuple((spec, spec.subscription(self.outlet_groups)) for spec in self.subscriptions),
            tuple(endpoints),
            tuple(spec.silence() for spec in self.silences),
        )


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What a subscriptions file provides; subscriptions also as they were written."""

    subscriptions: tuple[tuple[SubscriptionSpec, Subscription], ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    silences: tuple[Silence, ...] = ()
