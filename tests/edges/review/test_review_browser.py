"""The review page as a reader meets it: a real browser on a real server, on a log with everything hostile in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("datasette", reason="the review page is an extra")
pytest.importorskip("playwright", reason="drives the browser")

from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Playwright, expect, sync_playwright

from monitor.corrections import Corrections
from monitor.edges import store
from monitor.edges.store.corrections import Correction
from tests import fortnight
from tests.edges import review_samples as samples
from tests.edges.review_samples import Town
from tests.edges.store_samples import NOW
from tests.servers import browser as browsers
from tests.servers.review import serving
from tests.test_fortnight import known

pytestmark = pytest.mark.skipif(not browsers.there(), reason=f"there is no {browsers.CHROMIUM}")
IN_SIGHT = """mark => {
    const [box, here] = [mark.closest('.text').getBoundingClientRect(), mark.getBoundingClientRect()]
    return here.top >= box.top && here.bottom <= box.bottom
}"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Town]:
    path = tmp_path_factory.mktemp("log") / "monitor.db"
    return path, samples.build(path)


@pytest.fixture(scope="module")
def address(town: tuple[Path, Town]) -> Iterator[str]:
    with serving(town[0]) as opened:
        yield opened


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as opened:
        yield opened


@pytest.fixture(scope="module")
def context(playwright: Playwright) -> Iterator[BrowserContext]:
    with browsers.window(playwright) as opened:
        opened.set_default_timeout(20_000)
        yield opened


class Watch:
    """What a page asked for, complained of, and popped up."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self.dismiss)

    def dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def number(town: tuple[Path, Town], name: str) -> int:
    return town[1][name]


def marked(report: Locator) -> str:
    """The text that is marked as the statement."""
    return "".join(report.locator("mark.content").all_text_contents())


@pytest.mark.parametrize(
    ("name", "told"),
    [("weidmann", samples.SILENT), ("official", samples.OFFICIAL), ("patience", samples.PATIENCE), ("osina", samples.SLOGANS), ("lefevre", samples.DIALOGUE)],
)  # fmt: skip
def test_what_is_highlighted_is_the_statement_and_it_is_in_sight(
    page: Page, address: str, town: tuple[Path, Town], name: str, told: samples.Told
) -> None:
    page.goto(f"{address}/-/statements/{number(town, name)}")
    report = page.locator(".report").first
    assert marked(report) == told.content
    assert "".join(report.locator("mark.speaker").all_text_contents()) == told.speaker
    assert "".join(report.locator("mark.cue").all_text_contents()) == told.cue
    assert report.locator("mark.content").first.evaluate(IN_SIGHT)
    assert page.locator("blockquote.whole").inner_text() == told.content


def test_quotations_stand_side_by_side_each_in_its_language(page: Page, address: str, town: tuple[Path, Town]) -> None:
    page.goto(f"{address}/-/statements/{number(town, 'weidmann')}")
    first, second = page.locator(".report").nth(0), page.locator(".report").nth(1)
    assert marked(second) == samples.TABLE.content
    assert second.locator(".text").get_attribute("lang") == "de"
    boxes = first.bounding_box(), second.bounding_box()
    assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]  # noqa: PT018 - one place


def test_no_script_of_the_log_runs_and_nothing_is_asked_for_outside(
    page: Page, address: str, town: tuple[Path, Town]
) -> None:
    watch = Watch(page)
    places = [
        "/-/statements",
        "/-/articles",
        "/-/statements?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&side=%3Cimg+src=x+onerror=alert(1)%3E",
    ]
    places += [f"/-/statements/{number(town, name)}" for name in ("hostile", "long", "damaged", "broken", "weidmann")]
    places += [f"/-/articles/{number(town, f'{name}_article')}" for name in ("hostile", "broken", "forged")]
    places += [
        "/",
        "/log",
        "/log/statement_log",
        "/log/statements",
        "/log/articles",
        "/log/story_log",
        "/log/quotation_log",
        "/log/alert_log",
    ]
    for place in places:
        page.goto(address + place)
        assert "owned" not in page.title().split("<script>")[0], place
        assert page.locator("iframe, main img, main script, main b b").count() == 0, place
    assert watch.complaints == []
    assert [url for url in watch.asked if not url.startswith(address + "/")] == []


def test_hostile_text_is_shown_as_it_was_printed(page: Page, address: str, town: tuple[Path, Town]) -> None:
    page.goto(f"{address}/-/articles/{number(town, 'hostile_article')}")
    shown = page.locator(".text").text_content() or ""
    assert shown == samples.HOSTILE_TEXT.replace("\u202e", "\ufffd").replace("\u202c", "\ufffd").replace(
        "\x01", "␁"
    ).replace("\x1b", "␛")
    assert page.locator("h1").inner_text().startswith(samples.SCRIPT)


def test_cyrillic_and_accented_words_are_found_from_the_search_box(
    page: Page, address: str, town: tuple[Path, Town]
) -> None:
    page.goto(f"{address}/-/statements")
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    for typed, name, hit in (
        ("лозунгов", "osina", "лозунгов"),
        ("elysee", "lefevre", "Élysée"),
        ('"sit down with"', "weidmann", "sit down with"),
    ):
        page.locator("input[type=search]").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**q=**")
        cards = page.locator(".card")
        expect(cards).to_have_count(1)
        assert page.locator("mark.hit").first.inner_text() == hit
        assert cards.locator("a").first.get_attribute("href") == f"/-/statements/{number(town, name)}"
        assert page.locator("input[type=search]").input_value() == typed


def test_a_reader_goes_from_facet_to_statement_to_article_to_its_other_statements(
    page: Page, address: str, town: tuple[Path, Town]
) -> None:
    page.goto(f"{address}/-/statements")
    page.locator(".facet").filter(has_text="Stance").get_by_role("link", name="conditional").click()
    expect(page.locator(".card")).to_have_count(1)
    page.locator(".card blockquote a").click()
    expect(page.locator("h1")).to_contain_text("Clara Weidmann")
    page.locator(".report").first.get_by_role("link", name="Whole article").click()
    page.wait_for_url(f"**/-/articles/{number(town, 'english_article')}#q*")
    assert page.locator("mark:target").inner_text().startswith("We are ready to sit down")
    page.locator("aside").get_by_role("link", name="talks", exact=True).click()
    assert page.locator("mark:target").inner_text() == "talks"
    page.locator("aside").get_by_role("link", name="Statement 2").click()
    expect(page.locator("h1")).to_contain_text("a senior EU official")


def test_filters_are_taken_back_one_by_one(page: Page, address: str) -> None:
    page.goto(f"{address}/-/statements?side=europe&stance=supports")
    expect(page.locator(".chips li")).to_have_count(2)
    page.get_by_role("link", name="Remove the filter side: europe").click()
    page.wait_for_url("**/-/statements?stance=supports")
    page.locator("select[name=stance]").select_option("any")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".chips li")).to_have_count(0)


def test_datasette_shows_facets_and_links_to_our_pages(page: Page, address: str, town: tuple[Path, Town]) -> None:
    page.goto(f"{address}/log/statement_log")
    for name in ("side", "stance", "country", "kind", "language", "first_outlet"):
        expect(page.locator(f".facet-info[data-column={name}] li").first).to_be_visible()
    page.locator("input[name=_search]").fill("лозунгов")
    page.get_by_role("button", name="Apply").click()
    page.locator("table.rows-and-columns").get_by_role("link", name="Мы ждём").click()
    page.wait_for_url(f"**/-/statements/{number(town, 'osina')}")
    page.goto(f"{address}/log")
    page.locator("header").get_by_role("link", name="Articles").first.click()
    expect(page.locator("h1")).to_contain_text("Articles")


def test_it_can_be_used_by_keyboard_alone(page: Page, address: str, town: tuple[Path, Town]) -> None:
    page.goto(f"{address}/-/statements/{number(town, 'patience')}")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(".text:focus").count():
            break
    before = page.locator(".text:focus").evaluate("box => box.scrollTop")
    page.keyboard.press("PageUp")
    page.wait_for_function("before => document.querySelector('.text:focus').scrollTop < before", arg=before)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1600, "dark")])
def test_it_fits_narrow_and_wide_also_without_scripts(
    playwright: Playwright, address: str, town: tuple[Path, Town], width: int, scheme: Literal["light", "dark"]
) -> None:
    places = ["/-/statements", "/-/articles", "/-/nothing"]
    places += [f"/-/statements/{number(town, name)}" for name in ("weidmann", "long", "hostile")]
    places += [f"/-/articles/{number(town, f'{name}_article')}" for name in ("english", "hostile")]
    with browsers.window(playwright, width, 800, scheme, scripts=False) as context:
        page = context.pages[0]
        for place in places:
            page.goto(address + place)
            assert page.evaluate(WIDEST) <= width, place
            assert page.evaluate(CONTRAST) >= 4.5, place


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1600, "dark")])
def test_what_stands_around_a_statement_fits_narrow_and_wide(
    playwright: Playwright, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    path = tmp_path / "monitor.db"
    with store.open_writer(path) as db:
        fortnight.play(db, fortnight.pieces())
        statements = [known(db)[name] for name in ("proposal", "poland-no", "kremlin-refuses")]
    places = [*(f"/-/statements/{one}" for one in statements), "/-/actors/1", "/-/events/2"]
    with serving(path) as opened, browsers.window(playwright, width, 800, scheme, scripts=False) as context:
        page = context.pages[0]
        for place in places:
            page.goto(opened + place)
            assert page.evaluate(WIDEST) <= width, place
            assert page.evaluate(CONTRAST) >= 4.5, place


def test_labels_as_long_as_a_book_neither_run_nor_break_a_page(playwright: Playwright, tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with store.open_writer(path) as db, store.reviews.open_writer(path.with_name("monitor.reviews.db")) as reviews:
        fortnight.play(db, fortnight.pieces())
        numbers = known(db)
        one, other = (store.corrections.statement(db, numbers[name]) for name in ("france-ready", "france-reopen"))
        assert one is not None
        store.corrections.append(reviews, Correction("ana", "merge", one, other, note="why"), NOW)
        assert Corrections(path.with_name("monitor.reviews.db")).honour(db, NOW) == 1
        samples.swell(db)
    lists = ["/-/statements", "/-/statements/1", "/-/articles", "/-/actors/1", "/-/events/2", "/-/articles/1"]
    pages = [*lists, *(f"/-/statements/{numbers[name]}" for name in ("france-ready", "proposal", "kremlin-refuses"))]
    tables = ["replies", "shifts", "corrections_applied", "actors/1", "quotations/1"]
    with serving(path) as opened, browsers.window(playwright, 390) as context:
        page = context.pages[0]
        watch = Watch(page)
        for place in pages:
            page.goto(opened + place)
            assert "owned" not in page.title().split("<script>")[0], place
            assert page.locator("iframe, main img, main script, a[href^=javascript]").count() == 0, place
            assert page.evaluate(WIDEST) <= 390, place
            assert len(page.content()) < 2**20, place
        for table in tables:
            page.goto(f"{opened}/log/{table}?_nofacet=1")
            assert not re.search("[\x1b\x07\u202e]", page.locator("body").inner_text()), table
    assert watch.complaints == []
    assert [url for url in watch.asked if not url.startswith(opened + "/")] == []


WIDEST = """() => Math.max(...[...document.querySelectorAll('body *')]
    .filter(one => !one.closest('.scroll') && !one.closest('.skip')).map(one => one.getBoundingClientRect().right))"""
CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
    const light = colour => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        return .2126 * r + .7152 * g + .0722 * b
    }
    const ground = one => {
        for (; one; one = one.parentElement) {
            const colour = getComputedStyle(one).backgroundColor
            if (colour !== 'rgba(0, 0, 0, 0)') return colour
        }
        return 'white'
    }
    const contrasts = [...document.querySelectorAll('body *')].filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())).slice(0, 500)
        .map(one => [light(getComputedStyle(one).color), light(ground(one))].sort((a, b) => b - a)).map(([a, b]) => (a + .05) / (b + .05))
    return Math.min(...contrasts)
}"""
