"""The editor's path in a real browser."""

from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article, Image, working_snapshot
from tests.articles.test_intake import encoded
from tests.browser.desk import violations_by_day_and_night

SLUG = "peneliti-ai-meta-pindah-ke-mistral"
SENTENCE = "Kalimat ini baru saja ditambahkan di meja redaksi."
LIST, ADD = reverse("admin:articles_article_changelist"), reverse("admin:articles_article_add")
# Hands a file to the element under test as a drop or a paste would.
HAND_OVER = """([selector, kind, name, type, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const box = document.querySelector(selector);
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent(kind, { ...options, dataTransfer: data });
  return !box.dispatchEvent(event);
}"""


@pytest.fixture
def sign_in(live_site):
    """A function that signs a page's visitor in, on a site with the Mistral piece."""
    call_command("loaddata", "mistral", verbosity=0)
    User.objects.create_superuser("pemred", password="rahasia-sekali")

    def sign(page):
        page.goto("/admin/")
        page.fill("#id_username", "pemred")
        page.fill("#id_password", "rahasia-sekali")
        page.click("[type=submit]")
        return page

    return sign


@pytest.fixture
def desk(sign_in, page):
    """The Mistral piece on the desk."""
    sign_in(page)
    page.goto(f"{LIST}?q=Mistral")
    page.click(".field-headline a:has-text('Peneliti AI Meta')")
    page.wait_for_selector(".markdownx-preview p")
    return page


def hand_over(page, kind: str, name="foto.jpg", kind_of_file="image/jpeg", data=None) -> bool:
    """Drop or paste a file on the text; return whether somebody took it."""
    content = [*(encoded() if data is None else data)]
    return page.evaluate(HAND_OVER, ["#id_body", kind, name, kind_of_file, content])


def fulfill(answer: dict, route) -> None:
    """Answer in the server's place."""
    route.fulfill(**answer)


def kept(article: Article) -> dict:
    """What was saved of a piece, whether readers see it already or not."""
    return working_snapshot(Article.objects.get(pk=article.pk))


def status(page) -> str:
    return page.locator(".markdownx-status").inner_text()


def test_from_the_list_to_the_reader(desk):
    body = desk.locator("#id_body")
    body.focus()
    desk.keyboard.press("Control+Home")
    desk.keyboard.type(f"{SENTENCE}\n\n")
    desk.wait_for_selector(f".markdownx-preview >> text={SENTENCE}")

    pictures = Image.objects.count()
    assert hand_over(desk, "drop")
    desk.wait_for_selector(".markdownx-preview img[src*='/media/turunan/']")
    image = Image.objects.latest("pk")
    assert Image.objects.count() == pictures + 1
    # The cursor waits where the picture is described.
    desk.keyboard.type("Bendera di Paris")
    assert f"![Bendera di Paris](gambar:{image.pk})" in body.input_value()

    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    assert desk.locator(".messagelist .success").is_visible()
    article = Article.objects.get(slug=SLUG)
    assert kept(article)["body"].startswith(SENTENCE)
    # Readers are shown the old text until the new one is published.
    assert SENTENCE not in article.body

    desk.click("details:has([name=_publish]) > summary")
    with desk.expect_navigation():
        desk.click("[name=_publish]")
    desk.goto(article.get_absolute_url())
    assert desk.locator(".prose").get_by_text(SENTENCE).is_visible()
    assert (
        desk.locator(f".prose img[src*='/turunan/{image.pk}-'][alt='Bendera di Paris']").count()
        == 1
    )


def test_a_new_piece_by_keyboard_alone(sign_in, page):
    sign_in(page).goto(ADD)
    page.wait_for_selector(".markdownx-tools:visible")
    assert page.evaluate("document.activeElement.id") == "id_headline"
    page.keyboard.type("Kapal “Karam” di Selat")
    assert page.input_value("#id_slug") == "kapal-karam-di-selat"
    for _step in range(20):
        if page.evaluate("document.activeElement.id") == "id_body":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("Kata ")
    page.keyboard.press("Control+b")
    page.keyboard.type("tebal")
    assert page.input_value("#id_body") == "Kata **tebal**"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    # Nothing traps the Tab key.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "id_body"
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert Article.objects.get(slug="kapal-karam-di-selat").body == "Kata **tebal**"


def test_refused_pictures_are_words_beside_the_text(desk, browser_errors):
    text = desk.input_value("#id_body")
    for kind, name, type_, data in [
        ("drop", "rusak.jpg", "image/jpeg", b"bukan gambar"),
        ("paste", "kosong.png", "image/png", b""),
        ("drop", "naskah.pdf", "application/pdf", b"%PDF"),
    ]:
        assert hand_over(desk, kind, name, type_, data)
        desk.wait_for_selector(f".markdownx-status.refused:has-text('{name}')")
    assert desk.input_value("#id_body") == text

    # Whatever a server in between answers, none of it reaches the text.
    for answer in [
        {"status": 403, "content_type": "text/html", "body": "<h1>Forbidden</h1>"},
        {"status": 500, "body": "Traceback"},
        {"status": 200, "content_type": "application/json", "body": '{"image_path": "x"}'},
    ]:
        desk.route("**/markdown/upload/", partial(fulfill, answer))
        hand_over(desk, "drop", "foto.jpg")
        desk.wait_for_selector(".markdownx-status.refused:has-text('foto.jpg')")
        desk.unroute("**/markdown/upload/")
        assert desk.input_value("#id_body") == text
        assert "Forbidden" not in status(desk)
    browser_errors.clear()


def test_only_the_text_takes_dropped_files(desk):
    dropped = ["#id_headline", "drop", "foto.jpg", "image/jpeg", [1]]
    assert not desk.evaluate(HAND_OVER, dropped)
    assert not desk.evaluate(HAND_OVER, ["body", "dragover", *dropped[2:]])


def test_previews_never_arrive_out_of_order(desk):
    held = []

    def hold(route):
        held.append(route)
        if len(held) > 1:
            route.continue_()

    desk.route("**/markdown/preview/", hold)
    desk.fill("#id_body", "pertama")
    desk.wait_for_timeout(600)
    desk.fill("#id_body", "kedua")
    desk.wait_for_selector(".markdownx-preview p:text-is('kedua')")
    held[0].fulfill(status=200, headers={"X-Words": "1", "X-Minutes": "1"}, body="<p>pertama</p>")
    desk.wait_for_timeout(300)
    assert desk.locator(".markdownx-preview").inner_text() == "kedua"


def test_a_refused_preview_is_words_above_the_last_good_one(desk, browser_errors):
    before = desk.locator(".markdownx-preview").inner_html()
    answers = [
        {"status": 403, "content_type": "text/html", "body": "<h1>Forbidden</h1>"},
        {"status": 200, "content_type": "text/html", "body": "<form>Masuk</form>"},
        {"status": 422, "content_type": "text/plain; charset=utf-8", "body": "Terlalu panjang."},
    ]
    desk.route("**/markdown/preview/", lambda route: route.fulfill(**answers.pop(0)))
    for word in ("satu", "dua", "tiga"):
        desk.fill("#id_body", word)
        desk.wait_for_timeout(700)
        assert desk.locator(".markdownx-refusal").inner_text()
        assert desk.locator(".markdownx-preview").inner_html() == before
    assert desk.locator(".markdownx-refusal").inner_text() == "Terlalu panjang."
    desk.unroute("**/markdown/preview/")
    desk.fill("#id_body", "empat")
    desk.wait_for_selector(".markdownx-preview p:text-is('empat')")
    assert desk.locator(".markdownx-refusal").inner_text() == ""
    browser_errors.clear()


def test_what_is_not_saved_is_not_left_silently(desk):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(LIST)
    desk.go_back()
    assert asked == []
    desk.wait_for_selector(".row-add")
    desk.locator("#id_kicker").press_sequentially("baru")
    desk.goto(LIST)
    assert asked == ["beforeunload"]


def test_byline_and_related_pieces_are_ordered(desk):
    article = Article.objects.get(slug=SLUG)
    first = article.byline[0]
    desk.click(".author-rows .row-add")
    second = desk.locator(".author-rows select").nth(1)
    second.select_option(index=1)
    added = int(second.input_value())
    desk.locator(".author-rows li").nth(1).locator("button").first.press("Enter")
    assert "1" in desk.locator(".author-rows [role=status]").inner_text()

    others = [*Article.objects.exclude(pk=article.pk).order_by("pk")[:2]]
    while desk.locator(".piece-lines li").count():
        desk.locator(".piece-lines li button").nth(2).click()
    for other in others:
        desk.fill("#id_related-search", other.slug)
        desk.keyboard.press("Enter")
    desk.locator(".piece-lines li").nth(1).locator("button").first.click()
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    assert kept(article)["byline"] == [added, first.pk]
    assert kept(article)["related"] == [others[1].pk, others[0].pk]


def test_a_lead_picture_from_the_library(desk):
    with desk.expect_popup() as opened:
        desk.click("#lookup_id_lead_image")
    row = opened.value.locator("#result_list tbody tr a").nth(1)
    # The window closes at once, before a click of Playwright's would have come back.
    row.dispatch_event("click")
    desk.wait_for_selector(".picture-chosen img")
    chosen = int(desk.input_value("#id_lead_image"))
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    assert kept(Article.objects.get(slug=SLUG))["lead_image"] == chosen


def test_pictures_of_the_library_in_the_text(desk):
    """Found, chosen and described by keyboard alone; nothing of it is sent with the form."""
    image = Image.objects.get(title="Llama dari garis kontur")
    desk.locator("#id_body").focus()
    desk.keyboard.press("Control+End")
    desk.focus("[data-insert]")
    desk.keyboard.press("Enter")
    desk.keyboard.type("garis kontur")
    desk.wait_for_selector(".insert-found li:only-child")
    desk.locator(".insert-found input").focus()
    desk.keyboard.press("Space")
    alt = desk.get_by_label("Teks alternatif", exact=False).last
    assert alt.input_value() == image.alt
    alt.fill("Llama [dari] samping")
    desk.keyboard.press("Tab")
    desk.keyboard.type('Si "llama" itu')
    desk.locator(".insert-width select").select_option("lebar")
    desk.keyboard.press("Enter")
    desk.locator("[data-put]").press("Enter")
    written = f'![Llama \\[dari\\] samping](gambar:{image.pk}:lebar "Si “llama” itu")'
    assert written in desk.input_value("#id_body")
    assert desk.evaluate("document.activeElement.id") == "id_body"
    shown = desk.locator(f".markdownx-preview figure.wide img[src*='/turunan/{image.pk}-']")
    shown.wait_for()
    assert shown.get_attribute("alt") == "Llama [dari] samping"

    desk.click("[data-insert]")
    desk.wait_for_selector(".insert-found li:nth-child(3)")
    for box in desk.locator(".insert-found input").all()[:2]:
        box.check()
    desk.click("[data-put]")
    desk.wait_for_selector(".markdownx-preview .gallery figure:nth-child(2)")
    assert (
        desk.locator("form [name]").evaluate_all(
            "all => all.filter(e => e.closest('dialog')).length"
        )
        == 0
    )


def test_without_javascript_the_form_saves(sign_in, make_page):
    page = sign_in(make_page(java_script_enabled=False))
    article = Article.objects.get(slug=SLUG)
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.fill("#id_kicker", "Tanpa skrip")
    page.click("[name=_save]")
    assert kept(article)["kicker"] == "Tanpa skrip"


def test_everybody_can_use_the_list_and_the_desk(sign_in, make_page):
    # axe puts styles of its own into the page, which the policy would refuse.
    page = sign_in(make_page(bypass_csp=True, reduced_motion="reduce"))
    article = Article.objects.get(slug=SLUG)
    for address in (LIST, ADD, reverse("admin:articles_article_change", args=[article.pk])):
        page.goto(address)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert violations_by_day_and_night(page) == []
