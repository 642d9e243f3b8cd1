"""Forms as the specs that subscriptions, endpoints and silences are written in. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

_NOT_ID = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """An id from a name: letters and digits of the Latin alphabet, parted by dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_ID.sub("-", plain).strip("-")[:60]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form: a sentence by field; ``general`` for what is no field's alone."""

    fields: Mapping[str, str]
    general: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields or self.general)


NOTHING_WRONG = Wrong({})


def checked(model: type[BaseModel], values: Mapping[str, Any]) -> tuple[Any, Wrong]:
    """``values`` as ``model``, or what is wrong with them."""
    try:
        return model.model_validate(values), NOTHING_WRONG
    except ValidationError as error:
        fields: dict[str, str] = {}
        for one in error.errors():
            field = str(one["loc"][0]) if one["loc"] else ""
            fields.setdefault(field, one["msg"].removeprefix("Value error, "))
        return None, Wrong({k: v for k, v in fields.items() if k}, fields.get("", ""))


def _listed(form: FormData, name: str) -> list[str]:
    return [str(value) for value in form.getlist(name) if str(value)]


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()


_SHARES = ("min_confidence", "novelty_threshold")


def subscription_values(form: FormData, known: Sequence[str] = ()) -> dict[str, Any]:
    """What a subscription's form says, in the words of ``alerts.spec``. ``known``: endpoints that may be named."""
    values: dict[str, Any] = {
        "id": _text(form, "id") or slug(_text(form, "name")) or "unnamed",
        "name": _text(form, "name"),
        "figures": _listed(form, "figures"),
        "topics": {"any": _listed(form, "topics")},
        "outlets": {"any": _listed(form, "outlets"), "none": _listed(form, "not_outlets")},
        "languages": _listed(form, "languages"),
        "events": _listed(form, "events"),
        "kinds": _listed(form, "kinds"),
        "corroboration": _text(form, "corroboration") or "flash",
        "dry_run": "dry_run" in form,
        "endpoints": [one for one in _listed(form, "endpoints") if not known or one in known],
    }
    values |= {name: _share(_text(form, name)) for name in _SHARES if _text(form, name)}
    if values["corroboration"] != "flash":
        values["corroboration"] = _number(values["corroboration"])
    if _text(form, "quiet_from") and _text(form, "quiet_to"):
        values["quiet_hours"] = {
            "from": _text(form, "quiet_from"),
            "to": _text(form, "quiet_to"),
            "timezone": _text(form, "timezone") or "UTC",
        }
    if _text(form, "digest"):
        values["digest"] = {"every": _text(form, "digest")}
    if _text(form, "rate"):
        values["rate_limit"] = {"alerts": _number(_text(form, "rate")), "per": "1h"}
    return values


_CLEARED = ("quiet_hours", "digest", "rate_limit")
"""What a form without a value in it takes away."""


def over(kept: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` of a form over a spec as it is kept: what the form does not show stays as it was."""
    merged = {**kept, **dict.fromkeys(_CLEARED), **values}
    for name in ("topics", "outlets"):
        merged[name] = {**(kept.get(name) or {}), **(values.get(name) or {})}
    for name in _CLEARED:
        if merged[name] and kept.get(name):
            merged[name] = {**kept[name], **values[name]}
    return {name: value for name, value in merged.items() if value is not None}


def _share(text: str) -> Any:
    """A number as specs want it; what is none stays as it was typed, to be refused with words."""
    try:
        return float(text)
    except ValueError:
        return text


def _number(text: str) -> Any:
    return int(text) if text.isdecimal() and len(text) < 9 else text
