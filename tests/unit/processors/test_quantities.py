"""Numbers, units and dates as six languages write them; the bridge from Ukrainian."""

from __future__ import annotations

import pytest

from processors.bridge import towards_russian
from processors.wordings import read


@pytest.mark.parametrize(
    ("text", "lang", "value", "unit"),
    [
        ("five percent of GDP", "en", 5, "percent"),
        ("5 % of GDP", "en", 5, "percent"),
        ("€40bn", "en", 40e9, "euro"),
        ("40 billion euros", "en", 40e9, "euro"),
        ("two hundred and fifty thousand homes", "en", 250_000, None),
        ("half a million people", "en", 500_000, None),
        ("40,000 soldiers", "en", 40_000, None),
        ("40.000 Soldaten", "de", 40_000, None),
        ("3,5 Prozent", "de", 3.5, "percent"),
        ("fünfundzwanzig Milliarden Euro", "de", 25e9, "euro"),
        ("20 000 obus", "fr", 20_000, None),
        ("quarante milliards d'euros", "fr", 40e9, None),
        ("п'ять відсотків", "uk", 5, "percent"),
        ("сорок мільярдів євро", "uk", 40e9, "euro"),
        ("двести пятьдесят тысяч рублей", "ru", 250_000, "rouble"),
        ("pięć procent", "pl", 5, "percent"),
    ],
)
def test_a_quantity_is_read_with_its_unit(text: str, lang: str, value: float, unit: str | None) -> None:
    found = read(text, lang).quantities
    assert [q.value for q in found] == [value]
    if unit is not None:
        assert found[0].unit == unit


def test_years_months_and_weekdays_are_dates_and_no_amounts() -> None:
    wording = read("On Monday 3 March 2026 we may meet, and in May we may not.", "en")
    assert (wording.dates.years, wording.dates.months, wording.dates.weekdays) == ({2026}, {3, 5}, {1})
    assert wording.dates.days == {3}
    assert wording.quantities == ()


@pytest.mark.parametrize("text", ["We will go.", "Мы поедем завтра.", "Wir fahren."])
def test_only_ukrainian_crosses_the_bridge(text: str) -> None:
    assert towards_russian(text) == text


def test_the_bridge_leads_to_russian_words() -> None:
    assert towards_russian("Україна зупинить війну") == "Украина остановит войну"


@pytest.mark.parametrize(
    ("lang", "text", "share"),
    [
        ("en", "A third of the fleet stays in port.", 33.3),
        ("en", "Two thirds of members agreed.", 66.7),
        ("en", "One young doctor in three wants to leave.", 33.3),
        ("en", "Two out of five schools are closed.", 40.0),
        ("fr", "Un médecin sur trois songe à partir.", 33.3),
        ("de", "Jeder dritte Hof hat Schulden.", 33.3),
        ("de", "Zwei von fünf Höfen haben Schulden.", 40.0),
        ("uk", "Кожен третій лікар хоче поїхати.", 33.3),
        ("ru", "Каждый десятый дом пострадал.", 10.0),
    ],
)
def test_a_share_is_per_cent_however_it_is_said(lang: str, text: str, share: float) -> None:
    [quantity] = read(text, lang).quantities
    assert (quantity.value, quantity.unit) == (share, "percent")


@pytest.mark.parametrize(
    "text", ["One ship in three weeks.", "They won one in 2025.", "One of the two will go.", "Half a year is enough."]
)
def test_what_only_looks_like_a_share_is_none(text: str) -> None:
    assert all(quantity.unit != "percent" for quantity in read(text, "en").quantities)


def test_two_decades_are_twenty_years() -> None:
    [decades], [years] = (read(f"In {n} it will be gone.", "en").quantities for n in ("two decades", "20 years"))
    assert decades.same(years)
