"""The shape of a newspaper's page: headings, pictures, links, footnotes, tables, typography."""

import re

import pytest

from articles.rendering import Heading, render
from tests.pages import Page, page


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


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("/media/gambar/A.jpg", "/media/gambar/A.jpg"),
        ("gambar:1", "gambar:1"),
        ("Gambar:1:LEBAR", "gambar:1:lebar"),
    ],
)
def test_own_pictures_are_kept(source, kept):
    assert page(f"a ![b]({source})").all("img") == [{"src": kept, "alt": "b"}]


@pytest.mark.parametrize("around", ["{}\u00a0", "\u200e{}\ufeff", "<p>{}<br></p>"])
def test_what_nobody_sees_beside_a_picture_leaves_it_alone(around):
    picture = '<img src="gambar:1" alt="a">'
    assert render(around.format(picture)).html == f"<figure>{picture}</figure>"


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
        ("Artikel:kapal", {"href": "artikel:kapal"}),
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
    ("written", "host"),
    [
        ("[Film](https://www.youtube.com/watch?v=a)", "youtube.com"),
        ("<https://x.com/a/status/1>", "x.com"),
        ("[![Panggung](gambar:12)](https://youtu.be/a)", "youtu.be"),
        ("Lihat [film](https://youtube.com/a).", ""),
        ("[Film](https://evilyoutube.com/a)", ""),
        ("[Film](https://youtube.com.evil.id/a)", ""),
        ("[Film](javascript:alert(1))", ""),
    ],
)
def test_what_stands_elsewhere_is_a_link_that_says_where_it_leads(written, host):
    found = Page(render(written).html)
    assert [one.get("class") for one in found.all("figure")] == (["embed"] if host else [])
    assert (f"<small>Buka di {host}</small>" in render(written).html) == bool(host)
    assert not found.all("iframe")


def test_a_block_says_which_way_it_runs_where_its_letters_run_otherwise():
    html = render(
        'Ia berkata, "العربية".\n\nقال "Mistral" ذلك.\n\n> اقتباس\n>\n> Latin\n\n'
        "- ١. بند\n- satu\n\n# عنوان\n\n| المدينة | 1 |\n|-|-|\n| Paris | 2 |\n\n"
        "<p dir=rtl>x</p>\n\n```\nx\n```"
    ).html
    assert "<p>Ia berkata, “العربية”.</p>" in html
    assert '<p dir="rtl">قال “Mistral” ذلك.</p>' in html
    assert re.findall(r'<(\w+)[^>]* dir="rtl"', html) == [
        "p", "blockquote", "ul", "h2", "table",
    ]  # fmt: skip
    assert '<p dir="ltr">Latin</p>' in html
    assert '<li dir="ltr">satu</li>' in html
    assert '<td dir="ltr">Paris</td>' in html
    assert "<p>x</p>" in html, "what an author wrote of it is not taken"
