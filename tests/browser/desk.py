"""What the browser tests of the desk share: its addresses, and what is done on its pages."""

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from articles import workflow
from articles.models import Article, working_snapshot

DESK, LIST = reverse("admin:index"), reverse("admin:articles_article_changelist")
ADD, RECORD = (
    reverse("admin:articles_article_add"),
    reverse("admin:articles_activity_changelist"),
)
PASSWORD = "rahasia-sekali"
WORDS = "angin batu cahaya daun emas fajar garam hujan ikan jalan kapal laut"
PARAGRAPHS = [
    f"Alinea tentang {word}: {word} itu {word * 2}, dan hanya di sini ada {word}-{word}."
    for word in WORDS.split(" ")
]


def editor_of(piece: Article) -> str:
    """The address of a piece at the desk."""
    return reverse("admin:articles_article_change", args=[piece.pk])


def versions_of(piece: Article) -> str:
    return reverse("admin:articles_article_versions", args=[piece.pk])


def change(piece: Article, by, **fields) -> Article:
    """Save a piece with other content."""
    return workflow.save_draft(piece, snapshot=working_snapshot(piece) | fields, by=by)


def violations(page, *rules: str) -> list[tuple[str, str]]:
    """What axe finds on a page: by all its rules, or by the ones that are named."""
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]


def violations_by_day_and_night(page) -> list[tuple[str, str]]:
    """What axe finds in the light; and in the dark, where only colours are others."""
    rest = "() => Promise.all(document.getAnimations().map((moving) => moving.finished))"
    page.emulate_media(color_scheme="light")
    page.evaluate(rest)
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(rest)
    return found + violations(page, "color-contrast", "link-in-text-block")


def until(page, expression: str) -> None:
    """Wait until an expression holds; Playwright's own way would break the site's policy."""
    for _attempt in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never so: {expression}")
