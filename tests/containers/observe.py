"""Asks Prometheus, from inside the network of containers, whether it sees every role, knows the rules, and can draw.

Arguments: the profile that runs. Exit code 1, with what is missing, when that has not come true after two minutes.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

SERVER = "http://prometheus:9090/api/v1"
LIMIT_S = 150
ROLES = {"single": {"run"}, "cluster": {"fetch", "work", "deliver", "serve"}}
DASHBOARD = Path("/deploy/grafana/dashboards/onrecord.json")


def ask(path: str, **query: str) -> Any:
    """The answer's data."""
    with urllib.request.urlopen(f"{SERVER}/{path}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
        return json.load(answer)["data"]


def expressions() -> list[str]:
    """What the dashboard's panels draw."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", [])]


def missing(profile: str) -> str:
    """What is not as it should be; empty when all is."""
    seen = {one["metric"]["role"] for one in ask("query", query="onrecord_ready == 1")["result"]}
    if ROLES[profile] - seen:
        return f"roles that are not ready or not seen: {sorted(ROLES[profile] - seen)}"
    rules = [rule for group in ask("rules")["groups"] for rule in group["rules"]]
    ill = [rule["name"] for rule in rules if rule["health"] != "ok"]
    if ill or not rules:
        return f"rules that are not evaluated: {ill or 'all'}"
    firing = [rule["name"] for rule in rules if rule["state"] == "firing"]
    if firing:
        return f"rules that fire: {firing}"
    for expression in expressions():
        ask("query", query=expression)  # a mistake in it is an HTTP error
    return ""


def main() -> int:
    """Ask until all is there."""
    profile, begun, lacking = sys.argv[1], time.monotonic(), "no answer"
    while time.monotonic() - begun < LIMIT_S:
        try:
            lacking = missing(profile)
        except (urllib.error.URLError, OSError) as error:
            lacking = f"Prometheus: {error}"
        if not lacking:
            waited, drawn = time.monotonic() - begun, len(expressions())
            print(f"== observe: roles {sorted(ROLES[profile])}, rules and {drawn} queries after {waited:.0f} s")
            return 0
        time.sleep(3)
    print(f"observe: {lacking}")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
