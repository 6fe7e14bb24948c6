"""What a browser would find in a rendered text."""

from html.parser import HTMLParser

import pytest

from articles.rendering import ALLOWED, CLASSES, SCHEMES, TextRefused, render

VOID = {"br", "hr", "img"}


class Page(HTMLParser):
    """What a browser would find in a page; balanced or not."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.unbalanced = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def all(self, name):
        return [attrs for tag, attrs in self.elements if tag == name]

    @property
    def ids(self):
        return [attrs["id"] for _tag, attrs in self.elements if "id" in attrs]


def page(markdown):
    return Page(render(markdown).html)


def refusal(markdown):
    with pytest.raises(TextRefused) as caught:
        render(markdown)
    return caught.value


def assert_clean(html):
    """Nothing but what is allowed, by a parser that is not the sanitiser's."""
    found = Page(html)
    assert found.open == found.unbalanced == []
    for tag, attrs in found.elements:
        assert tag in ALLOWED
        assert set(attrs) <= ALLOWED[tag] | ({"class"} if tag in CLASSES else set())
        assert set(attrs.get("class", "").split()) <= CLASSES.get(tag, set())
        for name in ("href", "src"):
            address = attrs.get(name, "")
            scheme, colon, _rest = address.partition(":")
            if colon and not set("/?#") & set(scheme):
                assert scheme.lower() in SCHEMES, address
        if tag == "img":
            assert attrs["src"].lower().startswith(("gambar:", "/media/"))
            assert "alt" in attrs
        if tag == "a" and attrs.get("href", "").startswith(("http", "//")):
            assert attrs["rel"] == "external noopener"
    assert len(found.ids) == len(set(found.ids))
    assert all(one.startswith(("bagian", "catatan-", "rujukan-")) for one in found.ids)
