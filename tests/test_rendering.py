"""Markdown in, a page fit to print out: whatever is written, and whoever writes it."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import parsing
from articles.rendering import (
    ALLOWED,
    CLASSES,
    MAX_BYTES,
    SCHEMES,
    Heading,
    TextRefused,
    plain_text,
    reading_minutes,
    render,
    sanitise,
    word_count,
)

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


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("Satu\ndua\n\nTiga", "<p>Satu\ndua</p>\n<p>Tiga</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("> kutipan", "<blockquote>\n<p>kutipan</p>\n</blockquote>"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("Apel\n: Buah", "<dl>\n<dt>Apel</dt>\n<dd>Buah</dd>\n</dl>"),
        ("```python\nx = '--' # <b>\n```", "<pre><code>x = '--' # &lt;b&gt;\n</code></pre>"),
        ("~~~ {.js #isi}\na\n~~~", "<pre><code>a\n</code></pre>"),
        ("UE\n\n*[UE]: Uni Eropa", '<p><abbr title="Uni Eropa">UE</abbr></p>'),
        ("Kata { #isi .merah }", "<p>Kata { #isi .merah }</p>"),
        ("3 < 4 & 5 > 4", "<p>3 &lt; 4 &amp; 5 &gt; 4</p>"),
        ("&amp;lt;b>", "<p>&amp;lt;b&gt;</p>"),
        ("a\r\nb\rc\u2028d", "<p>a\nb\nc\nd</p>"),
        ("\ufeffa\0b\x02c\ud800d", "<p>abc\ufffdd</p>"),
        ("\ud83d\ude00", "<p>😀</p>"),
        ("ꦱꦸꦫꦠ꧀ مرحبا", "<p>ꦱꦸꦫꦠ꧀ مرحبا</p>"),
    ],
)
def test_markdown(markdown, html):
    assert render(markdown).html == html


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('"Ya," kata dia.', "“Ya,” kata dia."),
        ("""Ia berkata, "'Ya' itu cukup".""", "Ia berkata, “‘Ya’ itu cukup”."),
        ("""("kurung") dan ['siku']""", "(“kurung”) dan [‘siku’]"),
        ("angkatan '98, tahun '90-an", "angkatan ’98, tahun ’90-an"),
        ("Jum'at dan Qur'an", "Jum’at dan Qur’an"),
        ("2019--2024 -- kata dia --- lalu...", "2019–2024 – kata dia — lalu…"),
        ("---- dan ....", "---- dan ...."),
        ("undang-undang", "undang-undang"),
        ('5" dan 6 " saja', "5” dan 6 ” saja"),
    ],
)
def test_typography(written, printed):
    assert render(written).text == printed


def test_quotation_marks_reach_across_emphasis():
    assert (
        render('"*Mistral*" dan *"Meta"*.').html == "<p>“<em>Mistral</em>” dan <em>“Meta”</em>.</p>"
    )


def test_code_and_addresses_keep_their_marks():
    html = render("""`"a" -- b` <https://contoh.id/a--b>""").html
    assert '<code>"a" -- b</code>' in html
    assert ">https://contoh.id/a--b</a>" in html


def test_headings_begin_at_two_and_leave_no_gap():
    rendered = render("# A\n\n#### B\n\n## C\n\n# D\n\nE\n===\n\nF\n---\n\n<h1>G</h1>")
    assert [(one.level, one.text) for one in rendered.headings] == [
        (2, "A"), (3, "B"), (3, "C"), (2, "D"), (2, "E"), (3, "F"), (2, "G"),
    ]  # fmt: skip
    tags = [tag for tag, _attrs in Page(rendered.html).elements if tag[0] == "h"]
    assert tags == ["h2", "h3", "h3", "h2", "h2", "h3", "h2"]


def test_six_levels_go_no_deeper_than_h6():
    found = [
        heading.level
        for heading in render("\n\n".join("#" * n + " a" for n in range(1, 7))).headings
    ]
    assert found == [2, 3, 4, 5, 6, 6]


def test_heading_ids_are_transliterated_unique_and_cannot_take_a_pages_own():
    titles = ["Isi", "isi!", "Isi -- 2", "Séjarah *Mistral*[^1]", "مرحبا", "ꦱꦸ"]
    text = "".join(f"## {title}\n\n" for title in titles)
    assert render(text + "[^1]: x").headings == (
        Heading(2, "bagian-isi", "Isi"),
        Heading(2, "bagian-isi--2", "isi!"),
        Heading(2, "bagian-isi-2", "Isi – 2"),
        Heading(2, "bagian-sejarah-mistral", "Séjarah Mistral"),
        Heading(2, "bagian", "مرحبا"),
        Heading(2, "bagian--2", "ꦱꦸ"),
    )


def test_a_long_heading_gets_a_short_id():
    first, second = render("## " + "kata " * 50 + "\n\n## " + "kata " * 51).headings
    assert len(first.id) <= 80
    assert second.id == first.id + "--2"


def test_empty_headings_and_paragraphs_vanish():
    assert render("#\n\n<h2> </h2>\n\n<p></p>\n\na").html == "<p>a</p>"
    assert render("#\n\n<h2> </h2>").headings == ()


def test_a_picture_alone_is_a_figure_with_its_title_as_caption():
    assert render("![Gedung](gambar:12 \"Kantor 'Meta'\")").html == (
        '<figure><img src="gambar:12" alt="Gedung"><figcaption>Kantor ‘Meta’</figcaption></figure>'
    )
    assert render("![](gambar:12)").html == '<figure><img src="gambar:12" alt=""></figure>'
    assert render("[![a](gambar:1)](artikel:b)").html == (
        '<figure><a href="artikel:b"><img src="gambar:1" alt="a"></a></figure>'
    )


def test_a_picture_among_words_stays_there():
    html = render('Lihat ![a](gambar:12 "b") ini').html
    assert html == '<p>Lihat <img src="gambar:12" alt="a" title="b"> ini</p>'


@pytest.mark.parametrize("source", ["/media/gambar/a.jpg", "gambar:1", "GAMBAR:1"])
def test_own_pictures_are_kept(source):
    assert page(f"a ![b]({source})").all("img") == [{"src": source, "alt": "b"}]


@pytest.mark.parametrize(
    "source", ["https://contoh.id/a.png", "http://contoh.id/a.png", "//contoh.id/a.png"]
)
@pytest.mark.parametrize("form", ["![alt]({})", '<img src="{}" alt="alt" onerror="x()">'])
def test_a_picture_elsewhere_becomes_a_link(form, source):
    found = page(form.format(source))
    assert found.all("img") == []
    assert found.all("a") == [{"href": source, "rel": "external noopener"}]


def test_a_picture_elsewhere_within_a_link_leaves_its_words():
    html = render("[![alt](https://contoh.id/a.png)](artikel:b)").html
    assert html == '<p><a href="artikel:b">alt</a></p>'


@pytest.mark.parametrize(
    "source",
    ["a.png", "/static/a.png", "/media/../admin/", "gambar:", "gambar:x", "gambar:-1", "artikel:a",
     "gambar:" + "9" * 19, "data:image/png;base64,AAAA", "javascript:alert(1)", "/media\\a", ""],
)  # fmt: skip
def test_other_pictures_leave_their_words(source):
    assert render(f"a ![b](<{source}>)").html == "<p>a b</p>"


@pytest.mark.parametrize(
    ("address", "attrs"),
    [
        ("artikel:peneliti-meta", {"href": "artikel:peneliti-meta"}),
        ("artikel:a#bagian-b", {"href": "artikel:a#bagian-b"}),
        ("/tag/ai/", {"href": "/tag/ai/"}),
        ("#bagian-a", {"href": "#bagian-a"}),
        ("mailto:a@contoh.id", {"href": "mailto:a@contoh.id"}),
        ("tel:+6221", {"href": "tel:+6221"}),
        ("https://contoh.id", {"href": "https://contoh.id", "rel": "external noopener"}),
        ("//contoh.id", {"href": "//contoh.id", "rel": "external noopener"}),
        ("artikel:", {}),
        ("artikel:a/../b", {}),
        ("gambar:12", {}),
        ("javascript:alert(1)", {}),
        ("JaVaScRiPt:alert(1)", {}),
        ("java&#10;script:alert(1)", {}),
        ("&#1;javascript:alert(1)", {}),
        ("data:text/html,x", {}),
        ("vbscript:x", {}),
        ("ftp://contoh.id", {}),
    ],
)
def test_links(address, attrs):
    assert page(f"[a](<{address}>)").all("a") == [attrs]


def test_raw_links_say_nothing_about_windows_or_rel():
    html = render(
        '<a href="/a" target="_blank" rel="opener" class="x" style="color:red">b</a>'
    ).html
    assert html == '<p><a href="/a">b</a></p>'


def test_footnotes_are_numbered_as_met_and_named_for_those_who_hear_them():
    rendered = render("Satu[^b] dua[^a] tiga[^b].\n\n[^a]: Catatan *a*\n[^b]: Catatan b")
    found = Page(rendered.html)
    marks = [attrs for attrs in found.all("a") if attrs["class"] == "footnote-ref"]
    assert [attrs["href"] for attrs in marks] == ["#catatan-1", "#catatan-2", "#catatan-1"]
    assert marks[1]["aria-label"] == "Catatan kaki 2"
    backs = [attrs for attrs in found.all("a") if attrs["class"] == "footnote-backref"]
    assert [attrs["href"] for attrs in backs] == ["#rujukan-1", "#rujukan-3", "#rujukan-2"]
    assert backs[2]["aria-label"] == "Kembali ke teks dari catatan kaki 2"
    assert found.ids == ["rujukan-1", "rujukan-2", "rujukan-3", "catatan-1", "catatan-2"]
    assert rendered.text == "Satu dua tiga.\nCatatan b\nCatatan a"


@pytest.mark.parametrize("label", ["isi", "a b", '"><b>', "a:b", "%d", "{}", "é", "fn:1"])
def test_a_footnotes_label_is_not_its_id(label):
    found = page(f"Kata[^{label}]\n\n[^{label}]: Catatan")
    assert found.ids == ["rujukan-1", "catatan-1"]


@pytest.mark.parametrize(
    "markdown",
    [
        "a[^1]\n\n[^1]: ",
        "a[^1]\n\n[^1]:\n[^2]: \n[^3]: b",
        "[^9]: \n[a]: b",
        "a[^1]\n\n[^1]: [b]: c",
    ],
)
def test_an_unfinished_footnote_is_an_ellipsis(markdown):
    assert "…" in render(markdown).text


def test_footnotes_without_a_mark_or_mark_without_footnote_link_nowhere():
    assert page("a[^1]\n\n[^2]: b").all("a") == []
    forged = '<sup id="fn:1">a</sup> <sup id="fn:1">b</sup> <a class="footnote-ref" href="#x">1</a>'
    assert render(forged).html == '<p><sup id="rujukan-1">a</sup> <sup>b</sup> </p>'


def test_a_table_scrolls_by_itself_and_its_heads_say_what_they_head():
    found = page("| Tahun | Nilai |\n|:-:|--:|\n| 2024 | 1 |\n\nLalu\n\na|b\n-|-\n1|2")
    assert found.all("div") == [
        {"class": "table", "tabindex": "0", "role": "region", "aria-label": label}
        for label in ("Tabel 1: Tahun, Nilai", "Tabel 2: a, b")
    ]
    assert found.all("th")[:2] == [
        {"class": "center", "scope": "col"},
        {"class": "right", "scope": "col"},
    ]
    assert found.all("td")[:2] == [{"class": "center"}, {"class": "right"}]


def test_a_raw_table_keeps_its_spans_and_gets_row_heads():
    found = page(
        "<table><tr><th>a</th><td colspan=2 rowspan=9999 width=9 align=left>b</td></tr></table>"
    )
    assert found.all("th") == [{"scope": "row"}]
    assert found.all("td") == [{"colspan": "2", "class": "left"}]


@pytest.mark.parametrize(
    "raw",
    [
        "<script>alert(1)</script>",
        "<iframe src=https://contoh.id></iframe>",
        "<style>*{}</style>",
        "<svg><script>alert(1)</script></svg>",
        "<object data=x></object>",
        "<!-- nanti -->",
        "<template><b>x</b></template>",
        "<math><mi>x</mi></math>",
        "<?php echo 1 ?>",
        "<form></form>",
        "<base href=//contoh.id>",
        "<meta http-equiv=refresh content=0>",
        "<link rel=stylesheet href=x>",
        "<video src=x></video>",
    ],
)
def test_raw_html_that_goes_without_a_trace(raw):
    assert render(f"a\n\n{raw}\n\nb").text == "a\nb"
    assert_clean(render(f"a\n\n{raw}\n\nb").html)


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        ("<b onclick=x() style=color:red id=isi class=lead>a</b>", "<p><b>a</b></p>"),
        ("<font color=red>a</font>", "<p>a</p>"),
        ("<form><input name=a>b</form>", "b"),
        ('<div id="isi" class="table" onclick="x()" role="alert">a</div>', "<div>a</div>"),
        ("<b>a", "<p><b>a</b></p>"),
        ("a</div></p>", "<p>a</p>"),
        ("H<sub>2</sub>O", "<p>H<sub>2</sub>O</p>"),
        ("&lt;script>", "<p>&lt;script&gt;</p>"),
        ('<time datetime="2025-07-12">a</time>', '<p><time datetime="2025-07-12">a</time></p>'),
    ],
)
def test_raw_html(raw, html):
    assert render(raw).html == html


def test_text_has_a_line_for_each_paragraph_and_no_markup():
    rendered = render(
        'Satu\n*dua*  \ntiga[^1]\n\n* a\n* b\n\n![alt](gambar:1 "Judul")\n\n'
        "x|y\n-|-\n1|2\n\n    kode  di\n    sini\n\n[^1]: Akhir <b>ya</b>"
    )
    assert rendered.text.split("\n") == [
        "Satu dua", "tiga", "a", "b", "Judul", "x y", "1 2", "kode di", "sini", "Akhir ya",
    ]  # fmt: skip
    assert plain_text(rendered.html) == rendered.text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("undang-undang", 1),
        ("Rp1.234,5 juta", 2),
        ("satu — dua – tiga … empat", 4),
        ("satu—dua", 2),
        ("Jum’at, 12 Juli 2025, 14.30 WIB", 6),
        ("مرحبا بالعالم", 2),
        ("😀 ! ?", 0),
    ],
)
def test_word_count(text, count):
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (200, 1), (299, 1), (301, 2), (20_000, 100)]
)
def test_reading_minutes(words, minutes):
    assert reading_minutes(words) == minutes


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


TOKENS = """
    * ** *** _ ` `` ``` ~~~ [ ] ( ) ![ ]( < > <b> </b> <p> <div> </div> <table> <tr> <td> <li> <h1>
    </a> <!-- --> <? ?> <![CDATA[ <script> </script> <style> <svg> <pre> <code> <sup/id="fn:1">
    <a/href="javascript:a"> <a/class="footnote-ref"> <img/src="//a.id/b"> <img/src="gambar:1">
    &amp; &#9; &#x3C;b> \\ # ## === --- | |:-: : ... -- " ' kata undang-undang é ا 😀 ꦱ artikel:a
    ![a](gambar:1) [x](data:y) <http://a.id> <a@b.id> [^1] \ud800 \0 \x02 \x03 wzxhzdk:0 \ufeff
""".split()  # noqa: SIM905
LINES = ["\n", "\n\n", "  \n", "\n    ", "\n> ", "\n* ", "\n1. ", "\n[^1]: ", "\n*[kata]: x",
         "\n[x]: y", "\na|b\n-|-\n", "\n:   ", "\r\n", "\u2028", " ", "\t"]  # fmt: skip
markup = st.lists(st.sampled_from([*TOKENS, *LINES]), max_size=60).map("".join)
any_text = st.text(st.characters(), max_size=200)  # half surrogates and controls included
few = settings(max_examples=50, deadline=None, database=None)


def render_or_refuse(text):
    try:
        return render(text)
    except TextRefused as refused:
        if refused.code == "unparsable":
            raise
        return None


@few
@given(markup | any_text)
@example("a[^1]\n\n[^1]: ")
def test_any_text_gives_a_clean_page_or_a_refusal(text):
    rendered = render_or_refuse(text)
    if rendered:
        assert_clean(rendered.html)
        assert sanitise(rendered.html) == rendered.html
        assert [one.id for one in rendered.headings if one.text] == [
            one for one in Page(rendered.html).ids if one in {h.id for h in rendered.headings}
        ]
        assert plain_text(rendered.html) == rendered.text
        assert render(text) == rendered


@few
@given(st.lists(st.sampled_from(TOKENS), max_size=30), st.integers(1, 3_000))
def test_no_repetition_of_markup_trips_the_parser(tokens, times):
    render_or_refuse(("".join(tokens) * times)[:60_000])


prose = st.lists(
    st.text("abcdeéاꦱ😀 ,.;?()“”’–…", min_size=1, max_size=40)
    .map(lambda line: " ".join(line.split()))
    .filter(lambda line: any(map(str.isalnum, line))),
    max_size=8,
)


@few
@given(prose)
def test_plain_words_come_out_as_they_went_in(lines):
    text = render("\n\n".join(lines)).text
    assert text == "\n".join(lines)
    assert render(text.replace("\n", "\n\n")).text == text
