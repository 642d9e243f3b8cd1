"""The console in real Chromium: what an editor and ops do, on a desktop and a phone, in light and dark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.place import LOGIN, PASSWORD, Place
from tests.contract.web_client import newsroom

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
PAGES = ("/", "/figures", "/figures/anna-berg", "/subscriptions", "/subscriptions/new", "/endpoints/new",
         "/endpoints/desk", "/deliveries", "/sources", "/sources/northwire", "/sources/add", "/system")  # fmt: skip
SHOWN_IN_ALL = ("wire", "claims")
"""Pages whose pictures in the documentation are in light and dark, on a desktop and a phone."""

HEAVIEST = 150_000
"""Bytes of a page with its style and scripts, without fonts."""


class Browser:
    """A driven Chromium with the few gestures that the stories need."""

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
        return WebDriverWait(self.driver, 20, 0.05, ignored_exceptions=[Exception]).until(there)

    def says(self, words: str) -> None:
        self.until(lambda _: words in self.text())

    def press(self, words: str) -> None:
        found = f"//*[self::button or self::a][normalize-space()={words!r}]"
        self.until(lambda d: d.find_element(By.XPATH, found)).click()

    def agree(self) -> None:
        self.until(lambda d: d.switch_to.alert).accept()

    def look(self, width: int, height: int, scheme: str) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def sign_in(self) -> None:
        self.open("/")
        self.find("#login").send_keys(LOGIN)
        self.find("#password").send_keys(PASSWORD, Keys.ENTER)
        self.find("#lines")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    opened = Place(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def browser(place: Place, chromium: dict[str, Any], tmp_path: Path) -> Iterator[Browser]:
    options = webdriver.ChromeOptions()
    options.binary_location = chromium["browser"]
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
                 "--hide-scrollbars", f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,900"):  # fmt: skip
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(chromium["driver"]))
    yield Browser(driver, place.url)
    driver.quit()


def test_an_editors_day(browser: Browser, place: Place) -> None:
    """Sign in; a statement arrives without reload; claim, wordings, feedback; subscribe, test, see it, send again."""
    browser.sign_in()
    browser.until(lambda _: browser.find("#live-state").text == "Live")
    marker = browser.driver.execute_script("return window.here = Math.random()")
    place.publish(replace(newsroom.HOSTILE, page="fresh", title="Fresh", text="“Ships sail today,” Anna Berg said.",
        said=(newsroom.Said("fresh", "anna-berg", "Anna Berg", "“Ships sail today,”"),)))  # fmt: skip
    browser.says("Ships sail today")
    assert browser.driver.execute_script("return window.here") == marker, "without a reload"

    browser.find("a[href^='/figures/anna-berg']").click()
    browser.press("“We will provide 40 billion crowns for the alliance next year,”")
    browser.says("Wordings side by side")
    assert len(browser.all(".wording")) == 3
    assert "50 billion crowns" in browser.find(".steps").text
    browser.press("Not new")
    browser.says("says: not new")

    browser.open("/subscriptions/new?figure=anna-berg")
    browser.until(lambda _: "would have been sent" in browser.find("#preview").text)
    before = int(browser.find("#preview .big").text)
    browser.find("input[name=topics][value=budget]").click()
    browser.until(lambda _: int(browser.find("#preview .big").text) < before)
    browser.find("#name").send_keys("Berg on money")
    browser.find("input[name=endpoints][value=desk]").click()
    browser.press("Save and switch on")
    browser.says("berg-on-money")

    browser.open("/endpoints/desk")
    browser.press("Send a test")
    browser.until(lambda _: "ACCEPTED" in browser.find("main").text.upper())
    assert any(body["type"] == "ping" for body in place.receiver.alerts())
    browser.press("Send again")
    browser.agree()
    browser.until(lambda _: len(browser.all("tbody tr")) == 2)
    assert sum(one.copy for one in place.receiver.received) == 1, "the same webhook-id"


def test_ops_see_the_failing_source_and_why(browser: Browser) -> None:
    browser.sign_in()
    browser.open("/sources")
    first = browser.find("tbody tr").text
    assert "Morgenkurier" in first
    assert "the server answers 503" in first
    browser.open("/system")
    assert "Messages waiting" in browser.text()


def test_a_feeds_markup_never_runs(browser: Browser, place: Place) -> None:
    browser.sign_in()
    place.publish(newsroom.HOSTILE)
    browser.says("<script>document.title")
    claim = browser.find("#lines a.open").get_attribute("href")
    article = place.written.article(newsroom.HOSTILE)
    for path in ("/", claim.removeprefix(browser.url), f"/articles/{article.id}", "/figures", "/figures/paul-okoro"):
        browser.open(path)
        browser.says("<script>document.title")
        assert browser.driver.title != "owned"
        assert not browser.all("b[onmouseover], img[onerror], script:not([src])")


def test_by_keyboard_alone(browser: Browser) -> None:
    browser.sign_in()
    body = browser.find("body")
    body.send_keys("j", "j")
    here = browser.find("#lines > li[data-here] a.open")
    target = here.get_attribute("href")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.until(lambda d: d.current_url == target)
    browser.find("body").send_keys("?")
    assert browser.find("dialog[open]").is_displayed()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_weighs_little_and_is_accessible(
    browser: Browser, place: Place, width: int, height: int, scheme: str, tmp_path: Path
) -> None:
    browser.sign_in()
    pictures = PICTURES if os.environ.get("PICTURES") == "1" else tmp_path
    axe = AXE.read_text(encoding="utf-8") if AXE.exists() else ""
    browser.look(width, height, scheme)
    pages = [*PAGES, *_evidence(browser, place)]
    wrong: list[str] = []
    for path in pages:
        browser.open(path)
        browser.until(lambda _: browser.driver.execute_script("return document.fonts.status") == "loaded")
        if path == "/subscriptions/new":
            browser.until(lambda _: "would have been sent" in browser.find("#preview").text)
        name = path.split("?")[0].strip("/").split("/")
        shown = "-".join(name[:1] if len(name) > 1 and len(name[1]) > 30 else name) or "wire"
        look = f"{'phone' if width < 500 else 'desktop'}-{scheme}"
        kept = pictures if look == "desktop-light" or shown in SHOWN_IN_ALL else tmp_path
        browser.driver.save_screenshot(str(kept / f"{shown}-{look}.png"))
        wide = browser.driver.execute_script("return document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{path} is {wide} px wide")
        weight = browser.driver.execute_script(_WEIGHT)
        if weight > HEAVIEST:
            wrong.append(f"{path} weighs {weight} bytes")
        wrong += _violations(browser, axe, path)
    assert not wrong, "\n".join(wrong)
    if not axe:
        pytest.skip("looked at without axe-core: `npm ci` in tests/browser")


_WEIGHT = """
const size = (e) => e.name.endsWith('.woff2') ? 0 : (e.transferSize || e.encodedBodySize);
return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, e) => sum + size(e), 0);
"""


def _evidence(browser: Browser, place: Place) -> list[str]:
    """The pages whose addresses are ids."""
    article = place.written.article(newsroom.ARTICLES[1])
    claim = place.written.utterances["b40"].claim_id
    browser.open("/deliveries")
    delivery = browser.find("tbody a").get_attribute("href").removeprefix(browser.url)
    return [f"/claims/{claim}", f"/articles/{article.id}", delivery]


def _violations(browser: Browser, axe: str, path: str) -> list[str]:
    if not axe:
        return []
    browser.driver.execute_script(axe)
    found = browser.driver.execute_async_script(_RUN_AXE)
    return [f"{path}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


_RUN_AXE = """
const done = arguments[arguments.length - 1];
const asked = {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']};
axe.run(document, asked).then(found => done(found.violations));
"""
