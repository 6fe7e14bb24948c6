"""Markdown in, a page fit to print out: whatever is written, and whoever writes it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.rendering import (
    TextRefused,
    plain_text,
    reading_minutes,
    render,
    sanitise,
    word_count,
)
from tests.pages import Page, assert_clean


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
