"""The running demonstration, as ``onrecord demo`` gives it, with two more outlets: one hostile, one broken."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "onrecord" / "demo"

PLAYED_S = 75.0
"""Over how long the articles appear: an editor who signs in at once sees most of them arrive."""

HOSTILE_TITLE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> Rutte speaks"
HOSTILE_TEXT = (
    "“Every ally pays <b onmouseover=alert(1)>its</b> share of the <script>document.title='owned'</script> new bridge "
    "over the Sava,” NATO Secretary General Mark Rutte said in Sisak on Friday.\n"
    "Kaja Kallas said in Sisak that ferries to the <svg onload=document.title='owned'> isle would sail again in May.\n"
)
"""What a feed must never be able to do: its markup is text."""


def manifest(folder: Path) -> Path:
    """The demonstration's manifest with the two outlets; the hostile article appears among the others."""
    shipped = yaml.safe_load((SHIPPED / "manifest.yaml").read_text(encoding="utf-8"))
    for outlet in shipped["outlets"]:
        outlet["page"] = str(SHIPPED / outlet["page"])
        for article in outlet["articles"]:
            article["file"] = str(SHIPPED / article["file"])
    (folder / "hostile.txt").write_text(HOSTILE_TEXT, encoding="utf-8")
    hostile = {"file": "hostile.txt", "published": "2024-12-20T08:00:00Z", "title": HOSTILE_TITLE}
    shipped["outlets"] += [
        {"id": "sly-mirror", "name": "The Sly <b>Mirror</b>", "articles": [hostile]},
        {"id": "silent-gazette", "name": "The Silent Gazette", "fails": 503},
    ]
    path = folder / "manifest.yaml"
    path.write_text(yaml.safe_dump(shipped, allow_unicode=True), encoding="utf-8")
    return path


class Demo:
    """``onrecord demo`` in a process of its own. ``accounts``: passwords by login, as it prints them."""

    def __init__(self, folder: Path, seconds: float = PLAYED_S) -> None:
        command = [sys.executable, "-m", "onrecord", "demo", "--stay", "--sign-in", "--seconds", str(seconds)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        self._process = subprocess.Popen(
            [*command, "--manifest", str(manifest(folder))], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env=environment | {"PYTHONUNBUFFERED": "1"}, cwd=folder,
        )  # fmt: skip
        self._said: list[str] = []
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.url = self._wait_for(r"The console: (http://\S+)")[1]
        self.accounts = {login: self._wait_for(rf"sign in as ({login}@\S+)  (\S+)")[2] for login in ("editor", "ops")}

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.append(line)

    def _wait_for(self, pattern: str, seconds: float = 90.0) -> re.Match[str]:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._process.poll() is None:
            found = re.search(pattern, "".join(self._said))
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"the demonstration did not print {pattern}: {''.join(self._said)[-2000:]}")

    def played(self) -> None:
        """Wait until the last article has been read and its alerts delivered."""
        self._wait_for("All is published", 300)

    def close(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listening.join(10)
        if self._process.stdout is not None:
            self._process.stdout.close()
