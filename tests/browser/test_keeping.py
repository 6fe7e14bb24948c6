"""Nothing typed is lost: kept while it is typed, brought back, and saved past closed doors."""

from contextlib import suppress

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError

from articles import keeping, workflow
from articles.models import Article, UnsavedText, working_snapshot
from tests.browser.desk import ADD, PASSWORD, editor_of, violations

LINE, COMPANY, OFFER = "[data-kept-line]", "[data-company] li", "[data-unsaved]"


@pytest.fixture
def piece(make_piece) -> Article:
    return make_piece()


def body_of(piece: Article) -> str:
    return working_snapshot(Article.objects.get(pk=piece.pk))["body"]


def write(page, words: str) -> None:
    page.locator("#id_body").press("Control+Home")
    page.locator("#id_body").press_sequentially(words)


def wait_until_kept(page) -> None:
    page.wait_for_selector(f"{LINE}:has-text('WIB')")


def delete(piece: Article) -> None:
    """Delete a piece that somebody has open: their page may come in just between."""
    for _attempt in range(20):
        with suppress(IntegrityError):
            Article.objects.filter(pk=piece.pk).delete()
            return
    raise AssertionError("somebody is always here")


def leave(page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/tag/")


def test_typed_text_is_kept_and_offered_on_another_machine(sign_in, piece):
    page = sign_in("sari", bypass_csp=True)
    page.goto(editor_of(piece))
    write(page, "Ketikan Sari. ")
    wait_until_kept(page)
    assert violations(page) == []
    assert piece.revisions.count() == 1

    phone = {"viewport": {"width": 360, "height": 800}, "color_scheme": "dark"}
    other = sign_in("sari", bypass_csp=True, **phone)
    other.goto(editor_of(piece))
    assert violations(other) == []
    other.click(f"{OFFER} a")
    assert "Ketikan Sari." in other.locator(".comparison").inner_text()
    assert other.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(other) == []
    other.click(".comparison .button.default")
    assert other.locator("#id_body").input_value().startswith("Ketikan Sari. ")
    with other.expect_navigation():
        other.click("[name=_save]")
    assert body_of(piece).startswith("Ketikan Sari. ")
    assert not UnsavedText.objects.exists()


def test_leaving_keeps_at_once_and_two_tabs_keep_two(sign_in, piece):
    page = sign_in("sari")
    page.goto(editor_of(piece))
    tab = page.context.new_page()
    tab.goto(editor_of(piece))
    write(page, "Tab satu. ")
    write(tab, "Tab dua. ")
    leave(page)
    wait_until_kept(tab)
    page.goto(editor_of(piece))
    page.wait_for_selector(f"{OFFER} li:nth-child(2)")
    kept = {text.fields["body"][0][:8] for text in UnsavedText.objects.all()}
    assert kept == {"Tab satu", "Tab dua."}


def test_what_is_typed_before_the_last_picture_is_there_counts(sign_in, piece):
    page = sign_in("sari")
    late = []

    def hold(route) -> None:
        late.append(route)

    page.route("**/late.png", hold)
    page.add_init_script("""document.addEventListener("DOMContentLoaded", () => {
        document.body.append(Object.assign(new Image(), { src: "/late.png" }));
    })""")
    page.goto(editor_of(piece), wait_until="domcontentloaded")
    write(page, "Sangat awal. ")
    assert page.evaluate("document.readyState") == "interactive"
    late[0].fulfill(body="", content_type="image/png")
    wait_until_kept(page)
    assert UnsavedText.objects.get().fields["body"][0].startswith("Sangat awal. ")
    leaving = "window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving) is False


def test_a_server_that_is_away_loses_nothing(sign_in, piece, browser_errors):
    page = sign_in("sari")
    page.goto(editor_of(piece))
    page.context.set_offline(True)
    write(page, "Tanpa jaringan. ")
    page.wait_for_selector(".kept-badly")
    page.click("[name=_save]")
    page.wait_for_selector("[data-keeping]:not([aria-busy])")
    assert page.url.endswith(editor_of(piece)), "no save runs into a closed door"
    assert page.locator("#id_body").input_value().startswith("Tanpa jaringan. ")
    # The browser is killed here; what it wrote down is all there is.
    held = page.evaluate("Object.entries(localStorage)")
    assert "Tanpa jaringan. " in str(held)
    page.context.set_offline(False)
    wait_until_kept(page)
    assert UnsavedText.objects.get().fields["body"][0].startswith("Tanpa jaringan. ")
    browser_errors.clear()


def test_what_only_the_browser_has_is_brought_in_for_its_own_account(sign_in, piece, people):
    page = sign_in("sari")
    page.goto(editor_of(piece))
    fields = [
        ["desk_page", "lama"],
        ["base", "1"],
        ["headline", "Judul"],
        ["body", "Dari peramban."],
    ]
    held = """([account, address, fields]) => localStorage.setItem(
        `newsroom-unsaved ${account} lama`, JSON.stringify({ address, fields, at: 0 }))"""
    address = f"/admin/articles/article/{piece.pk}/keep/"
    for account in (people["sari"].pk, people["budi"].pk):
        page.evaluate(held, [str(account), address, fields])
    page.reload()
    page.wait_for_selector(f"{OFFER} a")
    assert keeping.offered(piece, people["sari"]).get().fields["body"] == ["Dari peramban."]
    assert not keeping.offered(piece, people["budi"]).exists()
    left = [key for key in page.evaluate("Object.keys(localStorage)") if "newsroom" in key]
    assert left == [f"newsroom-unsaved {people['budi'].pk} lama"]


def test_more_than_can_be_sent_is_said_and_not_sent(sign_in, piece):
    page = sign_in("sari", bypass_csp=True)
    page.goto(editor_of(piece))
    # The address of a form would take nine bytes for each of these.
    assert page.locator("#article_form").get_attribute("enctype") == "multipart/form-data"
    most = page.locator("[data-keeping]").get_attribute("data-most")
    assert int(most) == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    page.evaluate("document.querySelector('[data-keeping]').dataset.most = 4000")
    page.fill("#id_body", "漢字" * 1000)
    page.wait_for_selector(f"{LINE}.kept-badly:has-text('terlalu panjang')")
    page.click("[name=_save]")
    page.wait_for_selector("[data-keeping]:not([aria-busy])")
    assert violations(page) == []
    assert (piece.revisions.count(), UnsavedText.objects.count()) == (1, 0)
    page.fill("#id_body", "Lebih pendek.")
    wait_until_kept(page)
    with page.expect_navigation():
        page.click("[name=_save]")
    assert body_of(piece) == "Lebih pendek."


def test_signed_out_while_typing_and_in_again_elsewhere(sign_in, piece, browser_errors):
    page = sign_in("sari")
    page.goto(editor_of(piece))
    Session.objects.all().delete()
    write(page, "Setelah keluar. ")
    page.wait_for_selector(".kept-badly")
    page.click("[name=_save]")
    page.wait_for_selector("[data-keeping]:not([aria-busy])")
    assert "keluar" in page.locator(LINE).inner_text()
    tab = page.context.new_page()
    tab.goto("/admin/")
    tab.fill("#id_username", "sari")
    tab.fill("#id_password", PASSWORD)
    tab.click("[type=submit]")
    tab.wait_for_selector(".overview")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert body_of(piece).startswith("Setelah keluar. ")
    browser_errors.clear()


def test_who_else_is_here_and_what_became_of_the_piece(sign_in, piece, people):
    page, other = sign_in("sari", bypass_csp=True), sign_in("budi")
    page.goto(editor_of(piece))
    other.goto(editor_of(piece))
    page.wait_for_selector(f"{COMPANY}:has-text('budi')")
    workflow.save_draft(piece, snapshot={"standfirst": "Dari Budi."}, by=people["budi"])
    workflow.publish(Article.objects.get(pk=piece.pk), by=people["budi"])
    page.wait_for_selector(f"{COMPANY}:has-text('versi 2')")
    page.wait_for_selector(f"{COMPANY}:has-text('terbit')")
    assert violations(page) == []


def test_a_new_piece_and_one_that_was_deleted(sign_in, piece):
    page = sign_in("sari")
    page.goto(ADD)
    page.fill("#id_headline", "Judul yang belum disimpan")
    wait_until_kept(page)
    leave(page)
    page.goto(ADD)
    assert "Judul yang belum disimpan" in page.locator(OFFER).inner_text()
    page.goto(editor_of(piece))
    delete(piece)
    page.wait_for_selector(f"{COMPANY}:has-text('dihapus')")
    write(page, "Masih ada. ")
    wait_until_kept(page)
    with page.expect_navigation():
        page.click("[name=_save]")
    assert page.locator("#id_body").input_value().startswith("Masih ada. ")
