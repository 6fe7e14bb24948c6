import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.slugs import MAX_LENGTH, numbered, slug_from


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Peneliti AI Meta Pindah ke Mistral", "peneliti-ai-meta-pindah-ke-mistral"),
        ("Café  --  Paris", "cafe-paris"),
        ("???", "artikel"),
        ("", "artikel"),
        ("كتاب", "artikel"),
        ("ꦲꦏ꧀ꦱꦫ", "artikel"),
        ("🙂 2025", "2025"),
    ],
)
def test_words_become_an_address(text, slug):
    assert slug_from(text, fallback="artikel") == slug


def test_a_long_headline_is_cut_at_a_word():
    slug = slug_from("kata " * 60, fallback="artikel")
    assert len(slug) <= MAX_LENGTH
    assert slug.endswith("kata")


def test_one_endless_word_is_cut_anywhere():
    assert slug_from("a" * 300, fallback="artikel") == "a" * MAX_LENGTH


@given(st.text(max_size=400))
def test_any_words_make_a_slug_that_fits(text):
    assert 0 < len(slug_from(text, fallback="artikel")) <= MAX_LENGTH


def test_a_taken_slug_gets_the_next_number():
    assert numbered("berita", {"berita", "berita-2"}) == "berita-3"


def test_a_numbered_slug_still_fits():
    slug = "a" * MAX_LENGTH
    assert len(numbered(slug, {slug})) == MAX_LENGTH
