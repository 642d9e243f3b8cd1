"""What the console's pages show of a newsroom's archive, on each database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx
import pytest

from alerts.models import EventType
from onrecord.store import archive
from onrecord.store.accounts import Identity, Role
from onrecord.store.base import Store
from onrecord.web.console.pages import EVENTS
from processors.duplicates import fingerprint
from processors.models import TAKEN_DOWN, Reading
from tests.contract.web_client import NOW, SEALER, served
from tests.fakes import newsroom
from tests.fakes.newsroom_articles import ARTICLES, Said, Written

CSRF = "c" * 20
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
GUEST = Identity("default", "guest", Role.OPERATOR, CSRF)


@pytest.fixture
async def browser(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    await newsroom.subscribe(store, SEALER, NOW, "http://127.0.0.1:9/hook", SECRET)
    await newsroom.Newsroom(store, NOW).publish()
    async with served(store, guest=GUEST) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield client


async def shown(browser: httpx.AsyncClient, path: str) -> str:
    """The page without line breaks, as it is written."""
    answer = await browser.get(path, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", unescape(answer.text))


async def found(browser: httpx.AsyncClient, kind: str, words: str) -> str:
    """The address of the claim, or of the article, whose words a search finds."""
    answer = await browser.get("/api/v1/statements", params={"q": words})
    line = answer.json()["results"][-1]
    return f"/claims/{line['claim_id']}" if kind == "claim" else f"/articles/{line['article_id']}"


async def test_wordings_in_another_language_are_held_together_by_numbers(browser: httpx.AsyncClient) -> None:
    page = await shown(browser, await found(browser, "claim", '"40 billion crowns"'))
    assert '<span class="met">40 Milliarden</span>' in page, "the sum that the first wording has"
    assert re.search(r"<ins>[^<]*get some[^<]*</ins>", page), "in the same language word by word"


async def test_an_article_shows_what_the_outlet_changed_and_whose_story_it_is(browser: httpx.AsyncClient) -> None:
    path = await found(browser, "article", '"40 billion crowns"')
    page = await shown(browser, path)
    assert "What the outlet changed" in page
    assert re.search(r"<del>defence</del>\s*<ins>foreign</ins>", page)
    assert re.search(r"<del>eleven</del>\s*<ins>nine</ins>", page)
    assert page.count("<del>") == 2, "what stayed is not shown as changed"
    assert "Likely from <b>Northwire</b>" in page
    assert "The Harbour Post" in page
    first = await shown(browser, f"{path}?revision=1")
    assert "This is revision 1 of 2" in first
    assert "What the outlet changed" not in first


async def test_an_article_that_was_taken_down_says_so_and_leads_to_its_words(
    browser: httpx.AsyncClient, store: Store
) -> None:
    written = next(one for one in ARTICLES if one.page == "okoro-quota")
    gone = newsroom.Newsroom(store, NOW).article(written)
    article = replace(gone, revision=2, text="", notes=(f"{TAKEN_DOWN}answers 410",), fetched=NOW)
    async with store.unit() as unit:
        await archive.file_article(unit, article, Reading(), article.id, fingerprint(""))
    page = await shown(browser, f"/articles/{gone.id}")
    assert "The outlet shows it no more:</b> answers 410" in page
    assert 'href="?revision=1"' in page
    assert "What the outlet changed" not in page


async def test_a_figures_page_shows_both_sides_of_a_contradiction(browser: httpx.AsyncClient) -> None:
    page = await shown(browser, "/figures/tomas-lind")
    turned = page[page.index("Where the record turned") : page.index(">Claims<")]
    assert "Mit mir wird es keine Zölle" in turned
    assert "We will have to talk about tariffs" in turned
    assert "<del>no tariffs on steel</del>" in turned
    assert "Where the record turned" not in await shown(browser, "/figures/anna-berg"), "another sum is no reversal"


async def test_every_event_can_be_chosen_that_somebody_can_be_told_of(browser: httpx.AsyncClient) -> None:
    page = await shown(browser, "/subscriptions/new")
    offered = set(re.findall(r'name="events" value="([^"]+)"', page))
    assert offered == set(EventType) - {EventType.DIGEST, EventType.PING}
    for event in offered:
        assert f">{EVENTS[event]}</label>" in page
    form = {"csrf": CSRF, "name": "Ops", "events": ["source.moved", "source.recovered"], "kinds": "direct"}
    assert (await browser.post("/subscriptions/save", data=form)).status_code == 303
    edited = await shown(browser, "/subscriptions/ops/edit")
    assert set(re.findall(r'name="events" value="([^"]+)" checked', edited)) == {"source.moved", "source.recovered"}


async def test_the_preview_counts_what_would_have_been_sent(browser: httpx.AsyncClient) -> None:
    form = {"csrf": CSRF, "events": ["statement.new", "statement.updated"], "kinds": ["direct", "mixed", "indirect"]}
    everyone = (await browser.post("/subscriptions/preview", data=form)).text
    assert '<span class="big">12</span>' in everyone
    assert "of all figures" in everyone
    berg = (await browser.post("/subscriptions/preview", data={**form, "figures": "anna-berg"})).text
    assert '<span class="big">5</span>' in berg
    assert "out of 9 statements of these figures" in berg
    assert "4 of a kind not asked for" in berg
    assert "50 billion crowns" in berg
    wrong = (await browser.post("/subscriptions/preview", data={**form, "figures": "nobody"})).text
    assert "there is no figure nobody" in wrong


async def test_a_preview_leaves_out_what_an_editor_has_put_right(browser: httpx.AsyncClient) -> None:
    form = {"csrf": CSRF, "figures": "paul-okoro", "events": "statement.new", "kinds": "direct"}
    line = (await browser.get("/api/v1/statements", params={"figure": "paul-okoro"})).json()["results"][0]
    word = {"csrf": CSRF, "statement": line["id"], "says": "wrong_speaker"}
    assert (await browser.post(f"/claims/{line['claim_id']}/feedback", data=word)).status_code == 303
    shown_now = (await browser.post("/subscriptions/preview", data=form)).text
    assert '<span class="big">0</span>' in shown_now
    assert "1 overruled by editors" in shown_now


async def test_a_preview_has_what_came_while_the_form_was_open(browser: httpx.AsyncClient, store: Store) -> None:
    form = {"csrf": CSRF, "figures": "paul-okoro", "events": "statement.new", "kinds": "direct"}
    before = (await browser.post("/subscriptions/preview", data=form)).text
    assert '<span class="big">1</span>' in before
    words = "“Nobody wants a quarrel about steel,”"
    said = Said("quarrel", "paul-okoro", "Okoro", words, topics=("trade",))
    later = Written("capital-ledger", "later", 1, "Okoro again", f"{words} Okoro said.", (said,))
    await newsroom.Newsroom(store, NOW - timedelta(seconds=5)).publish([later])
    after = (await browser.post("/subscriptions/preview", data=form)).text
    assert '<span class="big">2</span>' in after


async def test_ops_read_first_what_needs_somebody(browser: httpx.AsyncClient) -> None:
    assert "All is well" not in await shown(browser, "/system"), "what the newsroom was told of waits since yesterday"
    await browser.post("/endpoints/desk/pause", data={"csrf": CSRF})
    page = await shown(browser, "/system")
    first = page[page.index('<ul class="troubles">') : page.index("Articles in 24 h")]
    assert first.index("Endpoint desk") < first.index("Deliveries")
    assert "gets nothing, it is paused; 5 wait: paused by guest" in first


async def test_a_delivery_says_of_which_statement_it_tells(browser: httpx.AsyncClient) -> None:
    page = await shown(browser, "/deliveries")
    assert re.search(r'<a class="said-words" href="/claims/[0-9a-f-]+">“We will provide 50 billion crowns', page)
    one = re.search(r'href="(/deliveries/[0-9a-f-]+)"', page)
    assert one is not None
    assert re.search(r'<p class="words"><a href="/claims/', await shown(browser, one[1]))
