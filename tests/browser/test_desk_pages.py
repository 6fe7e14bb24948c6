"""The desk's pages with everything on them: for everybody, in both schemes, at every width."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from tests.browser.desk import (
    ADD,
    DESK,
    LIST,
    PARAGRAPHS,
    RECORD,
    change,
    editor_of,
    versions_of,
    violations,
    violations_by_day_and_night,
)
from tests.factories import make_author

CUT = """() => [...document.querySelectorAll('.form-row .select2-container')]
    .filter(box => box.getBoundingClientRect().right
        > box.closest('.form-row').getBoundingClientRect().right)
    .map(box => box.outerHTML.slice(0, 90))"""


@pytest.fixture
def busy_desk(make_piece, people) -> dict[str, Article]:
    """A piece in every state, and one with every kind of change."""
    sari, budi = people["sari"], people["budi"]
    now = timezone.now()
    pieces = {
        "draft": make_piece("Masih ditulis", standfirst="", body="![](gambar:99)"),
        "review": workflow.submit(make_piece("Menunggu"), by=sari, note="Mohon ditinjau."),
        "approved": workflow.approve(
            workflow.submit(make_piece("Disetujui"), by=sari), by=budi, note="Bagus."
        ),
        "scheduled": workflow.publish(
            make_piece("Terjadwal"), by=budi, at=now + timedelta(hours=30)
        ),
        "withdrawn": workflow.withdraw(
            workflow.publish(make_piece("Dicabut"), by=budi), by=budi, reason="Keliru."
        ),
    }
    changed = workflow.publish(make_piece("Kapal lama berlayar"), by=budi)
    # One passage moved up, one reworded, one taken out, one new at the end.
    body = [PARAGRAPHS[9], *PARAGRAPHS[:6], *PARAGRAPHS[7:9], *PARAGRAPHS[10:]]
    body[2] = body[2].replace("hanya di sini", "di mana-mana")
    body.append("Seribu nelayan menunggu kabar pelabuhan.")
    content = {"headline": "Kapal baru berlayar", "kicker": "Laut", "tags": ["kapal"]}
    content |= {"body": "\n\n".join(body), "byline": [make_author().pk]}
    pieces["changed"] = change(changed, budi, **content)
    workflow.publish(pieces["changed"], by=budi, at=now + timedelta(days=2))
    failed = change(workflow.publish(make_piece("Gagal"), by=budi), budi, kicker="Baru")
    workflow.publish(failed, by=budi, at=now + timedelta(days=1))
    Article.objects.filter(pk=failed.pk).update(
        update_due_at=now,
        update_try_at=now + timedelta(hours=1),
        update_failure="Rubriknya hilang.",
    )
    return pieces | {"failed": failed}


def test_everybody_can_use_the_desk(sign_in, busy_desk):
    # axe puts styles of its own into the page, which the policy would refuse.
    page = sign_in("pemred", bypass_csp=True, reduced_motion="reduce")
    compared = reverse("admin:articles_article_compare", args=[busy_desk["changed"].pk])
    addresses = [DESK, LIST, ADD, RECORD, versions_of(busy_desk["changed"])]
    addresses += [compared, f"{compared}?view=inline", *map(editor_of, busy_desk.values())]
    # Forms with boxes in which one looks for a row.
    addresses += [
        reverse(f"admin:articles_{name}_add") for name in ("author", "section", "redirect")
    ]
    for address in addresses:
        page.goto(address)
        for details in page.locator("details.desk-act, .version-acts details").all():
            details.evaluate("(element) => { element.open = true; }")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert (address, violations_by_day_and_night(page)) == (address, [])
    # The last is the one with the most boxes; beside the menu a form is at its narrowest.
    page.set_viewport_size({"width": 768, "height": 800})
    page.reload()
    assert page.locator(".select2-container").count() > 1
    assert page.evaluate(CUT) == []


def test_everybody_can_sign_in(make_page):
    page = make_page(bypass_csp=True)
    page.goto(reverse("admin:login"))
    assert violations(page) == []


def test_a_comparison_shows_every_kind_of_change(sign_in, busy_desk):
    page = sign_in("budi")
    compared = reverse("admin:articles_article_compare", args=[busy_desk["changed"].pk])
    for address in (compared, f"{compared}?view=inline"):
        page.goto(address)
        for kind in ("added", "removed"):
            assert page.locator(f".passage.{kind} small").first.inner_text()
        assert page.locator("details.unchanged, .sides.unchanged").count()
        # The two ends of a move lead to one another.
        page.click("[id$=-from] small a")
        page.wait_for_selector(".passage.moved[id$=-to]:target")


def test_the_record_leads_to_its_dates(sign_in, busy_desk):
    page = sign_in("budi")
    page.goto(RECORD)
    today = timezone.localdate()
    for step in ("year", "month", "day"):
        page.click(".change-list-years li:last-child a")
        page.wait_for_url(lambda url, step=step: f"at__{step}=" in url)
        assert page.locator("#result_list tbody tr").count() >= len(busy_desk)
    assert f"at__day={today.day}" in page.url
    page.click(".change-list-years li:first-child a")
    page.wait_for_url(lambda url: f"at__year={today.year}" in url)
