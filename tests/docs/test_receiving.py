"""docs/receiving.md: every verifier takes the good samples and refuses the bad ones; the subscriptions are valid."""

from __future__ import annotations

import base64
import json
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from alerts import signing
from alerts.models import EventType, Subscription
from alerts.payload import build
from alerts.rendering import render
from alerts.retry import SCHEDULE
from alerts.samples import Sample, samples
from alerts.spec import SubscriptionFile
from tests.fakes.occasions import occasion

PAGE = (Path(__file__).parents[2] / "docs" / "receiving.md").read_text(encoding="utf-8")
SECRET, STRANGER = (signing.new_secret(secrets.token_bytes(32)) for _ in range(2))

PYTHON = """
import sys
for line in sys.stdin:
    one = json.loads(line)
    try:
        verify(one["secret"], one["headers"], base64.b64decode(one["body"]))
        print("taken")
    except ValueError:
        print("refused")
"""
JAVASCRIPT = """
for (const line of require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
  const one = JSON.parse(line);
  try { verify(one.secret, one.headers, Buffer.from(one.body, "base64")); console.log("taken"); }
  catch { console.log("refused"); }
}
"""
GO_BEFORE = """package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)
"""
GO_AFTER = """
func main() {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var one struct { Secret string; Headers map[string]string; Body []byte }
		json.Unmarshal(scanner.Bytes(), &one)
		header := http.Header{}
		for name, value := range one.Headers { header.Set(name, value) }
		if verify(one.Secret, header, one.Body) == nil { fmt.Println("taken") } else { fmt.Println("refused") }
	}
}
"""
PHP = """
while (($line = fgets(STDIN)) !== false) {
    $one = json_decode($line, true);
    try { verify($one['secret'], $one['headers'], base64_decode($one['body'])); echo "taken\\n"; }
    catch (Exception $e) { echo "refused\\n"; }
}
"""
RUBY = """
STDIN.each_line do |line|
  one = JSON.parse(line)
  begin
    verify(one["secret"], one["headers"], Base64.decode64(one["body"]))
    puts "taken"
  rescue StandardError
    puts "refused"
  end
end
"""
RUNTIMES = {
    "python": ([sys.executable], "v.py", "", PYTHON),
    "javascript": (["node"], "v.js", "", JAVASCRIPT),
    "go": (["go", "run"], "v.go", GO_BEFORE, GO_AFTER),
    "php": (["php"], "v.php", "<?php\n", PHP),
    "ruby": (["ruby"], "v.rb", "", RUBY),
}


PUBLIC = "With an ed25519 key"
"""The section whose verifiers take the public key in place of the secret."""


def code(language: str, section: str = "Verifying") -> str:
    """The block in ``language`` of a section of the page."""
    part = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    (block,) = re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)
    return str(block)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", RUNTIMES)
def test_a_verifier_takes_the_good_and_refuses_the_bad(language: str, tmp_path: Path) -> None:
    sent = samples(SECRET, STRANGER, datetime.now(UTC))
    assert judged(language, code(language), SECRET, sent, tmp_path) == wanted(sent)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_verifier_with_the_public_key_does_so_too(language: str, tmp_path: Path) -> None:
    (secret, public), (stranger, _) = (signing.new_key_pair(secrets.token_bytes(32)) for _ in range(2))
    sent = samples(secret, stranger, datetime.now(UTC))
    assert judged(language, code(language, PUBLIC), public, sent, tmp_path) == wanted(sent)
    (one, *_) = sent
    relabelled = {**one.headers, "webhook-signature": one.headers["webhook-signature"].replace("v1a,", "v1,")}
    one = replace(one, headers=relabelled, accepted=False)
    assert judged(language, code(language, PUBLIC), public, [one], tmp_path) == wanted([one])


def wanted(sent: Sequence[Sample]) -> dict[str, str]:
    """What a verifier must say of each sample."""
    return {s.name: "taken" if s.accepted else "refused" for s in sent}


def judged(language: str, verifier: str, key: str, sent: Sequence[Sample], folder: Path) -> dict[str, str]:
    """What ``verifier`` says of each sample, run in its own language."""
    command, name, before, after = RUNTIMES[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: its package makes this run")
    (folder / name).write_text(before + verifier + after, encoding="utf-8")
    lines = [
        json.dumps({"secret": key, "headers": dict(s.headers), "body": base64.b64encode(s.body.encode()).decode()})
        for s in sent
    ]
    done = subprocess.run(
        [*command, str(folder / name)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return dict(zip((s.name for s in sent), done.stdout.split(), strict=True))


@pytest.mark.parametrize("language", RUNTIMES)
def test_a_verifier_has_25_lines_at_most(language: str) -> None:
    assert len(code(language).strip().splitlines()) <= 25
    if language in {"python", "javascript"}:
        assert len(code(language, PUBLIC).strip().splitlines()) <= 25


def test_every_event_is_described_and_so_is_the_schedule() -> None:
    table = PAGE.partition("## Events")[2].partition("##")[0]
    assert set(re.findall(r"`([a-z]+\.?[a-z]+)`", table)) >= {event.value for event in EventType}
    waits = PAGE.partition("## When you do not answer")[2]
    for wait in SCHEDULE:
        seconds = int(wait.total_seconds())
        size, unit = next((s, u) for s, u in ((3600, "h"), (60, "min"), (1, "s")) if seconds % s == 0 and seconds >= s)
        written = f"{seconds // size} {unit}" if seconds != 60 else "60 s"
        assert written in waits


def test_the_subscriptions_shown_are_valid() -> None:
    written = yaml.safe_load(code("yaml", "Subscribing"))
    assert SubscriptionFile.model_validate(written).subscriptions[0].id == "rutte-ukraine"


def test_the_message_shown_is_what_a_person_gets() -> None:
    said = occasion("“We will build four hundred kilometres of track,”", same=0.4)
    message = render(json.loads(build(said, Subscription("desk"), said.event)))
    assert code("text", "As mail or chat") == f"{message.title}\n\n{message.text}\n"


def test_the_asyncapi_document_names_every_event_and_points_to_the_schemas() -> None:
    folder = Path(__file__).parents[2] / "docs"
    document = yaml.safe_load((folder / "asyncapi.yaml").read_text(encoding="utf-8"))
    names = set()
    for message in document["components"]["messages"].values():
        form = json.loads((folder / message["payload"]["schema"]["$ref"]).read_text(encoding="utf-8"))
        names |= set(form["properties"]["type"]["enum"])
    assert names == {event.value for event in EventType}
    listed = {entry["$ref"].rpartition("/")[2] for entry in document["channels"]["alerts"]["messages"].values()}
    assert listed == set(document["components"]["messages"])
