"""The page, as she meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from conftest import Site, Visit

BOX = "Tell me what happened"
FIRST = "He broke up with me on the 3rd and i havent talked to him since. Can I text him just to say hi"
SLIP = "ok i texted him yesterday"
DARK = "I want to kill myself"

ANSWER = "[data-testid='stChatMessage']:has([data-testid='stExpander'])"
SIDEBAR = "[data-testid='stSidebar']"


def test_that_the_first_start_shows_how_far_it_is(site: Site) -> None:
    assert site.showed_progress


def test_that_an_empty_page_welcomes_her_and_says_what_it_is(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_text("I am an AI, not a therapist. What you write stays on this machine.")).to_be_visible()
    page.get_by_role("button", name="He keeps liking my photos").click()
    expect(page.locator(ANSWER)).to_be_visible()
    expect(page.get_by_role("button", name="He keeps liking my photos")).to_have_count(0)


def test_that_one_click_leaves_the_page_for_good(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Leave now").click()
    page.wait_for_url("about:blank")
    page.go_back()
    assert page.url == "about:blank"


def test_that_an_answer_carries_the_passages_it_rests_on(visit: Visit) -> None:
    visit.say(FIRST)
    answer = visit.page.locator(ANSWER)
    expect(answer).to_contain_text("19")
    expect(answer).to_contain_text("November 24")
    cited = answer.locator("p", has_text="from the article").first
    expect(cited).to_be_visible()
    expect(cited).to_contain_text("line")
    expect(answer.get_by_text("written by Steady itself")).to_be_visible()


def test_that_an_answer_comes_word_by_word(visit: Visit) -> None:
    visit.page.evaluate(
        """() => {
            window.lengths = new Set();
            new MutationObserver(() => {
                const all = document.querySelectorAll("[data-testid='stChatMessage']");
                if (all.length > 1) window.lengths.add(all[all.length - 1].innerText.length);
            }).observe(document.body, {childList: true, subtree: true, characterData: true});
        }"""
    )
    visit.say(FIRST)
    assert len(visit.page.evaluate("() => [...window.lengths]")) > 10


def test_that_the_sidebar_shows_the_count_and_what_is_locked(visit: Visit) -> None:
    visit.say(FIRST)
    sidebar = visit.page.locator(SIDEBAR)
    expect(sidebar.get_by_text("19 of 21 days")).to_be_visible()
    expect(sidebar.get_by_text("Complete on November 24.")).to_be_visible()
    expect(_step(visit, "5. Test the waters").get_by_text("locked")).to_be_visible()
    expect(_step(visit, "2. Give it space").get_by_text("open")).to_be_visible()


def test_that_undoing_a_note_changes_the_count(visit: Visit) -> None:
    visit.say(FIRST)
    visit.say(SLIP)
    sidebar = visit.page.locator(SIDEBAR)
    expect(sidebar.get_by_text("1 of 21 days", exact=True)).to_be_visible()
    note = sidebar.locator("[data-testid='stHorizontalBlock'], [data-testid='stLayoutWrapper']").filter(
        has_text="you: contact by text, Nov 21"
    )
    expect(note.first).to_contain_text("i texted him")
    note.last.get_by_role("button", name="Undo").click()
    expect(sidebar.get_by_text("19 of 21 days")).to_be_visible()
    expect(sidebar.get_by_text("you: contact by text, Nov 21")).to_have_count(0)


def test_that_a_reload_and_a_restart_keep_everything(visit: Visit) -> None:
    visit.say(FIRST)
    answer = visit.page.locator(ANSWER).inner_text()
    visit.open()
    assert visit.page.locator(ANSWER).inner_text() == answer
    visit.site.stop()
    visit.site.start()
    visit.open()
    assert visit.page.locator(ANSWER).inner_text() == answer
    expect(visit.page.get_by_text(FIRST)).to_be_visible()
    expect(visit.page.locator(SIDEBAR).get_by_text("19 of 21 days")).to_be_visible()


def test_that_a_crisis_is_met_with_helplines_and_no_steps(visit: Visit) -> None:
    visit.say(FIRST)
    visit.say(DARK)
    answer = visit.page.locator(ANSWER).last
    expect(answer.get_by_test_id("stAlert")).to_contain_text("findahelpline.com")
    expect(answer.get_by_text("from the article")).to_have_count(0)
    expect(answer.get_by_text("What this rests on")).to_have_count(0)


def test_that_a_house_rule_is_marked_as_ours(visit: Visit) -> None:
    visit.say(FIRST)
    visit.say(SLIP)
    cited = visit.page.locator(ANSWER).last.locator("p", has_text="house rule R06").first
    expect(cited).to_be_visible()


def test_that_why_this_answer_shows_facts_guards_and_timings(visit: Visit) -> None:
    visit.say(FIRST)
    answer = visit.page.locator(ANSWER)
    answer.get_by_text("Why this answer").click()
    expect(answer.get_by_text("your ex ended it, Nov 3")).to_be_visible()
    expect(answer.get_by_text("Day 19 of 21 without contact.")).to_be_visible()
    expect(answer.get_by_text("ms in all: screen")).to_be_visible()


def test_that_a_message_that_is_too_long_is_kept_in_the_box(visit: Visit) -> None:
    long = "him " * 5000 + "x"
    visit.page.get_by_placeholder(BOX).fill(long)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_text("20,000 is the most I can read at once")).to_be_visible()
    expect(visit.page.get_by_placeholder(BOX)).to_have_value(long)
    expect(visit.page.locator("[data-testid='stChatMessage']")).to_have_count(0)
    visit.say(long[:20_000])
    expect(visit.page.get_by_text("is the most I can read at once")).to_have_count(0)


def test_that_her_words_never_become_a_link_or_an_image(visit: Visit) -> None:
    words = "i miss him ![him](https://example.com/him.png) <img src=https://example.com/2.png> $x$ :red[so]"
    visit.say(words)
    expect(visit.page.get_by_text(words)).to_be_visible()
    expect(visit.page.locator("[data-testid='stChatMessage'] img")).to_have_count(0)
    assert visit.outside == []
    assert any(url.startswith("ws://127.0.0.1") for url in visit.asked)


def test_that_nothing_is_cut_off_on_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open()
    visit.say(f"{FIRST} {'so' * 150} https://example.com/{'a' * 200}")
    parts = "html, [data-testid=stMain], [data-testid=stChatMessage]"
    hidden = f"() => [...document.querySelectorAll('{parts}')].map(part => part.scrollWidth - part.clientWidth)"
    assert max(visit.page.evaluate(hidden)) <= 0
    visit.page.get_by_test_id("stExpandSidebarButton").click()
    expect(visit.page.locator(SIDEBAR).get_by_text("19 of 21 days")).to_be_in_viewport()


def test_that_she_can_take_everything_with_her(visit: Visit, tmp_path: Path) -> None:
    visit.say(FIRST)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "steady.json")
    held = json.loads((tmp_path / "steady.json").read_text())
    assert [turn["text"] for turn in held["turns"]] == [FIRST]
    assert {fact["kind"] for fact in held["facts"]} >= {"breakup", "streak"}


def test_that_erasing_asks_first_and_then_removes_everything(visit: Visit) -> None:
    page = visit.page
    visit.say(FIRST)
    assert visit.site.on_disk("havent talked to him")
    page.get_by_role("button", name="Erase").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(ANSWER)).to_be_visible()
    page.get_by_role("button", name="Erase").click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_text("You could begin like this")).to_be_visible()
    expect(page.locator("[data-testid='stChatMessage']")).to_have_count(0)
    expect(page.locator(SIDEBAR).get_by_text("Not known yet.")).to_be_visible()
    visit.open()
    expect(page.locator("[data-testid='stChatMessage']")).to_have_count(0)
    assert not visit.site.on_disk("havent talked to him")


def test_that_a_wrong_setting_is_told_with_what_to_do(browser: Browser, site: Site, tmp_path: Path) -> None:
    other = type(site)(tmp_path, today="yesterday")
    other.start()
    try:
        page = browser.new_page()
        page.goto(other.url)
        expect(page.get_by_text("STEADY_TODAY is not a date like 2026-11-22.")).to_be_visible(timeout=20_000)
        page.close()
    finally:
        other.stop()


def _step(visit: Visit, title: str):  # type: ignore[no-untyped-def]
    return visit.page.locator(SIDEBAR).locator("[data-testid='stHorizontalBlock']").filter(has_text=title)
