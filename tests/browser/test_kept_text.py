"""A session that ended while somebody wrote costs no word, by keyboard alone and on a phone."""

import pytest

from tests.browser.desk import DESK, PASSWORD, editor_of, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signed_out_while_writing(sign_in, make_piece, browser_errors, scheme):
    piece = make_piece()
    page = sign_in("sari", color_scheme=scheme, bypass_csp=True)
    # Without the script that sends no save to a closed door.
    page.route("**/keeping*.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(editor_of(piece))
    page.fill("#id_body", "Alinea baru yang panjang.")
    page.context.clear_cookies(name="newsroom_session")
    page.click("[name=_save]")
    page.wait_for_selector("#kept-body")
    assert page.input_value("#kept-body") == "Alinea baru yang panjang."
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []

    other = page.context.new_page()
    other.goto(DESK)
    other.fill("#id_username", "sari")
    other.fill("#id_password", PASSWORD)
    other.press("#id_password", "Enter")
    other.wait_for_selector(".overview")

    # The first time the form's token is old; what comes back has a fresh one.
    for _time in range(2):
        page.focus("[name=_save]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.input_value("#id_body") == "Alinea baru yang panjang."
    piece.refresh_from_db()
    assert piece.body == "Alinea baru yang panjang."
    # The browser complains of each refusal; nothing else went wrong.
    assert all("403" in complaint for complaint in browser_errors)
    browser_errors.clear()
