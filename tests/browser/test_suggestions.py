"""Comboboxes in a real browser: the search of readers, and the tags at the desk."""

from articles.tag_lookup import write_missing
from tests.browser.desk import editor_of, until, violations
from tests.factories import make_article, make_tag

LISTED = "document.querySelectorAll('[role=option]').length"


def test_readers_search_by_keyboard(make_page):
    page = make_page(bypass_csp=True)
    make_article("Mistral naik", tags=["Mistral AI"])
    make_article("Mistral turun")
    page.goto("/cari/")
    field = page.locator("#search-query")
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == (
        "combobox",
        "false",
    )
    field.press_sequentially("mist")
    until(page, f"{LISTED} === 3")
    assert field.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("listbox").get_attribute("id") == field.get_attribute("aria-controls")
    assert "3" in page.locator("[role=status]").inner_text()
    field.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    assert chosen.inner_text().startswith("Mistral AI")
    assert violations(page) == []
    field.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert (field.input_value(), field.get_attribute("aria-activedescendant")) == ("mist", None)
    field.press("ArrowDown")
    until(page, f"{LISTED} === 3 && !document.querySelector('[role=listbox]').hidden")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant")
    for key, place in (("Home", 0), ("End", 4)):
        field.press("ArrowDown")
        field.press(key)
        assert field.get_attribute("aria-activedescendant") is None
        assert field.evaluate("field => field.selectionStart") == place
    field.press_sequentially("r")
    until(page, f"{LISTED} === 3 && !document.querySelector('[role=listbox]').hidden")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/tag/mistral-ai/")


def test_readers_search_without_script(make_page):
    make_article("Mistral naik")
    plain = make_page(java_script_enabled=False)
    plain.goto("/cari/")
    plain.fill("#search-query", "mistral")
    plain.press("#search-query", "Enter")
    plain.wait_for_selector(".search-hits")
    assert plain.locator("[role=combobox]").count() == 0


def test_tags_are_completed_and_proposed_and_nothing_is_changed_unasked(sign_in, make_piece):
    make_tag("AI"), make_tag("Kecerdasan buatan"), make_tag("Kapal")
    write_missing()
    piece = make_piece()
    page = sign_in("sari", bypass_csp=True)
    page.goto(editor_of(piece))
    field = page.locator("#id_tags")
    until(page, "document.querySelector('[data-tag-proposals] button') !== null")
    assert field.get_attribute("role") == "combobox"
    # In the middle of the line, what stands before and after stays.
    field.fill("pelayaran, , Paris")
    field.evaluate("field => field.setSelectionRange(11, 11)")
    field.press_sequentially("ai")
    until(page, f"{LISTED} === 1")
    assert field.input_value() == "pelayaran, ai, Paris"
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == page.locator(
        "[role=option]"
    ).get_attribute("id")
    assert violations(page) == []
    field.press("Enter")
    assert field.input_value() == "pelayaran, AI, Paris"
    assert not page.get_by_role("listbox").is_visible()
    field.press("End")
    field.press_sequentially(", buat")
    until(page, f"{LISTED} === 1 && !document.querySelector('[role=listbox]').hidden")
    field.press("Escape")
    field.press("Tab")
    assert field.input_value() == "pelayaran, AI, Paris, buat"
    page.get_by_role("button", name="+ Kapal").click()
    assert field.input_value() == "pelayaran, AI, Paris, buat, Kapal"
    assert page.locator("[data-tag-proposals] button").count() == 0
    # Kept while it is typed, like anything else.
    until(page, "document.querySelector('[data-kept-line]').textContent !== ''")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    assert field.input_value() == "pelayaran, AI, Paris, buat, Kapal"
    assert {tag.name for tag in piece.tags.all()} == {"pelayaran", "AI", "Paris", "buat", "Kapal"}
