"""A page as it is sent: encodings, unchanged pages, and files that are none."""

import gzip

import brotli
import pytest

from articles.page_entries import choose, pack, unpack

BODY = b"<p>Isi halaman.</p>" * 200
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public")]
ABOUT = {"until": 2**62, "modified": 1_760_000_000, "any_page": True, "store": 1, "generation": 1}
DATE = "Thu, 09 Oct 2025 08:53:20 GMT"


@pytest.fixture
def page():
    return unpack(pack(200, HEADERS, BODY, **ABOUT))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("BR", "br"),
        ("br;q=banyak", "identity"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.5, br;q=0.1", "identity"),
        ("gzip, identity", "gzip"),
        ("x" * 5000, "identity"),
    ],
)
def test_encoding(accepted, encoding):
    assert choose(accepted) == encoding


def test_each_encoding_is_the_same_page(page):
    decode = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    for encoding, decoded in decode.items():
        status, headers, body = page.answer({"HTTP_ACCEPT_ENCODING": encoding})
        found = dict(headers)
        assert status == "200 OK"
        assert decoded(b"".join(body)) == BODY
        assert found["Content-Length"] == str(len(b"".join(body)))
        assert found.get("Content-Encoding", "identity") == encoding
        assert found["Vary"] == "Accept-Encoding"
        assert found["Last-Modified"] == DATE
        assert found["ETag"] == page.tags[encoding]
    assert len(set(page.tags.values())) == 3


@pytest.mark.parametrize(
    ("header", "form", "status"),
    [
        ("HTTP_IF_NONE_MATCH", "{}", 304),
        ("HTTP_IF_NONE_MATCH", 'W/{}, "lain"', 304),
        ("HTTP_IF_NONE_MATCH", "*", 304),
        ("HTTP_IF_NONE_MATCH", '"lain"', 200),
        ("HTTP_IF_MODIFIED_SINCE", DATE, 304),
        ("HTTP_IF_MODIFIED_SINCE", "Thu, 09 Oct 2025 08:53:19 GMT", 200),
        ("HTTP_IF_MODIFIED_SINCE", "kemarin", 200),
        ("HTTP_IF_MATCH", '"lain", {}', 200),
        ("HTTP_IF_MATCH", "*", 200),
        ("HTTP_IF_MATCH", "W/{}", 412),
        ("HTTP_IF_MATCH", '"lain"', 412),
        ("HTTP_IF_UNMODIFIED_SINCE", DATE, 200),
        ("HTTP_IF_UNMODIFIED_SINCE", "Thu, 09 Oct 2025 08:53:19 GMT", 412),
        ("HTTP_IF_UNMODIFIED_SINCE", "kemarin", 200),
    ],
)
def test_unchanged(page, header, form, status):
    answer = page.answer({header: form.format(page.tags["identity"])})
    assert answer[0].startswith(str(status))
    assert (answer[2] == []) == (status != 200)
    if status == 304:
        assert {"ETag", "Vary", "Cache-Control"} <= dict(answer[1]).keys()
        assert "Content-Length" not in dict(answer[1])


def test_a_tag_that_does_not_fit_is_not_helped_by_a_date(page):
    given = {"HTTP_IF_NONE_MATCH": '"lain"', "HTTP_IF_MODIFIED_SINCE": DATE}
    assert page.answer(given)[0] == "200 OK"


def test_two_versions_of_one_second_are_not_told_apart_by_date():
    page = unpack(pack(200, HEADERS, BODY, **{**ABOUT, "modified": 0}))
    assert page.answer({"HTTP_IF_MODIFIED_SINCE": DATE})[0] == "200 OK"
    assert "Last-Modified" not in dict(page.full["identity"][1])


def test_what_does_not_get_smaller_stays_as_it_is():
    page = unpack(pack(200, HEADERS, b"Isi", **ABOUT))
    for encoding in ("gzip", "br", ""):
        _status, headers, body = page.answer({"HTTP_ACCEPT_ENCODING": encoding})
        assert (body, "Content-Encoding" in dict(headers)) == ([b"Isi"], False)
        given = {"HTTP_ACCEPT_ENCODING": encoding, "HTTP_IF_NONE_MATCH": dict(headers)["ETag"]}
        assert page.answer(given)[0].startswith("304")


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
def test_rubble(cut):
    data = pack(200, HEADERS, BODY, **ABOUT)
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        unpack(data[:cut])
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        unpack(b"{}\n" + data)
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        unpack(pack(200, HEADERS, BODY, **{**ABOUT, "until": "x"}))
