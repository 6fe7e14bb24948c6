"""A text is read within a bounded amount of work, or refused in words."""

import pytest

from articles import parsing
from articles.rendering import MAX_BYTES, render
from tests.pages import assert_clean, refusal


def test_an_article_of_20_000_words_passes_with_a_fifth_of_the_work_allowed(monkeypatch):
    prose = 'Para peneliti "model bahasa" di Paris berkata *tidak* -- undang-undang itu baru. ' * 8
    parts = ["*[AI]: Akal imitasi"]
    for n in range(1, 231):
        parts += [f"{prose} [Kisah *AI*](artikel:kisah-{n}) dan [x](https://contoh.id/?a={n}&b=2)"]
        if n <= 50:
            parts += [f"Lagi[^{n}].", f"[^{n}]: Catatan <https://contoh.id/{n}>"]
        if n <= 40:
            parts += [f"### Bagian {n}", f'![Gambar](gambar:{n} "Judul {n}")', "a|b\n-|-\n1|2"]
    text = "\n\n".join(parts)
    assert 150_000 < len(text) < MAX_BYTES
    monkeypatch.setattr(parsing, "MAX_WORK", parsing.MAX_WORK // 5)
    rendered = render(text)
    assert rendered.word_count > 20_000
    assert len(rendered.headings) == rendered.html.count("<figure>") == 40
    assert rendered.html.count('class="footnote-backref"') == 50


def repeat(mark, size=200_000):
    return (mark * size)[:size]


def indented(mark, levels, gap="\n"):
    return gap.join("    " * level + mark for level in range(levels))


HOSTILE = {
    "too_long": ["a" * 200_001, "é" * 100_001, "\ud800" * 70_000, "\0" * 200_001],
    "too_complex": [
        repeat("![", 10_000), repeat("[", 10_000), repeat("[a](", 10_000), repeat("![a](", 10_000),
        "[" * 5_000 + "]" * 5_000, repeat("` ", 20_000), repeat("\\a", 20_000),
        repeat("[a]:\nb\n", 13_000), repeat("---\n", 16_000),
        repeat("a <b ", 9_000) + "a " * 90_000,
        "*[a]: " + "x" * 1_000 + "\n\n" + repeat("a ", 19_000), repeat("<i><!-- x -->\n", 14_000),
        "\n\n".join([repeat("*_", 19_000)] * 9),
    ],
    "too_deep": [
        repeat(">", 10_000), repeat("> ", 10_000), repeat("> * ", 10_000), repeat("+ 1. ", 10_000),
        repeat("1. ", 10_000), repeat("- a ", 60) + indented("* a", 40), indented("* a", 60),
        indented("1. a", 40, "\n\n"), "a\n" + indented(":   a", 60), "<blockquote>" * 60,
        "<ul><li>" * 100, "<table><tr><td>" * 100, repeat("- " * 500 + "x\n", 100_000),
    ],
    "too_many": [
        repeat("# a\n"), repeat("a\n\n"), repeat("* a\n"), repeat("> a\n\n"), repeat("<b>"),
        repeat("<!--"), repeat("<? "), repeat("</a"), repeat("<a@b"), repeat("<![CDATA["),
        "|".join("a" * 10_000) + "\n" + "|".join("-" * 10_000) + "\n" + "|".join("b" * 10_000),
        "|".join("a" * 200) + "\n" + "|".join("-" * 200) + "\n" + repeat("b\n", 6_000),
        "".join(f"[^{n}]" for n in range(600)), repeat("[^1]", 90_000) + "\n\n[^1]: x",
        "".join(f"*[a{n}]: x\n" for n in range(200)), repeat("```\n\n", 1_000),
        "\n".join("`" * n for n in range(3, 100)), "".join(f"[a{n}]: b\n" for n in range(9_000)),
    ],
    "long_paragraph": [
        *map(repeat, "`<&]'\"(|\\.=~"), repeat("]("),
        repeat("**a** *b* "), repeat("kata "), repeat("[a](b)"), repeat("&#1;"),
        "a\n" * 3_999 + "a" * 19_000,
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param(code, text, id=f"{code}-{number}")
        for code, texts in HOSTILE.items()
        for number, text in enumerate(texts)
    ],
)
def test_what_would_take_too_long_is_refused_in_words(code, text):
    refused = refusal(text)
    assert refused.code == code
    assert "%(" not in str(refused)
    assert str(refused).endswith(".")
    assert len(str(refused)) < 250
    assert not set("\0\x02\x03\n") & set(str(refused))


@pytest.mark.parametrize(
    "text",
    [*map(repeat, "*_-#\n \t"), "a" + "\u0301" * 10_000, indented("* a", 12), "> " * 12 + "a",
     "a" * 20_000, repeat(":   ", 10_000), "## a\n\n" * 4_000, repeat("a kata. ", 10_000)],
)  # fmt: skip
def test_what_is_merely_odd_is_set(text):
    assert_clean(render(text).html)


def test_a_refusal_names_the_place():
    assert "“Bagian yang salah" in str(refusal("Benar.\n\nBagian yang salah " + "![" * 9_000))
    assert str(refusal("a" * 200_001)).count("201") == 1


def test_a_failure_of_the_library_is_a_refusal(monkeypatch, caplog):
    def fail(_text):
        raise AttributeError

    monkeypatch.setattr(parsing, "_markdown", lambda: type("Broken", (), {"convert": fail}))
    assert refusal("a").code == "unparsable"
    assert "failed on a text of 1 characters" in caplog.text
