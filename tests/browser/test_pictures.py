"""Many uploads, the focal point and a replaced file in a real browser."""

import re

from django.contrib.sessions.models import Session

from articles.models import Image
from tests.articles.test_intake import encoded
from tests.browser.desk import PASSWORD, until
from tests.factories import make_image

# The same picture, dropped on the page and pasted into it.
DROP_AND_PASTE = """async () => {
  const canvas = new OffscreenCanvas(30, 20);
  canvas.getContext("2d").fillRect(0, 0, 30, 20);
  const file = new File([await canvas.convertToBlob()], "x.png", { type: "image/png" });
  for (const [name, kind] of [["drop", DragEvent], ["paste", ClipboardEvent]]) {
    const data = new DataTransfer();
    data.items.add(file);
    const options = { bubbles: true, dataTransfer: data, clipboardData: data };
    document.body.dispatchEvent(new kind(name, options));
  }
}"""


def file(name: str, **options) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": encoded(**options)}


def test_many_uploads_with_one_that_fails(desk, browser_errors):
    desk.goto("/admin/articles/image/upload/")
    lost = []

    def cut(route) -> None:
        name = re.search(rb'filename="([^"]+)"', route.request.post_data_buffer)[1]
        if b"hilang" in name and lost.count(name) < 2 - (name == b"hilang-0.jpg"):
            lost.append(name)
            route.abort()
        else:
            route.continue_()

    desk.route("**/image/upload/", cut)
    good = [file(f"foto-{n}.jpg", colour=(n * 40, 20, 20)) for n in range(5)]
    broken = {"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}
    away = [file(f"hilang-{n}.jpg", colour=(1, 200, n * 60)) for n in range(3)]
    desk.set_input_files("#id_files", [*good, broken, *away])
    desk.wait_for_selector(":nth-match(.upload-results .done, 5)")
    desk.wait_for_selector(":nth-match(.upload-results .refused button, 3)")
    assert "GIF" in desk.inner_text(".upload-results .refused:has-text('a.gif')")
    # One alone, all together, or all when the line is there again.
    desk.click(".refused:has-text('hilang-0.jpg') button")
    desk.wait_for_selector(":nth-match(.upload-results .done, 6)")
    desk.click(".upload-summary + button")
    desk.wait_for_selector(":nth-match(.upload-results .refused button, 2)")
    desk.evaluate("dispatchEvent(new Event('online'))")
    desk.wait_for_selector(":nth-match(.upload-results .done, 8)")
    assert not desk.is_visible(".upload-summary + button")
    # Dropped and pasted, the same picture leads to the first.
    desk.evaluate(DROP_AND_PASTE)
    desk.wait_for_selector(":nth-match(.upload-results .done, 10)")
    assert Image.objects.count() == 9
    # The connection that this test cut.
    assert all("ERR_FAILED" in error for error in browser_errors)
    browser_errors.clear()


def test_signed_out_and_in_again_while_pictures_are_sent(
    desk,
    browser_errors,
):
    tab, page = desk.context.new_page(), desk.context.new_page()
    desk.goto("/admin/articles/image/upload/")
    page.goto("/admin/articles/standingpage/add/")
    Session.objects.all().delete()
    desk.set_input_files("#id_files", [file("satu.jpg"), file("dua.jpg", colour=(1, 200, 60))])
    desk.wait_for_selector(":nth-match(.upload-results .refused, 2)")
    assert "keluar" in desk.inner_text(".upload-results .refused")
    tab.goto("/admin/")
    tab.fill("#id_username", "pemred")
    tab.fill("#id_password", PASSWORD)
    tab.click("[type=submit]")
    tab.wait_for_url("**/admin/")
    desk.click(".upload-summary + button")
    desk.wait_for_selector(":nth-match(.upload-results .done, 2)")
    page.set_input_files(".markdownx-file", file("tiga.jpg", colour=(1, 20, 200)))
    until(page, "document.querySelector('textarea.markdownx-editor').value.includes('(gambar:')")
    assert Image.objects.count() == 3
    browser_errors.clear()


def test_focal_point_and_another_file(desk):
    image = make_image(size=(600, 200))
    before = image.file.name
    desk.goto(f"/admin/articles/image/{image.pk}/change/")
    desk.locator(".focal-picture img").evaluate("picture => picture.decode()")
    box = desk.locator(".focal-picture img").bounding_box()
    place = {"x": box["width"] * 0.9, "y": box["height"] / 2}
    desk.click(".focal-picture", position=place)
    assert desk.input_value("#id_focal_x") == "90"
    desk.press(".focal-picture", "ArrowLeft")
    desk.press(".focal-picture", "Shift+ArrowUp")
    assert (desk.input_value("#id_focal_x"), desk.input_value("#id_focal_y")) == ("89", "40")
    position = "getComputedStyle(document.querySelector('.crop-1x1')).objectPosition"
    assert desk.evaluate(position) == "100% 50%"
    desk.fill("#id_focal_x", "0")
    assert desk.evaluate(position) == "0% 50%"
    desk.set_input_files("#id_replacement", file("baru.jpg", size=(90, 70)))
    desk.click("[name=_continue]")
    desk.wait_for_selector(".messagelist .success")
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y, image.width) == (0, 40, 90)
    assert image.file.name != before
    shown = "picture => picture.decode().then(() => picture.naturalWidth)"
    assert desk.locator(".library-picture").evaluate(shown) == 90
