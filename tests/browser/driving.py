"""A driven Chromium with the few gestures that the stories need, and what the performance entries of a page say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

PATIENCE_S = 60
"""How long a story waits for what must come; a machine that runs much else at the same time is slow."""

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--hide-scrollbars", "--window-size=1280,900", "--lang=en-GB")  # fmt: skip


class Browser:
    """Chromium at one place."""

    def __init__(self, driver: webdriver.Chrome, url: str) -> None:
        self.driver, self.url = driver, url

    def open(self, path: str) -> None:
        self.driver.get(self.url + path)

    def find(self, selector: str) -> WebElement:
        return self.until(lambda d: d.find_element(By.CSS_SELECTOR, selector))

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def until(self, there: Callable[[webdriver.Chrome], Any]) -> Any:
        return WebDriverWait(self.driver, PATIENCE_S, 0.05, ignored_exceptions=[Exception]).until(there)

    def says(self, words: str) -> None:
        self.until(lambda _: words in self.text())

    def press(self, words: str) -> None:
        found = f"//*[self::button or self::a][normalize-space()={words!r}]"
        self.until(lambda d: d.find_element(By.XPATH, found)).click()

    def agree(self) -> None:
        self.until(lambda d: d.switch_to.alert).accept()

    def active(self) -> WebElement:
        return self.driver.switch_to.active_element

    def look(self, width: int, height: int, scheme: str) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def sign_in(self, login: str, password: str) -> None:
        self.driver.delete_all_cookies()
        self.open("/")
        self.find("#login").send_keys(login)
        self.find("#password").send_keys(password, Keys.ENTER)
        self.find("#live-state")

    def weight(self) -> int:
        """Bytes of the page with style and scripts, as they came over the wire, without fonts."""
        return int(self.driver.execute_script(_WEIGHT))

    def first_paint(self) -> float:
        """Milliseconds from asking for the page to its first contents."""
        return float(self.until(lambda d: d.execute_script(_PAINT)))

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA; empty where it is not installed."""
        if not AXE.exists():
            return []
        self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(_RUN_AXE)
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@contextmanager
def chromium(paths: dict[str, Any], folder: Path, url: str) -> Iterator[Browser]:
    """A browser with a fresh profile in ``folder``."""
    options = webdriver.ChromeOptions()
    options.binary_location = paths["browser"]
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(paths["driver"]))
    try:
        yield Browser(driver, url)
    finally:
        driver.quit()


_WEIGHT = """
const size = (e) => e.name.endsWith('.woff2') ? 0 : (e.transferSize || e.encodedBodySize);
return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, e) => sum + size(e), 0);
"""

_PAINT = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"

_RUN_AXE = """
const done = arguments[arguments.length - 1];
const asked = {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']};
axe.run(document, asked).then(found => done(found.violations));
"""
