"""What a browser makes of the console on loopback: when each page first shows its contents, and what it weighs.

Chromium opens every page over an archive of 20,000 statements, with an empty cache and with style, scripts and fonts
kept; figures are medians in milliseconds from asking to first contents, and bytes as they come over the wire without
fonts. Needs Chromium and its driver (``make services``), or their paths in BENCH_CHROMIUM and BENCH_CHROMEDRIVER.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

from benchmarks import console, console_archive
from benchmarks.console_archive import say
from benchmarks.report import Figure
from processors.errors import ConfigError

TARGET_MS, HEAVIEST_KB = 300, 150
PATIENCE_S = 20
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--window-size=1280,900")  # fmt: skip

_PAINT = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_WEIGHT = """
const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
return all.filter((e) => !e.name.endsWith('.woff2')).reduce((sum, e) => sum + (e.transferSize || 0), 0);
"""


def _program(variable: str, name: str) -> str:
    path = os.environ.get(variable) or shutil.which(name)
    if path is None:
        raise ConfigError(f"needs {name}: run `make services`, or give its path in {variable}")
    return path


def _opened(driver: Any, address: str, *, cold: bool) -> tuple[float, float]:
    """First contents (ms) and weight (kB) of a page."""
    if cold:
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.get(address)
    paint = WebDriverWait(driver, PATIENCE_S, 0.01).until(lambda d: d.execute_script(_PAINT))
    return float(paint), float(driver.execute_script(_WEIGHT)) / 1000


def _measured(base: str, pages: dict[str, str], folder: Path, times: int) -> dict[str, Figure]:
    options = webdriver.ChromeOptions()
    options.binary_location = _program("BENCH_CHROMIUM", "chromium")
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(_program("BENCH_CHROMEDRIVER", "chromedriver")))
    found: dict[str, Figure] = {}
    worst = {"cold": (0.0, ""), "kept": (0.0, ""), "weight": (0.0, "")}
    try:
        _opened(driver, base, cold=True)  # the first page of a browser's life starts its processes
        for name, at in pages.items():
            cold = [_opened(driver, base + at, cold=True) for _ in range(times)]
            kept = [_opened(driver, base + at, cold=False)[0] for _ in range(times)]
            first, again = statistics.median(paint for paint, _ in cold), statistics.median(kept)
            weight = max(kilobytes for _, kilobytes in cold)
            about = f"{again:.0f} ms with a kept cache; {weight:.1f} kB"
            found[name] = Figure(round(first, 1), "ms to first contents", f"<= {TARGET_MS}", about)
            say(f"{name}: {first:.0f} ms, {about}")
            for kind, value in (("cold", first), ("kept", again), ("weight", weight)):
                worst[kind] = max(worst[kind], (value, name))
    finally:
        driver.quit()
    return found | {
        "load": Figure(round(os.getloadavg()[0], 1), "processes that wanted a core in the last minute"),
        "worst_empty_cache": Figure(round(worst["cold"][0], 1), "ms", f"<= {TARGET_MS}", worst["cold"][1]),
        "worst_kept_cache": Figure(round(worst["kept"][0], 1), "ms", f"<= {TARGET_MS}", worst["kept"][1]),
        "heaviest": Figure(round(worst["weight"][0], 1), "kB without fonts", f"<= {HEAVIEST_KB}", worst["weight"][1]),
    }


async def _paint(total: int, folder: Path, times: int) -> dict[str, Figure]:
    url = await asyncio.to_thread(console_archive.sqlite, total, folder)
    asked = await console.addresses(url, total)
    pages = {name: at for name, at in asked.items() if at.startswith("/") and not at.startswith("/api/")}
    async with console.console(url) as base:
        return await asyncio.to_thread(_measured, base, pages, folder, times)


def run(quick: bool) -> dict[str, Figure]:
    """Each page of the console, and the worst."""
    total, times = (2_000, 2) if quick else (20_000, 7)
    with tempfile.TemporaryDirectory(prefix="onrecord-paint-", ignore_cleanup_errors=True) as folder:
        return asyncio.run(_paint(total, Path(folder), times))
