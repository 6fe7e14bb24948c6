"""Films, sounds and posts of other sites -> links in words, which ask nothing of them (pure).

An editor pastes an address, alone in its paragraph, or the frame that the site offers for
embedding. Either becomes a card: a link that says what it is and where it leads.
"""

import re
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement

# Stored with the page, and so in the language of the paper.
VIDEO, AUDIO, POST, ACCOUNT = "Video", "Audio", "Unggahan", "Akun"
# Marks words that are no part of the text; the sanitiser takes the mark away.
FURNITURE = "furniture"
# What a site is called, and what its addresses lead to unless they say more.
SITES = {
    "bsky.app": ("Bluesky", POST),
    "dai.ly": ("Dailymotion", VIDEO),
    "dailymotion.com": ("Dailymotion", VIDEO),
    "facebook.com": ("Facebook", POST),
    "fb.watch": ("Facebook", VIDEO),
    "instagram.com": ("Instagram", POST),
    "linkedin.com": ("LinkedIn", POST),
    "mastodon.social": ("Mastodon", POST),
    "podcasts.apple.com": ("Apple Podcasts", AUDIO),
    "reddit.com": ("Reddit", POST),
    "soundcloud.com": ("SoundCloud", AUDIO),
    "spotify.com": ("Spotify", AUDIO),
    "t.me": ("Telegram", POST),
    "threads.com": ("Threads", POST),
    "threads.net": ("Threads", POST),
    "tiktok.com": ("TikTok", VIDEO),
    "twitch.tv": ("Twitch", VIDEO),
    "twitter.com": ("X", POST),
    "vidio.com": ("Vidio", VIDEO),
    "vimeo.com": ("Vimeo", VIDEO),
    "x.com": ("X", POST),
    "youtu.be": ("YouTube", VIDEO),
    "youtube-nocookie.com": ("YouTube", VIDEO),
    "youtube.com": ("YouTube", VIDEO),
}
ADDRESS = re.compile(
    rf"(?:https?:)?//(?:[\w-]+\.)?({'|'.join(map(re.escape, SITES))})/[^\s<>\"]*",
    re.IGNORECASE | re.ASCII,
)
FILM = re.compile(r"/(?:reels?|shorts|tv|videos?|watch)\b", re.IGNORECASE)
# Whole paths that lead to somebody, not to something they made.
SOMEBODY = re.compile(r"/(?:@|c/|channel/|profile/|user/)[\w.-]+/?")
NAMED_AT_ONCE = {"facebook.com", "instagram.com", "t.me", "twitch.tv", "twitter.com", "x.com"}
# Who wrote it, where the address says so.
WRITER = {
    "Bluesky": re.compile(r"/profile/([\w.-]+)/post/"),
    "Mastodon": re.compile(r"/@([\w.@-]+)/\d"),
    "Threads": re.compile(r"/@([\w.]+)/post/"),
    "TikTok": re.compile(r"/@([\w.]+)/video/"),
    "X": re.compile(r"/(?!i/)(\w+)/status/"),
}
# How frames are addressed, and the page that shows the same.
FRAMES = (
    (re.compile(r"//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+).*"),
     r"//www.youtube.com/watch?v=\1"),
    (re.compile(r"//player\.vimeo\.com/video/(\d+).*"), r"//vimeo.com/\1"),
    (re.compile(r"//open\.spotify\.com/embed/([\w/]+).*"), r"//open.spotify.com/\1"),
    (re.compile(r"//www\.tiktok\.com/(?:embed/v2|player/v1)/(\d+).*"),
     r"//www.tiktok.com/@/video/\1"),
    (re.compile(r"//www\.instagram\.com/(p|reel|tv)/([\w-]+)/embed.*"),
     r"//www.instagram.com/\1/\2/"),
    (re.compile(r"//(?:www|geo)\.dailymotion\.com/embed/video/(\w+).*"),
     r"//www.dailymotion.com/video/\1"),
    (re.compile(r"//embed\.podcasts\.apple\.com/"), "//podcasts.apple.com/"),
)  # fmt: skip
# Bounded and without a tag within, so that looking for its parts never goes far.
FRAME = re.compile(
    r"""<iframe\b[^<>]{0,999}?\ssrc\s*+=\s*+["']?([^"'\s<>]++)[^<>]{0,999}>[^<>]*</iframe\s*>""",
    re.IGNORECASE,
)
# Frames that name what they show within their own address.
NAMED_IN = {"facebook.com": "href", "soundcloud.com": "url"}


def site_of(address: str) -> str:
    """Return the known site that an address leads to (`youtube.com`), or ""."""
    found = ADDRESS.match(address)
    return found[1].lower() if found else ""


def words_for(address: str) -> str:
    """Return what an address of a known site is, in words: `Unggahan @mistral di X`."""
    site = site_of(address)
    name, kind = SITES[site]
    parts = urlsplit(address)
    path = unquote(parts.path)
    is_name = site in NAMED_AT_ONCE and path.strip("/").count("/") == 0 and not parts.query
    writer = name in WRITER and WRITER[name].match(path)
    if FILM.search(path):
        kind = VIDEO
    elif is_name or SOMEBODY.fullmatch(path):
        kind = ACCOUNT
    return f"{kind} @{writer[1]} di {name}" if writer else f"{kind} di {name}"


def unframed(source: str) -> str:
    """Return the address of the page that shows what a frame does; "" of an unknown site."""
    source = re.sub(r"^(?:https?:)?//", "https://", source.strip(), flags=re.IGNORECASE)
    for frame, page in FRAMES:
        source = frame.sub(page, source, count=1)
    site = site_of(source)
    if site in NAMED_IN:
        inner = parse_qs(urlsplit(source).query).get(NAMED_IN[site], [""])[0]
        source = inner if site_of(inner) == site else source
    return source if site else ""


def without_frames(html: str) -> str:
    """Return `html` with a paragraph of its address in the place of each frame of a known site."""

    def paragraph(match: re.Match) -> str:
        address = unframed(unescape(match[1]))
        return f"<p>{escape(address)}</p>" if address else ""

    return FRAME.sub(paragraph, html)


def link_bare(paragraph: Element) -> None:
    """Make a link of an address of a known site that stands alone in its paragraph."""
    address = (paragraph.text or "").strip()
    if not len(paragraph) and ADDRESS.fullmatch(address):
        paragraph.text = ""
        SubElement(paragraph, "a", {"href": address}).text = address


def label(link: Element, opens: str) -> None:
    """Say where a card leads, and what it is where it has no words but its address.

    opens: the sentence around the name of the site.
    """
    address = link.get("href")
    if not len(link) and (link.text or "").strip() == address:
        link.text = words_for(address)
    last = link[-1] if len(link) else None
    if last is not None:
        last.tail = f"{last.tail or ''} "
    else:
        link.text = f"{link.text or ''} "
    SubElement(link, "small", {"class": FURNITURE}).text = opens % site_of(address)
