"""The way of a piece over the desk, in a real browser: a writer, an editor, an editor-in-chief."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Activity, Article, Stage
from tests.browser.desk import (
    DESK,
    LIST,
    PARAGRAPHS,
    change,
    editor_of,
    versions_of,
)


def press(page, act: str) -> str:
    """Press an act's button; return what the page then says."""
    button = page.locator(f"[name=_{act}]")
    button.wait_for(state="attached")
    if not button.is_visible():
        page.click(f"details:has([name=_{act}]) > summary")
    with page.expect_navigation():
        button.click()
    return page.locator(".messagelist").inner_text()


def filled(page) -> list[str]:
    """The buttons that stand out in the side column."""
    seen = page.locator(".desk-side").locator(
        ".button.default:not([disabled]):visible, .desk-act.next:not([open]) > summary:visible"
    )
    return [text.strip() for text in seen.all_inner_texts()]


def write_and_submit(page, people) -> Article:
    """The writer writes, and hands it in with a note."""
    page.click(".overview-new a")
    page.fill("#id_headline", "Kapal karam di Selat Sunda")
    page.fill("#id_standfirst", "Semua penumpang selamat.")
    page.fill("#id_body", "Kapal itu karam pada malam hari.\n\nSebabnya belum diketahui.")
    page.select_option("#id_section", str(people["section"].pk))
    page.locator(".author-rows select").first.select_option(str(people["author"].pk))
    press(page, "save")
    assert filled(page) == ["Simpan dan serahkan untuk ditinjau"]
    page.fill("#id_note", "Mohon dicek jamnya.")
    press(page, "submit")
    return Article.objects.get(headline="Kapal karam di Selat Sunda", stage=Stage.IN_REVIEW)


def send_back(page, piece: Article) -> None:
    """The editor finds it waiting, reads the note, and wants it changed."""
    page.click(".pile-review a")
    assert "Mohon dicek jamnya." in page.locator(".last-act").inner_text()
    assert filled(page) == ["Simpan dan setujui"]
    page.click("[name=_send_back]")
    page.wait_for_selector(".field-note .errorlist")
    page.fill("#id_note", "Tulis pukul berapa kapalnya karam.")
    press(page, "send_back")
    assert Article.objects.get(pk=piece.pk).stage == Stage.DRAFT


def correct(page) -> None:
    """The writer sees why, corrects it, hands it in again."""
    page.goto(DESK)
    page.click(".pile-mine a")
    assert "pukul berapa" in page.locator(".last-act").inner_text()
    page.fill("#id_body", "Kapal itu karam pukul 23.00.\n\nSebabnya belum diketahui.")
    press(page, "submit")


def schedule(page) -> None:
    """Promise the piece on the page for this hour tomorrow."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.click(".desk-act.next > summary")
    page.fill("#id_publish_at", f"{tomorrow:%Y-%m-%dT%H:%M}")
    assert page.locator("[name=_publish]").inner_text() == "Simpan dan jadwalkan"
    assert f"{tomorrow:%H.%M}\xa0WIB" in press(page, "publish")
    page.goto(DESK)
    assert f"{tomorrow:%H.%M}" in page.locator(".calendar .busy").inner_text()


def rewrite(page, piece: Article) -> None:
    """A save of a live piece waits, and the list says so."""
    page.goto(editor_of(piece))
    page.fill("#id_body", "Kapal itu karam pukul 23.00.\n\nSebabnya kebocoran di lambung.")
    press(page, "save")
    page.goto(LIST)
    row = page.locator("#result_list tr", has_text="Kapal karam")
    assert "ada perubahan belum terbit" in row.inner_text()


def compare_and_publish(page, piece: Article) -> None:
    """What changed, in words; then to the readers."""
    page.goto(editor_of(piece))
    assert filled(page) == ["Terbitkan perubahan…"]
    page.get_by_role("link", name="Apa yang berubah").click()
    assert "belum diketahui" in page.locator(".comparison del").first.inner_text()
    assert "kebocoran" in page.locator(".comparison ins").first.inner_text()
    page.goto(editor_of(piece))
    press(page, "publish")


def restore_the_first(page, piece: Article) -> None:
    """Take the first version up again."""
    page.goto(versions_of(piece))
    first = page.locator(".version", has=page.locator("[name=from][value='1']"))
    with page.expect_navigation():
        first.get_by_role("button", name="Pulihkan").click()
    assert "malam hari" in page.input_value("#id_body")


def test_from_the_first_draft_to_the_readers_and_back(sign_in, people, page):
    sari, budi = sign_in("sari"), sign_in("budi")
    piece = write_and_submit(sari, people)
    budi.reload()
    send_back(budi, piece)
    correct(sari)
    budi.goto(DESK)
    budi.click(".pile-review a")
    press(budi, "approve")
    assert filled(budi) == ["Terbitkan…"]
    schedule(budi)
    address = Article.objects.get(pk=piece.pk).get_absolute_url()
    assert page.request.get(address).status == 404

    # Its time comes.
    Article.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    address = Article.objects.get(pk=piece.pk).get_absolute_url()
    page.goto(address)
    assert page.locator(".prose").get_by_text("pukul 23.00").is_visible()

    rewrite(budi, piece)
    page.reload()
    assert page.locator(".prose").get_by_text("belum diketahui").is_visible()
    compare_and_publish(budi, piece)
    page.reload()
    assert page.locator(".prose").get_by_text("kebocoran").is_visible()
    restore_the_first(budi, piece)
    page.reload()
    assert page.locator(".prose").get_by_text("kebocoran").is_visible()
    acts = Activity.objects.filter(article_id=piece.pk).order_by("id").values_list("act", flat=True)
    assert " ".join(acts) == "save submit send_back submit approve schedule publish restore"


def test_an_update_goes_out_with_the_first_reader(sign_in, make_piece, people, page):
    piece = workflow.publish(make_piece(), by=people["budi"])
    budi = sign_in("budi")
    budi.goto(editor_of(piece))
    budi.fill("#id_body", "Naskah baru untuk besok.")
    press(budi, "save")
    schedule(budi)
    budi.goto(editor_of(piece))
    assert filled(budi) == ["Simpan"]
    page.goto(piece.get_absolute_url())
    assert page.get_by_text(PARAGRAPHS[0]).is_visible()
    now = timezone.now()
    Article.objects.update(update_due_at=now, update_try_at=now)
    page.reload()
    assert page.locator(".prose").get_by_text("Naskah baru untuk besok.").is_visible()


def test_greyed_buttons_say_why(sign_in, make_piece, people):
    piece = workflow.submit(make_piece(), by=people["sari"])
    sari = sign_in("sari")
    sari.goto(editor_of(piece))
    greyed = sari.locator(".desk-side button[disabled]")
    # Save, approve, send back, publish.
    assert greyed.count() == 4
    for button in greyed.all():
        why = sari.locator(f"#{button.get_attribute('aria-describedby')}")
        assert why.is_visible()
        assert len(why.inner_text()) > 20
    assert filled(sari) == []
    sari.goto(versions_of(piece))
    change(piece, people["budi"], kicker="Baru")
    sari.reload()
    assert sari.locator("form[action$='/restore/'] button[disabled]").count() == 1
    assert "meja redaksi" in sari.locator("#why-restore").inner_text()


def test_a_new_change_is_published_in_one_go(sign_in, make_piece, people):
    piece = workflow.publish(make_piece(), by=people["budi"])
    budi = sign_in("budi")
    budi.goto(editor_of(piece))
    budi.click("details:has([name=_publish]) > summary")
    assert budi.locator("[name=_publish]").is_disabled()
    assert budi.locator("#why-publish").is_visible()
    budi.fill("#id_body", "Naskah yang terbit seketika.")
    assert not budi.locator("#why-publish").is_visible()
    press(budi, "publish")
    assert Article.objects.get(pk=piece.pk).body == "Naskah yang terbit seketika."


def test_acts_for_many_name_what_could_not_be_done(sign_in, make_piece, people):
    ready = workflow.submit(make_piece("Siap terbit"), by=people["sari"])
    lacking = make_piece("Belum lengkap", standfirst="")
    live = workflow.publish(make_piece("Sudah terbit"), by=people["budi"])
    budi = sign_in("budi")
    budi.goto(LIST)
    budi.click("#action-toggle")
    budi.select_option("[name=action]", "publish_chosen")
    with budi.expect_navigation():
        budi.click(".actions [type=submit]")
    said = budi.locator(".messagelist").inner_text()
    assert Article.objects.get(pk=ready.pk).is_public
    assert "Siap terbit" not in said
    for piece in (lacking, live):
        assert piece.headline in said
    assert not Article.objects.get(pk=lacking.pk).is_public


def test_by_keyboard_alone(sign_in, make_piece, people):
    piece = workflow.submit(make_piece(), by=people["sari"])
    budi = sign_in("budi")

    def go_to(selector: str) -> None:
        """Press Tab until the element has the focus; the outline shows where that is."""
        for _step in range(60):
            budi.keyboard.press("Tab")
            if budi.evaluate("(s) => document.activeElement.matches(s)", selector):
                outline = budi.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none"
                return
        pytest.fail(f"Tab does not lead to {selector}")

    go_to(".pile-review a")
    with budi.expect_navigation():
        budi.keyboard.press("Enter")
    go_to("[name=_approve]")
    with budi.expect_navigation():
        budi.keyboard.press("Enter")
    assert Article.objects.get(pk=piece.pk).stage == Stage.APPROVED
    go_to(".desk-act.next > summary")
    budi.keyboard.press("Enter")
    go_to("[name=_publish]")
    with budi.expect_navigation():
        budi.keyboard.press("Enter")
    assert Article.objects.get(pk=piece.pk).is_public
    go_to(".desk-links a[href$='/versions/']")
    with budi.expect_navigation():
        budi.keyboard.press("Enter")
    go_to(".versions-bar a")


def test_on_a_phone(sign_in, make_piece, people):
    piece = workflow.submit(make_piece(), by=people["sari"], note="Mohon ditinjau.")
    budi = sign_in("budi", viewport={"width": 360, "height": 740}, has_touch=True)
    budi.locator(".pile-review a").tap()
    budi.locator("[name=_approve]").tap()
    budi.wait_for_selector(".messagelist")
    assert Article.objects.get(pk=piece.pk).stage == Stage.APPROVED
    for button in budi.locator(".desk-acts .button:visible, .desk-save .button").all():
        assert button.bounding_box()["height"] >= 44
    # Saving is at hand wherever the page stands.
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        budi.evaluate(f"window.scrollTo(0, {place})")
        box = budi.locator("[name=_save]").bounding_box()
        assert 0 <= box["y"] <= 740 - box["height"]
    # So is the way to the acts below the text, by thumb and by keyboard.
    budi.evaluate("window.scrollTo(0, 0)")
    acts = budi.locator(".desk-to-acts")
    assert acts.bounding_box()["height"] >= 44
    acts.focus()
    budi.keyboard.press("Enter")
    assert 0 <= budi.locator("#desk-state").bounding_box()["y"] < 100
    budi.keyboard.press("Tab")
    assert budi.evaluate("document.activeElement.closest('.desk-acts') != null")


def test_without_javascript(sign_in, make_piece, people):
    piece = workflow.submit(make_piece(), by=people["sari"])
    budi = sign_in("budi", java_script_enabled=False)
    budi.click(".pile-review a")
    press(budi, "approve")
    press(budi, "publish")
    assert Article.objects.get(pk=piece.pk).is_public
    budi.fill("#id_kicker", "Tanpa skrip")
    press(budi, "save")
    budi.goto(versions_of(piece))
    budi.check("[name=from][value='1']")
    budi.check("[name=to][value='2']")
    with budi.expect_navigation():
        budi.click("button[form=compare]")
    assert budi.locator(".comparison ins").inner_text() == "Tanpa skrip"
    with budi.expect_navigation():
        budi.get_by_role("button", name="Pulihkan versi 1").click()
    assert budi.input_value("#id_kicker") == ""
    budi.click("details:has([name=_withdraw]) > summary")
    budi.click("[name=_withdraw]")
    budi.wait_for_selector(".field-reason .errorlist")
    assert Article.objects.get(pk=piece.pk).is_public
    budi.fill("#id_reason", "Keliru.")
    budi.select_option("#id_ground", "redaksi")
    press(budi, "withdraw")
    assert not Article.objects.get(pk=piece.pk).is_public
