"""Notes between editors in a real browser: beside the text, without losing what is typed."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse

from articles import annotating, workflow
from articles.models import Article, Note
from tests.factories import make_author, make_editor, make_section

PASSAGE = "pindah ke Paris pada Juli 🗞️ bersama timnya"
BODY = f"Satu paragraf pembuka.\n\nIa {PASSAGE}. Kata orang begitu.\n\n" + "Isi lain. " * 400
KEEP = "#note-new [form=notes-form].button"
TYPED = "Belum disimpan: "
# Where pictures of the pages are put, to be looked at.
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def piece(live_site) -> Article:
    """A draft on which an editor waits for nothing but words."""
    redaktur = make_editor(username="redaktur", password="rahasia-sekali")
    content = {
        "headline": "Peneliti pindah",
        "standfirst": "Pengantar.",
        "body": BODY,
        "section": make_section("Teknologi").pk,
        "byline": [make_author().pk],
        "tags": [],
    }
    return workflow.save_draft(Article(), snapshot=content, by=redaktur)


@pytest.fixture
def open_desk(piece, make_page):
    """A function that opens the piece at the desk."""

    def open_it(**options):
        page = make_page(**options)
        page.goto(f"/admin/login/?next={desk_of(piece)}")
        page.fill("#id_username", "redaktur")
        page.fill("#id_password", "rahasia-sekali")
        page.click("[type=submit]")
        page.wait_for_selector("[data-notes]")
        return page

    return open_it


def desk_of(piece) -> str:
    return reverse("admin:articles_article_change", args=[piece.pk])


def noted(piece, text="Sumbernya?", **fields) -> Note:
    by = User.objects.get(username="redaktur")
    return annotating.add(piece, by=by, text=text, **fields).note


def selected(page) -> str:
    return page.evaluate(
        "(t => t.value.slice(t.selectionStart, t.selectionEnd))(document.getElementById('id_body'))"
    )


def choose(page, words: str) -> None:
    """Select words in the text."""
    page.evaluate(
        """words => {
          const text = document.getElementById("id_body");
          const at = text.value.indexOf(words);
          text.focus();
          text.setSelectionRange(at, at + words.length);
        }""",
        words,
    )


def type_before(page) -> None:
    """Write something that is not saved, at the beginning of the text."""
    page.focus("#id_body")
    page.keyboard.press("Control+Home")
    page.keyboard.type(TYPED)


def said(page, words: str) -> None:
    page.wait_for_selector(f"[data-notes-said]:has-text('{words}')")


def picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def in_sight(page) -> bool:
    """Whether the selected words are within what the text shows."""
    return page.evaluate("""() => {
      const text = document.getElementById("id_body");
      const box = text.getBoundingClientRect();
      return document.activeElement === text && box.bottom > 0 && box.top < innerHeight;
    }""")


def test_a_note_on_selected_words(open_desk, piece):
    page = open_desk(locale="en")
    type_before(page)
    choose(page, PASSAGE)
    page.click("[data-note-selection]")
    assert page.input_value("#note-quote") == PASSAGE
    assert page.input_value("#note-field") == "body"
    page.keyboard.type("Sumbernya? @entah")
    page.click(KEEP)
    said(page, "The note is kept.")
    said(page, "No letter goes to @entah")
    note = Note.objects.get()
    assert (note.quote, note.text) == (PASSAGE, "Sumbernya? @entah")
    # As it stands in the text with what was typed before it.
    assert note.position == (TYPED + BODY).index(PASSAGE)
    assert page.evaluate("document.activeElement.id") == f"note-{note.pk}"
    assert page.locator(".note.detached").count() == 0
    assert page.input_value("#note-text") == ""
    page.evaluate("document.getElementById('id_body').setSelectionRange(0, 0)")
    page.click(f"#note-{note.pk} [data-note-show]")
    assert selected(page) == PASSAGE
    assert in_sight(page)
    picture(page, "notes-desk")
    # All along, nothing that was typed at the desk was lost, or saved.
    assert page.input_value("#id_body").startswith(TYPED)
    piece.refresh_from_db()
    assert piece.body == BODY


def test_a_reply_and_the_end(open_desk, piece):
    note = noted(piece)
    page = open_desk(locale="en")
    type_before(page)
    page.click(f"#note-{note.pk}-answer > summary")
    page.fill(f"#reply-{note.pk}", "Surel dari Meta.")
    page.click(f"#note-{note.pk}-answer .button")
    said(page, "The reply is kept.")
    assert page.locator(f"#note-{note.pk} .note-reply").inner_text().endswith("Surel dari Meta.")

    page.click("[formaction$='/resolve/']")
    said(page, "The note is resolved.")
    assert page.locator(".notes-number").count() == 0
    page.click("#notes-resolved > summary")
    page.click("[formaction$='/reopen/']")
    said(page, "The note is open again.")
    assert page.input_value("#id_body").startswith(TYPED)


def test_a_passage_that_changes_and_goes(open_desk, piece):
    note = noted(piece, field="body", quote=PASSAGE, position=BODY.index(PASSAGE))
    page = open_desk(locale="en")
    show = page.locator(f"#note-{note.pk} [data-note-show]")
    changed = PASSAGE.replace("pada Juli", "pada Agustus")
    page.fill("#id_body", BODY.replace(PASSAGE, changed))
    show.click()
    page.wait_for_selector("#id_body:focus")
    assert selected(page) == changed

    page.fill("#id_body", "Semuanya lain.")
    show.click()
    said(page, "These words are not in the text now.")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert page.locator(f"#note-{note.pk}.detached").is_visible()
    assert PASSAGE in page.locator(f"#note-{note.pk}").inner_text()
    picture(page, "notes-detached")


def test_a_passage_far_down_comes_into_sight(open_desk, piece):
    words = "kalimat terakhir ꦥꦫꦶꦱ꧀ yang dicari"
    parts = ["🗞️ Isi lain."] * 500 + [f"Inilah {words}."] + ["Sesudahnya."] * 300
    body = "\n\n".join(parts)
    workflow.save_draft(piece, snapshot={"body": body}, by=User.objects.get(username="redaktur"))
    note = noted(piece, field="body", quote=words)
    page = open_desk(locale="en")
    page.click(f"#note-{note.pk} [data-note-show]")
    assert selected(page) == words
    top, height, shown = page.evaluate(
        "(t => [t.scrollTop, t.scrollHeight, t.clientHeight])(document.getElementById('id_body'))"
    )
    assert in_sight(page)
    assert height > 5 * shown
    assert 0.5 * height < top < height - 2 * shown


def test_by_keyboard_alone(open_desk, piece):
    page = open_desk(locale="en")
    page.focus("#id_body")
    page.keyboard.press("Control+Home")
    for _letter in range(len("Satu paragraf")):
        page.keyboard.press("Shift+ArrowRight")

    def tab_to(condition: str) -> None:
        for _step in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({condition!r})"):
                return
        raise AssertionError(condition)

    tab_to("[data-note-selection]")
    page.keyboard.press("Enter")
    page.keyboard.type("Terlalu pendek?")
    tab_to(KEEP)
    page.keyboard.press("Enter")
    said(page, "The note is kept.")
    assert Note.objects.get().quote == "Satu paragraf"
    tab_to("[data-note-show]")
    page.keyboard.press("Enter")
    assert selected(page) == "Satu paragraf"
    page.locator(".note").focus()
    tab_to(".note-acts summary")
    page.keyboard.press("Enter")
    tab_to("[name^=reply_]")
    page.keyboard.type("Ya.")
    tab_to(".note-acts .button")
    page.keyboard.press("Space")
    said(page, "The reply is kept.")
    tab_to("[formaction$='/resolve/']")
    page.keyboard.press("Enter")
    said(page, "The note is resolved.")
    assert page.evaluate("document.activeElement.id") == "notes-title"


def test_what_is_not_sent_is_kept(open_desk, piece, browser_errors):
    page = open_desk(locale="en")
    page.click("#note-new > summary")
    page.click(KEEP)
    page.wait_for_selector("[data-notes] .errornote")
    page.fill("#note-text", "Catatan yang belum dikirim")

    # The server is away.
    page.route("**/notes/", lambda route: route.abort())
    page.click(KEEP)
    said(page, "did not reach the newsroom")
    page.unroute("**/notes/")
    # The session has ended.
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.click(KEEP)
    said(page, "You are signed out.")
    assert page.input_value("#note-text") == "Catatan yang belum dikirim"
    page.context.add_cookies([one for one in cookies if "csrf" not in one["name"]])
    browser_errors.clear()

    # The piece is saved in between.
    page.fill("#id_headline", "Judul lain")
    page.reload()
    page.fill("#id_headline", "Judul lain")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert page.input_value("#note-text") == "Catatan yang belum dikirim"
    page.click(KEEP)
    said(page, "The note is kept.")
    assert Note.objects.get().text == "Catatan yang belum dikirim"


def test_a_double_click_notes_once(open_desk, piece):
    page = open_desk(locale="en")
    page.click("#note-new > summary")
    page.fill("#note-text", "Sekali saja")
    page.dblclick(KEEP)
    said(page, "The note is kept.")
    assert Note.objects.count() == 1


def test_without_javascript(open_desk, piece):
    note = noted(piece, field="body", quote=PASSAGE)
    page = open_desk(locale="en", java_script_enabled=False)
    page.fill("#id_body", TYPED)
    page.click("#note-new > summary")
    page.fill("#note-text", "Tanpa skrip")
    with page.context.expect_page() as opened:
        page.click(KEEP)
    # The desk keeps what was typed; the notes are in a tab of their own.
    assert page.input_value("#id_body") == TYPED
    notes = opened.value
    notes.wait_for_load_state()
    assert "/notes/#note-" in notes.url
    assert notes.locator(".note").count() == 2
    notes.click(f"#note-{note.pk}-answer > summary")
    notes.fill(f"#reply-{note.pk}", "Ya.")
    notes.click(f"#note-{note.pk}-answer .button")
    assert notes.locator(".note-reply").count() == 1
    notes.click(f"#note-{note.pk} [formaction$='/resolve/']")
    assert notes.locator("[formaction$='/reopen/']").count() == 1
    picture(notes, "notes-page-no-script")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_for_everybody(open_desk, piece, scheme, width):
    note = noted(piece, field="body", quote=PASSAGE)
    by = User.objects.get(username="redaktur")
    annotating.reply(note, by=by, text="Ada dua: surel dan " + "x" * 120)
    noted(piece, "Judulnya terlalu panjang.", field="headline")
    noted(piece, "Hilang.", field="body", quote="kata yang sudah tidak ada lagi")
    annotating.resolve(noted(piece, "هل المصدر موثوق؟"), by=by)
    size = {"width": width, "height": 800}
    # axe puts styles of its own into the page, which the policy would refuse.
    page = open_desk(viewport=size, color_scheme=scheme, bypass_csp=True)
    page.click("#note-new > summary")
    page.click("#notes-resolved > summary")
    page.click(f"#note-{note.pk}-answer > summary")
    picture(page, f"notes-{width}-{scheme}")
    check(page)
    if width == 360:
        for control in page.locator("[data-notes] :is(button, summary, select):visible").all():
            assert control.bounding_box()["height"] >= 44
        page.click(f"#note-{note.pk} [data-note-show]")
        assert selected(page) == PASSAGE
        assert in_sight(page)
    page.goto(reverse("admin:articles_article_notes", args=[piece.pk]))
    picture(page, f"notes-page-{width}-{scheme}")
    check(page)


def check(page) -> None:
    """Nothing hangs over the edge, and nothing keeps anybody out."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
