"""The console of the running demonstration in real Chromium: what an editor and ops do, on a desktop and a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.demo import Demo
from tests.browser.driving import AXE, Browser
from tests.browser.driving import chromium as opened

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
PAGES = ("/", "/?show=all", "/?q=billion", "/?q=nothing-that-anybody-said", "/figures", "/figures/mark-rutte",
         "/subscriptions", "/subscriptions/new?figure=mark-rutte", "/endpoints/new", "/endpoints/desk", "/deliveries",
         "/sources", "/sources/silent-gazette", "/sources/meridian", "/sources/add", "/system")  # fmt: skip
SHOWN_IN_ALL = ("wire", "claims")
"""Pages whose pictures in the documentation are in light and dark, on a desktop and a phone."""

HEAVIEST = 150_000
"""Bytes of a page with its style and scripts, without fonts."""

FIRST_PAINT_MS = 300
"""What a page's first contents should take on loopback: printed, since what else the machine does decides it."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    yield running
    running.close()


@pytest.fixture
def browser(demo: Demo, chromium: dict[str, Any], tmp_path: Path) -> Iterator[Browser]:
    with opened(chromium, tmp_path, demo.url) as one:
        yield one


def _editor(browser: Browser, demo: Demo) -> None:
    browser.sign_in("editor@example.org", demo.accounts["editor"])


def _ops(browser: Browser, demo: Demo) -> None:
    browser.sign_in("ops@example.org", demo.accounts["ops"])


def test_an_editors_day(browser: Browser, demo: Demo) -> None:
    """Sign in; a statement arrives without reload; claim, wordings, feedback; subscribe, test, see it, send again."""
    _editor(browser, demo)
    browser.until(lambda _: browser.find("#live-state").text == "Live")
    marker = browser.driver.execute_script("return window.here = Math.random()")
    before = {line.get_attribute("id") for line in browser.all("#lines > li")}
    browser.until(lambda _: {line.get_attribute("id") for line in browser.all("#lines > li")} - before)
    assert browser.driver.execute_script("return window.here") == marker, "without a reload"
    demo.played()

    _compare_wordings(browser)
    _judge(browser)
    _subscribe_and_test(browser)


def _claims(browser: Browser, look: str, wanted: str) -> list[str]:
    """The claims on the wire whose lines have what the selector ``wanted`` finds."""
    browser.open(look)
    browser.find("#lines li")
    lines = [one for one in browser.all("#lines li") if one.find_elements("css selector", wanted)]
    found = [one.find_element("css selector", "a.open").get_attribute("href") for one in lines]
    return [str(one).removeprefix(browser.url) for one in found]


def _compare_wordings(browser: Browser) -> None:
    """Some claim is carried in two languages; its wordings stand side by side, each under its outlet."""
    for claim in _claims(browser, "/", "[data-carried]"):
        browser.open(claim)
        browser.says("Wordings side by side")
        wordings = browser.all(".wording")
        outlets = {one.find_element("css selector", "header b").text for one in wordings}
        languages = {one.find_element("css selector", "blockquote").get_attribute("lang") for one in wordings}
        if len(outlets) > 1 and len(languages) > 1:
            return
    pytest.fail("no claim of the demonstration is carried in two languages")


def _judge(browser: Browser) -> None:
    """Not new: the claim goes up in the one that it changed, there and on the wire; Undo brings it back."""
    path = _claims(browser, "/", ".tag.update")[0]
    browser.open(path)
    text, claim = browser.find("h1").text, browser.driver.current_url
    assert len(browser.all(".steps > li")) > 1, "how it changed"
    browser.press("Not new")
    browser.says("says: not new")
    assert browser.driver.current_url.partition("#")[0] != claim, "it stands under another claim now"
    assert text in [one.text for one in browser.all(".wording blockquote")]
    assert path not in _claims(browser, "/", "a.open")
    browser.open(path)
    browser.says("says: not new")
    browser.press("Undo")
    browser.until(lambda d: d.current_url.partition("#")[0] == claim)
    assert browser.find("h1").text == text
    assert path in _claims(browser, "/", "a.open")


def _subscribe_and_test(browser: Browser) -> None:
    browser.open("/subscriptions/new?figure=mark-rutte")
    browser.until(lambda _: "would have been sent" in browser.find("#preview").text)
    before = int(browser.find("#preview .big").text)
    assert before > 0
    browser.find("input[name=topics][value=negotiations]").click()
    browser.until(lambda _: int(browser.find("#preview .big").text) < before)
    browser.find("#name").send_keys("Rutte on talks")
    browser.find("input[name=endpoints][value=desk]").click()
    browser.press("Save and switch on")
    browser.says("rutte-on-talks")

    browser.open("/endpoints/desk")
    browser.press("Send a test")
    browser.until(lambda _: "ACCEPTED" in browser.find("main").text.upper())
    attempts = len(browser.all("tbody tr"))
    browser.press("Send again")
    browser.agree()
    browser.until(lambda _: len(browser.all("tbody tr")) > attempts)
    sent = browser.find("dl.trail code").text
    browser.open("/deliveries")
    assert "Test" in browser.find("tbody tr").text
    browser.find("tbody a").click()
    assert browser.find("dl.trail code").text == sent, "the same webhook-id"


def test_ops_see_the_failing_source_and_why(browser: Browser, demo: Demo) -> None:
    _ops(browser, demo)
    demo.played()
    browser.open("/sources")
    first = browser.find("tbody tr")
    assert "The Silent Gazette" in first.text
    assert "503" in first.text
    first.find_element("css selector", "a").click()
    browser.says("does not answer as a feed should")
    browser.open("/system")
    assert "entry to webhook" in browser.text()
    assert "signed in" in browser.text(), "the audit log"


def test_a_feeds_markup_never_runs(browser: Browser, demo: Demo) -> None:
    _editor(browser, demo)
    demo.played()
    pages = [
        "/?outlet=sly-mirror",
        _claims(browser, "/?outlet=sly-mirror", "a.open")[0],
        "/figures/mark-rutte",
        "/sources",
    ]
    browser.open(pages[1])
    article = browser.find("a[href^='/articles/']").get_attribute("href")
    pages.append(str(article).removeprefix(browser.url))
    for path in pages:
        browser.open(path)
        assert "<script>document.title" in browser.text() or "<b>Mirror</b>" in browser.text(), path
        assert browser.driver.title != "owned"
        assert not browser.all("b[onmouseover], img[onerror], svg[onload], script:not([src])")


def test_by_keyboard_alone(browser: Browser, demo: Demo) -> None:
    """From the sign-in to a claim and its feedback without a mouse; every stop shows where one is."""
    browser.open("/")
    browser.find("#login")
    assert browser.active().get_attribute("id") == "login", "one may type at once"
    browser.active().send_keys("editor@example.org", Keys.TAB)
    browser.active().send_keys(demo.accounts["editor"], Keys.ENTER)
    browser.find("#live-state")
    demo.played()
    browser.open("/")
    browser.find("body").send_keys(Keys.TAB)
    assert browser.active().text == "Skip to the content"
    browser.find("body").send_keys("j", "j")
    target = browser.find("#lines > li[data-here] a.open").get_attribute("href")
    assert browser.driver.execute_script(_OUTLINED), "the focus is seen"
    browser.active().send_keys(Keys.ENTER)
    browser.until(lambda d: d.current_url == target)
    for _ in range(80):
        browser.active().send_keys(Keys.TAB)
        if browser.active().text == "Wrong speaker":
            break
    assert browser.active().text == "Wrong speaker", "reached with Tab"
    browser.active().send_keys(Keys.ENTER)
    browser.says("says: wrong speaker")
    browser.press("Undo")
    browser.until(lambda _: "says: wrong speaker" not in browser.text())
    browser.find("body").send_keys("?")
    assert browser.find("dialog[open]").is_displayed()
    browser.active().send_keys(Keys.ESCAPE)
    browser.until(lambda _: not browser.all("dialog[open]"))


def test_a_theme_that_was_chosen_stays(browser: Browser, demo: Demo) -> None:
    _editor(browser, demo)
    browser.look(1280, 900, "light")
    browser.open("/figures")
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = browser.driver.execute_script(paper)
    browser.find("#theme").click()
    dark = browser.driver.execute_script(paper)
    assert dark != light
    browser.open("/sources")
    assert browser.driver.execute_script(paper) == dark, "already in what the server sends"
    assert browser.driver.execute_script("return document.documentElement.outerHTML").startswith(
        '<html lang="en" data-theme="dark">'
    )
    browser.find("#theme").click()
    browser.look(1280, 900, "dark")
    assert browser.driver.execute_script(paper) == light, "whatever the system says"


def test_times_are_the_readers_and_say_the_exact_moment(browser: Browser, demo: Demo) -> None:
    _editor(browser, demo)
    demo.played()
    browser.open("/")
    time = browser.find("#lines time")
    assert "UTC" not in time.text
    browser.driver.execute_script(_POINT, time)
    assert ":" in str(time.get_attribute("title"))
    assert time.get_attribute("data-exact") is not None


_POINT = "arguments[0].dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"


def test_printing_from_the_dark_is_black_on_white(browser: Browser, demo: Demo) -> None:
    _editor(browser, demo)
    demo.played()
    browser.look(1280, 900, "dark")
    browser.open(_claims(browser, "/", "[data-carried]")[0])
    assert max(browser.driver.execute_script(_COLOURS, ".wording")[0]) < 80, "dark on the screen"
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for selector in (".wording", ".context", ".tag", "dl.trail"):
        paper, ink = browser.driver.execute_script(_COLOURS, selector)
        assert min(paper) > 200, f"{selector} stands on {paper}"
        assert max(ink) < 180, f"{selector} is printed in {ink}"
    assert not browser.find("header.top").is_displayed()
    assert not browser.find("#feedback").is_displayed()


_COLOURS = """
const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
let at = document.querySelector(arguments[0]);
const ink = numbers(getComputedStyle(at).color).slice(0, 3);
let paper = numbers(getComputedStyle(at).backgroundColor);
while (at.parentElement && paper.length > 3 && paper[3] === 0) {
  at = at.parentElement;
  paper = numbers(getComputedStyle(at).backgroundColor);
}
return [paper.slice(0, 3), ink];
"""
"""What an element stands on, and what it is written in, as red, green and blue."""

_OUTLINED = "return getComputedStyle(document.activeElement).outlineStyle !== 'none'"


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_weighs_little_paints_at_once_and_is_accessible(
    browser: Browser, demo: Demo, width: int, height: int, scheme: str, tmp_path: Path
) -> None:
    _ops(browser, demo)
    demo.played()
    pictures = PICTURES if os.environ.get("PICTURES") == "1" else Path(os.environ.get("LOOK_AT", tmp_path))
    browser.look(width, height, scheme)
    wrong: list[str] = []
    paints: list[float] = []
    for path in [*PAGES, *_evidence(browser), "/sign-in"]:
        browser.open(path)
        if path.startswith("/subscriptions/new"):
            browser.until(lambda _: "would have been sent" in browser.find("#preview").text)
        browser.until(lambda _: browser.driver.execute_script("return document.fonts.status") == "loaded")
        paints.append(browser.first_paint())
        _keep(browser, pictures if "LOOK_AT" not in os.environ else Path(os.environ["LOOK_AT"]), path,
              f"{'phone' if width < 500 else 'desktop'}-{scheme}", tmp_path)  # fmt: skip
        wide, weight = browser.driver.execute_script("return document.documentElement.scrollWidth"), browser.weight()
        print(f"{path}: {weight / 1000:.1f} kB, first paint {paints[-1]:.0f} ms")
        if wide > width:
            wrong.append(f"{path} is {wide} px wide")
        if weight > HEAVIEST:
            wrong.append(f"{path} weighs {weight} bytes")
        wrong += [f"{path}: {one}" for one in browser.violations()]
    median = sorted(paints)[len(paints) // 2]
    print(f"first paint: median {median:.0f} ms (wanted: {FIRST_PAINT_MS}), slowest {max(paints):.0f} ms")
    assert not wrong, "\n".join(wrong)
    if not AXE.exists():
        pytest.skip("looked at without axe-core: `npm ci` in tests/browser")


def _keep(browser: Browser, folder: Path, path: str, look: str, tmp_path: Path) -> None:
    """The page's picture; those that the documentation shows in one look only go elsewhere in the others."""
    name = path.split("?", maxsplit=1)[0].strip("/").split("/")
    shown = "-".join(name[:1] if len(name) > 1 and len(name[1]) > 30 else name) or "wire"
    if len(name) > 1 and shown == "deliveries":
        shown = "delivery"
    if "?" in path and not path.startswith("/subscriptions"):
        shown += "-" + path.partition("?")[2].partition("=")[0]
    everywhere = "LOOK_AT" in os.environ
    wanted = look == "desktop-light" and "?" not in path.removesuffix("?figure=mark-rutte")
    kept = folder if everywhere or wanted or shown in SHOWN_IN_ALL else tmp_path
    browser.driver.save_screenshot(str(kept / f"{shown}-{look}.png"))


def _evidence(browser: Browser) -> list[str]:
    """The pages whose addresses are ids."""
    claim = _claims(browser, "/", "[data-carried]")[0]
    browser.open(claim)
    article = browser.find("a[href^='/articles/']").get_attribute("href")
    browser.open("/deliveries")
    delivery = browser.find("tbody a").get_attribute("href")
    return [claim, *(str(one).removeprefix(browser.url).partition("?")[0] for one in (article, delivery))]
