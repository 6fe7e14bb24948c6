"""What other sites show: pasted as an address or as a frame, it is a link in words."""

import pytest

from articles.rendering import render
from tests.pages import page


@pytest.mark.parametrize(
    ("pasted", "href", "words"),
    [
        ("https://www.youtube.com/watch?v=__a__&t=10", "", "Video di YouTube"),
        ("  https://youtu.be/*a*\n", "https://youtu.be/*a*", "Video di YouTube"),
        ("<p>https://vimeo.com/1</p>", "https://vimeo.com/1", "Video di Vimeo"),
        ("https://x.com/mistral/status/1", "", "Unggahan @mistral di X"),
        ("<https://twitter.com/i/web/status/1>", "https://twitter.com/i/web/status/1",
         "Unggahan di X"),
        ("https://www.instagram.com/p/a/", "", "Unggahan di Instagram"),
        ("https://www.instagram.com/reel/a/", "", "Video di Instagram"),
        ("https://www.tiktok.com/@ruang.redaksi/video/1", "", "Video @ruang.redaksi di TikTok"),
        ("https://m.facebook.com/a/posts/1", "", "Unggahan di Facebook"),
        ("https://www.facebook.com/a/videos/1/", "", "Video di Facebook"),
        ("https://www.facebook.com/watch?v=1", "", "Video di Facebook"),
        ("https://www.facebook.com/story.php?id=1", "", "Unggahan di Facebook"),
        ("https://www.youtube.com/@mistral", "", "Akun di YouTube"),
        ("https://x.com/mistral/", "", "Akun di X"),
        ("https://www.threads.net/@a/post/1", "", "Unggahan @a di Threads"),
        ("https://bsky.app/profile/a.id/post/1", "", "Unggahan @a.id di Bluesky"),
        ("https://open.spotify.com/episode/a", "", "Audio di Spotify"),
        ('<iframe width="1" src="//www.youtube.com/embed/a?si=b" allowfullscreen></iframe>',
         "https://www.youtube.com/watch?v=a", "Video di YouTube"),
        ('<p><iframe src="https://player.vimeo.com/video/1">x</iframe></p>', "https://vimeo.com/1",
         "Video di Vimeo"),
        ('<iframe src="//w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b"></iframe>',
         "https://soundcloud.com/a/b", "Audio di SoundCloud"),
    ],
)  # fmt: skip
def test_what_is_pasted_becomes_a_card_in_words(pasted, href, words):
    found = page(pasted)
    assert found.all("figure") == [{"class": "embed"}]
    assert found.all("a") == [{"href": href or pasted, "rel": "external noopener"}]
    assert "</small>" in render(pasted).html
    assert render(pasted).text == words, "where it leads is no part of the text"


def test_addresses_that_follow_each_other_are_a_card_each():
    both = "https://youtu.be/a\nhttps://x.com/b/status/1"
    assert len(page(both).all("figure")) == 2
    html = render(f"> Kutipan\n\nTeks\n{both}\n\n- {both.splitlines()[0]}").html
    assert "<figure" not in html, "an address among words or in a list stays there"


@pytest.mark.parametrize(
    "pasted",
    [
        "https://contoh.id/*a*_b_",
        "https://evilyoutube.com/a",
        "https://youtube.com.evil.id/a",
        "https://youtube.com@evil.id/a",
        "https://" * 200 + "`",  # never ends where a pattern tries every way to cut it
        '<iframe src="https://contoh.id/a">https://youtu.be/a</iframe>',
        '<iframe src="javascript:alert(1)//www.youtube.com/embed/a"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/post.php?href=javascript:a"></iframe>',
    ],
)
def test_other_addresses_are_none(pasted):
    html = render(pasted).html
    assert "javascript" not in html.partition("?")[0]
    assert "<iframe" not in html
    assert "evil" not in html or "<a" not in html
    if not pasted.startswith("<"):
        assert html == f"<p>{pasted}</p>"
