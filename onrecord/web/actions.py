"""What a newsroom changes, for the API and the console alike: checked, written, and noted in the audit log.

Names in addresses are a newsroom's own; ``alerts.spec.qualified`` makes them unique. Whatever belongs to another
newsroom does not exist here: the answer is 404, with nothing of it in the words.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from alerts import signing
from alerts.channels import refusal
from alerts.models import Channel, EndpointState, Secret, Subscription
from alerts.preview import Preview
from alerts.spec import EndpointSpec, SilenceSpec, SubscriptionSpec, qualified
from onrecord.store import accounts, delivery_log, feedback, queries, queries_desk, recovery, subscriptions
from onrecord.store.accounts import Identity
from onrecord.store.base import Unit
from onrecord.store.delivery_log import DeliveryLine
from onrecord.store.feedback import Feedback
from onrecord.store.occasions import Tried, evidence_of, try_on_archive
from onrecord.store.queries_desk import SubscriptionLine
from onrecord.store.recovery import Missed
from onrecord.web.lately import Lately
from onrecord.web.parts import WebParts
from onrecord.web.problems import ProblemError

LONGEST_BACKTEST = timedelta(days=366)
SECRET_BYTES = 32


async def mine(unit: Unit, who: Identity, kind: str, name: str, *, change: bool = False) -> str:
    """The full id of a thing of the asker's newsroom. Raises ProblemError (404, 409 for what a file provides)."""
    full = qualified(who.tenant, name)
    origin = await queries_desk.origin_of(unit, kind, who.tenant, full)
    if origin is None:
        raise ProblemError(404, f"no such {kind}: {name}")
    if change and origin == subscriptions.FILE:
        raise ProblemError(409, f"{name} stands in subscriptions.yaml: change it there")
    return full


def _own(spec: Any, who: Identity) -> Any:
    """The spec with the asker's newsroom. Raises ProblemError where it names another."""
    if "tenant" in spec.model_fields_set and spec.tenant != who.tenant:
        raise ProblemError(403, "a key changes only its own newsroom; leave tenant out")
    return spec.model_copy(update={"tenant": who.tenant})


async def save_subscription(
    parts: WebParts, who: Identity, spec: SubscriptionSpec, *, new: bool = False
) -> SubscriptionLine:
    """Write a subscription. ``new``: it must not be there yet. Raises ProblemError."""
    spec = _own(spec, who)
    _no_place(spec)
    _known(parts, spec)
    subscription = spec.subscription({})
    async with parts.store.unit() as unit:
        await _free_or_own(unit, who, "subscription", spec.id, new=new)
        for name in spec.endpoints:
            await mine(unit, who, "endpoint", name)
        await subscriptions.put_subscription(unit, spec, subscription, subscriptions.API, parts.now())
        await accounts.note(unit, who, "subscription.saved", spec.id, parts.now())
        line = await queries_desk.subscription(unit, who.tenant, subscription.id)
    assert line is not None
    return line


def _no_place(spec: SubscriptionSpec) -> None:
    if spec.endpoint is not None:
        raise ProblemError(422, "endpoint: make the endpoint first, then name it in endpoints")


def _known(parts: WebParts, spec: SubscriptionSpec) -> None:
    """Figures and topics that are nowhere defined would never alert: refuse them."""
    topics = (*spec.topics.any, *spec.topics.all, *spec.topics.none)
    unknown = [f"figure {one}" for one in spec.figures if one not in parts.figure]
    unknown += [f"topic {one}" for one in topics if one not in parts.topic]
    if unknown:
        raise ProblemError(422, f"there is no {', no '.join(unknown)}")


async def _free_or_own(unit: Unit, who: Identity, kind: str, name: str, *, new: bool) -> None:
    origin = await queries_desk.origin_of(unit, kind, who.tenant, qualified(who.tenant, name))
    if new and origin is not None:
        raise ProblemError(409, f"there is a {kind} {name} already")
    if not new and origin is None:
        raise ProblemError(404, f"no such {kind}: {name}")
    if origin == subscriptions.FILE:
        raise ProblemError(409, f"{name} stands in subscriptions.yaml: change it there")


async def remove_subscription(parts: WebParts, who: Identity, name: str) -> None:
    """Remove a subscription; what it was told stays in the log."""
    async with parts.store.unit() as unit:
        await subscriptions.remove(unit, await mine(unit, who, "subscription", name, change=True), parts.now())
        await accounts.note(unit, who, "subscription.removed", name, parts.now())


async def switch_subscription(parts: WebParts, who: Identity, name: str, enabled: bool) -> None:
    """Switch a subscription on or off."""
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "subscription", name, change=True)
        await subscriptions.switch(unit, full, enabled, parts.now())
        await accounts.note(unit, who, "subscription.on" if enabled else "subscription.off", name, parts.now())


async def backtest(parts: WebParts, who: Identity, spec: SubscriptionSpec, since: datetime, until: datetime) -> Tried:
    """What ``spec`` would have sent; it need not be kept. Raises ProblemError for a span that is too long."""
    if not since < until:
        raise ProblemError(422, "since must be before until")
    if until - since > LONGEST_BACKTEST:
        raise ProblemError(422, "a backtest reaches back a year at most")
    subscription = _to_try(parts, who, spec)
    async with parts.store.view() as view:
        return await try_on_archive(view, subscription, since, until)


@dataclass(frozen=True, slots=True)
class Previewed:
    """A preview with the evidence of what it shows, by statement id. ``chosen``: of some figures, not of all."""

    result: Preview
    evidence: dict[str, dict[str, Any]]
    chosen: bool


async def preview(parts: WebParts, who: Identity, lately: Lately, spec: SubscriptionSpec) -> Previewed:
    """What ``spec`` would have sent in the last 30 days, at once; it need not be kept. Raises ProblemError."""
    result = await lately.preview(_to_try(parts, who, spec), parts.now())
    shown = [facts.statement_id for facts in result.examples] + [one.facts.statement_id for one in result.near_misses]
    async with parts.store.view() as view:
        return Previewed(result, await evidence_of(view, list(dict.fromkeys(shown))), bool(spec.figures))


def _to_try(parts: WebParts, who: Identity, spec: SubscriptionSpec) -> Subscription:
    """The subscription as if it were switched on."""
    _known(parts, spec)
    subscription: Subscription = _own(spec, who).model_copy(update={"endpoint": None}).subscription({})
    return replace(subscription, enabled=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret, shown this once. ``public_key`` for ed25519."""

    secret: str
    public_key: str = ""


def _fresh_secret() -> str:
    return signing.new_secret(random.token_bytes(SECRET_BYTES))


def _shown(secret: str) -> Shown:
    return Shown(secret, signing.public_key(secret) if secret.startswith(signing.PRIVATE) else "")


async def save_endpoint(parts: WebParts, who: Identity, spec: EndpointSpec, *, new: bool = False) -> Shown | None:
    """Write an endpoint. A new webhook without a secret gets one, which is returned this once. Raises ProblemError."""
    spec = _own(spec, who)
    if spec.secret_file is not None:
        raise ProblemError(422, "secret_file: only the configuration files can name a file; send secret")
    if spec.id is None:
        raise ProblemError(422, "id: an endpoint needs a name of its own")
    endpoint = spec.endpoint(qualified(who.tenant, spec.id))
    endpoint = replace(endpoint, id=qualified(who.tenant, spec.id))
    if endpoint.channel == Channel.APPRISE and (problem := refusal(endpoint.url)):
        raise ProblemError(422, f"url: {problem}")
    made = ""
    if new and endpoint.channel == Channel.WEBHOOK and not endpoint.secrets:
        made = _fresh_secret()
        endpoint = replace(endpoint, secrets=(Secret(made),))
    async with parts.store.unit() as unit:
        await _free_or_own(unit, who, "endpoint", spec.id, new=new)
        await subscriptions.put_endpoint(unit, endpoint, parts.sealer, subscriptions.API, parts.now())
        await accounts.note(unit, who, "endpoint.saved", spec.id, parts.now(), channel=endpoint.channel.value)
    return _shown(made) if made else None


async def rotate_secret(parts: WebParts, who: Identity, name: str) -> Shown:
    """Give an endpoint a new secret; the old one signs on beside it for 24 hours."""
    secret = _fresh_secret()
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "endpoint", name, change=True)
        await subscriptions.rotate_secret(unit, full, secret, parts.sealer, parts.now())
        await accounts.note(unit, who, "endpoint.rotated", name, parts.now())
    return _shown(secret)


async def remove_endpoint(parts: WebParts, who: Identity, name: str) -> None:
    """Remove an endpoint that no subscription names any more."""
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "endpoint", name, change=True)
        lines = await queries_desk.subscriptions(unit, who.tenant)
        users = [
            line.subscription.name or line.subscription.id for line in lines if full in line.subscription.endpoints
        ]
        if users:
            raise ProblemError(409, f"still used by {', '.join(users)}")
        await queries_desk.remove_endpoint(unit, full, parts.now())
        await accounts.note(unit, who, "endpoint.removed", name, parts.now())


async def pause_endpoint(parts: WebParts, who: Identity, name: str) -> None:
    """Send nothing to an endpoint until it is resumed; what is due waits."""
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "endpoint", name)
        await subscriptions.set_state(unit, full, EndpointState.PAUSED, f"paused by {who.name}")
        await accounts.note(unit, who, "endpoint.paused", name, parts.now())


async def resume_endpoint(parts: WebParts, who: Identity, name: str) -> int:
    """Send again what waits for an endpoint, from now on. How many deliveries that are."""
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "endpoint", name)
        count = await recovery.resume(unit, full, parts.now())
        await accounts.note(unit, who, "endpoint.resumed", name, parts.now(), deliveries=count)
    return count


async def test_endpoint(parts: WebParts, who: Identity, name: str) -> str:
    """Queue a signed test. The id of its delivery: its attempts say what came of it."""
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "endpoint", name)
        delivery_id = await recovery.ping(unit, full, parts.now())
        await accounts.note(unit, who, "endpoint.tested", name, parts.now())
    return delivery_id


async def missed(parts: WebParts, who: Identity, name: str, since: datetime) -> Missed:
    """How much a recovery of an endpoint would send, before it does."""
    async with parts.store.view() as view:
        return await recovery.missed(view, await mine(view, who, "endpoint", name), since, parts.now())


async def recover(parts: WebParts, who: Identity, name: str, since: datetime) -> int:
    """Send an endpoint anew what it missed since then. How many deliveries that are."""
    async with parts.store.unit() as unit:
        full = await mine(unit, who, "endpoint", name)
        count = await recovery.recover(unit, full, since, parts.now())
        await accounts.note(unit, who, "endpoint.recovered", name, parts.now(), deliveries=count)
    return count


async def own_delivery(view: Unit, who: Identity, delivery_id: str) -> DeliveryLine:
    """A delivery of the asker's newsroom. Raises ProblemError (404)."""
    line = await delivery_log.delivery(view, delivery_id)
    if line is None or line.tenant != who.tenant:
        raise ProblemError(404, "no such delivery")
    return line


async def replay(parts: WebParts, who: Identity, delivery_ids: Sequence[str]) -> int:
    """Send deliveries again: same body, same ``webhook-id``. How many there were. Raises ProblemError (404)."""
    async with parts.store.unit() as unit:
        for one in delivery_ids:
            await own_delivery(unit, who, one)
        count = await recovery.replay(unit, list(delivery_ids), parts.now())
        await accounts.note(unit, who, "delivery.replayed", f"{count} deliveries", parts.now(), first=delivery_ids[:5])
    return count


async def save_silence(parts: WebParts, who: Identity, spec: SilenceSpec) -> None:
    """Hold back what matches, from ``starts`` to ``ends``. Raises ProblemError."""
    spec = _own(spec, who)
    if spec.ends <= parts.now():
        raise ProblemError(422, "ends: this is over already")
    silence = replace(spec.silence(), id=qualified(who.tenant, spec.id))
    full = frozenset(qualified(who.tenant, name) for name in spec.subscriptions)
    async with parts.store.unit() as unit:
        if await queries_desk.origin_of(unit, "silence", who.tenant, silence.id) == subscriptions.FILE:
            raise ProblemError(409, f"{spec.id} stands in subscriptions.yaml: change it there")
        await subscriptions.put_silence(unit, replace(silence, subscriptions=full), subscriptions.API)
        await accounts.note(unit, who, "silence.saved", spec.id, parts.now(), ends=spec.ends.isoformat())


async def end_silence(parts: WebParts, who: Identity, name: str) -> None:
    """End a silence now."""
    async with parts.store.unit() as unit:
        await subscriptions.end_silence(unit, await mine(unit, who, "silence", name, change=True))
        await accounts.note(unit, who, "silence.ended", name, parts.now())


async def say(parts: WebParts, who: Identity, claim_id: str, statement_id: str, says: str) -> str:
    """Keep an editor's word on a statement of a claim and follow it; the claim that the statement is under then.

    Raises ProblemError (404, 422).
    """
    if says not in feedback.SAYINGS:
        raise ProblemError(422, f"say one of: {', '.join(feedback.SAYINGS)}")
    async with parts.store.unit() as unit:
        await _under(unit, claim_id, statement_id)
        word = Feedback(who.name, statement_id, claim_id, says, parts.now())
        claim = await feedback.say(unit, who.tenant, word) or claim_id
        await accounts.note(unit, who, f"feedback.{says}", statement_id, parts.now(), claim=claim_id, under=claim)
    return claim


async def take_back(parts: WebParts, who: Identity, claim_id: str, statement_id: str) -> str:
    """Take back the asker's own word on a statement; the claim that it is under then. Raises ProblemError (404)."""
    async with parts.store.unit() as unit:
        await _under(unit, claim_id, statement_id)
        says = await feedback.take_back(unit, who.tenant, who.name, statement_id)
        if says is None:
            raise ProblemError(404, "you have said nothing about this statement")
        line = await queries.statement(unit, statement_id)
        claim = line.claim_id if line else claim_id
        await accounts.note(unit, who, "feedback.undone", statement_id, parts.now(), said=says, under=claim)
    return claim


async def _under(unit: Unit, claim_id: str, statement_id: str) -> None:
    line = await queries.statement(unit, statement_id)
    if line is None or line.claim_id != claim_id:
        raise ProblemError(404, "there is no such statement under this claim; somebody may just have moved it")


def readable(who: Identity, attempts: Sequence[delivery_log.AttemptLine]) -> list[delivery_log.AttemptLine]:
    """Attempts as ``who`` may see them: what the receiver answered may be confidential, so readers don't."""
    if who.role.covers(accounts.Role.EDITOR):
        return list(attempts)
    return [replace(one, answer="") for one in attempts]
