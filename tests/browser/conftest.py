"""Three accounts and their pieces, for the browser tests of the desk."""

import pytest
from django.contrib.auth.models import User

from articles import workflow
from articles.models import Article
from tests.browser.desk import DESK, PARAGRAPHS, PASSWORD
from tests.factories import make_author, make_chief, make_editor, make_section, make_writer


@pytest.fixture
def people(live_site):
    """A section with its editor, a writer, and somebody above both."""
    section = make_section("Teknologi")
    editor = make_editor(username="budi", password=PASSWORD)
    section.editors.add(editor)
    return {
        "section": section,
        "author": make_author("Sari Dewi"),
        "sari": make_writer(username="sari", password=PASSWORD),
        "budi": editor,
        "pemred": make_chief(username="pemred", password=PASSWORD),
    }


@pytest.fixture
def make_piece(people):
    """A function that writes a piece for the writer."""

    def make(headline="Kapal baru berlayar", **fields) -> Article:
        content = {
            "headline": headline,
            "standfirst": "Satu kalimat pengantar.",
            "body": "\n\n".join(PARAGRAPHS),
            "section": people["section"].pk,
            "byline": [people["author"].pk],
            "tags": ["pelayaran"],
        }
        return workflow.save_draft(Article(), snapshot=content | fields, by=people["sari"])

    return make


@pytest.fixture
def sign_in(make_page, people):
    """A function that opens the desk for one of the accounts."""

    def sign(name: str, **options):
        page = make_page(**options)
        page.goto(DESK)
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_selector(".overview")
        return page

    return sign


@pytest.fixture
def desk(page):
    """The desk, where an editor-in-chief has just signed in."""
    User.objects.create_superuser("pemred", password=PASSWORD)
    page.goto("/admin/login/")
    page.fill("#id_username", "pemred")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    return page
