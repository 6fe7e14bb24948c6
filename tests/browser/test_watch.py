"""What every browser test relies on: a page that breaks a rule is noticed."""

import pytest
from django.contrib.auth.models import Group, Permission


@pytest.fixture
def front_page(page, loaded):
    page.goto("/")
    return page


def test_a_good_page_makes_no_complaint(front_page, browser_errors):
    assert front_page.locator("h1").count() == 1
    assert browser_errors == []


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('keliru')", "console: keliru"),
        ("setTimeout(() => { throw new Error('rusak') })", "script: rusak"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("document.head.append(document.createElement('style'))", "Content Security Policy"),
        ("new Image().src = 'https://jahat.example/x.png'", "request to another host"),
        ("fetch('/tidak-ada/')", "404"),
    ],
)
def test_a_broken_rule_is_noticed(front_page, browser_errors, script, complaint):
    front_page.evaluate(f"() => {{ {script} }}")
    front_page.wait_for_timeout(300)
    assert any(complaint in error for error in browser_errors), browser_errors
    browser_errors.clear()


@pytest.mark.parametrize("turn", [1, 2])
def test_the_tables_are_as_the_migrations_left_them(live_site, turn):
    """Each such test empties all tables, and the next one finds them filled again."""
    assert Group.objects.count() == 3
    assert Permission.objects.filter(codename="publish_article").exists()
    Group.objects.all().delete()
