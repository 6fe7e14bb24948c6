"""A page as it is sent: its bytes in each encoding, with every header ready (pure).

Written to one file and read back whole. What a request asks for (encoding, a version it has
already) is answered from there by RFC 9110, sections 8.8, 12.5.3 and 13.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus

import brotli

# Better is bought too dearly for a page that may be replaced within the minute: brotli at 4 takes
# twice as long for three hundredths fewer bytes, which no reader would notice.
BROTLI_QUALITY, GZIP_LEVEL = 3, 3
# What a 304 repeats of the page's own headers.
REPEATED = {"cache-control", "content-location", "etag", "expires", "last-modified", "vary"}
SUFFIXES = {"identity": "", "gzip": "-gz", "br": "-br"}
FOREVER = 2**62
MANY = 64

Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, list[bytes]]

FAILED: Answer = ("412 Precondition Failed", [("Content-Length", "0")], [])

_chosen: dict[str, str] = {}


@dataclass(slots=True)
class Ready:
    """A page that can be sent.

    full, unchanged: by encoding, the answer with the page and the one that says it is unchanged.
    tags: its ETags by encoding. until: nanoseconds since 1970 at which the page is over, by
    itself. shared: nanoseconds for which networks keep it without asking. modified: seconds since
    1970; 0 where another version bore the same second.
    """

    full: dict[str, Answer]
    unchanged: dict[str, Answer]
    tags: dict[str, str]
    until: int = FOREVER
    modified: int = 0
    any_page: bool = False
    store: int = 0
    generation: int = 0
    path: str = ""
    inode: int = 0
    stamp: int = 0
    size: int = 0
    again: int = 0
    shared: int = 0
    status: str = ""
    common: Headers = field(default_factory=list)

    def add(self, encoding: str, data: bytes) -> None:
        """Have the page in an encoding ready."""
        own = [*self.common, ("ETag", self.tags[encoding])]
        same = [(name, value) for name, value in own if name.lower() in REPEATED]
        self.unchanged[encoding] = ("304 Not Modified", same, [])
        if encoding != "identity":
            own.append(("Content-Encoding", encoding))
        own.append(("Content-Length", str(len(data))))
        self.full[encoding] = (self.status, own, [data])
        if self.status[:3] != "200":
            self.unchanged = self.full

    def make(self, encoding: str) -> None:
        """Make what nobody has asked this process for yet."""
        whole = self.full["identity"][2][0]
        data = WAYS[encoding](whole)
        if len(data) < len(whole):
            self.add(encoding, data)
        else:
            for kept in (self.full, self.unchanged, self.tags):
                kept[encoding] = kept["identity"]

    def answer(self, environ: dict) -> Answer:
        """Return what a GET or HEAD is told: status line, headers, body."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = _chosen.get(accepted) or choose(accepted)
        if encoding not in self.full:
            self.make(encoding)
        bound = "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ
        if bound and not self.is_as_expected(environ):
            return FAILED
        given = environ.get("HTTP_IF_NONE_MATCH")
        if given is not None:
            if given == self.tags[encoding] or matches(given, self.tags.values()):
                return self.unchanged[encoding]
        elif self.modified and self.modified == since(environ.get("HTTP_IF_MODIFIED_SINCE")):
            return self.unchanged[encoding]
        return self.full[encoding]

    def is_as_expected(self, environ: dict) -> bool:
        """Whether the page is still what a request was made for (RFC 9110, 13.1.1 and 13.1.4)."""
        given = environ.get("HTTP_IF_MATCH")
        if given is not None:
            strong = ",".join(part for part in given.split(",") if "W/" not in part)
            return matches(strong, self.tags.values())
        date = since(environ["HTTP_IF_UNMODIFIED_SINCE"])
        return not date or self.modified <= date


def choose(accepted: str) -> str:
    """Return the encoding for an Accept-Encoding header: the smallest of those it likes best."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    rest = weights.get("*", 0.0)
    best = max(("br", "gzip"), key=lambda name: weights.get(name, rest))
    weight = weights.get(best, rest)
    # Whoever would rather have it plain says so.
    encoding = best if weight > 0 and weight >= weights.get("identity", 0.0) else "identity"
    if len(_chosen) < MANY and len(accepted) < 100:
        _chosen[accepted] = encoding
    return encoding


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def matches(given: str, tags: Iterable[str]) -> bool:
    """Whether an If-None-Match header names one of the tags; weak ones count, as it must be."""
    if given.strip() == "*":
        return True
    named = {part.strip().removeprefix("W/") for part in given[:4000].split(",")}
    return not named.isdisjoint(tags)


def since(value: str | None) -> int:
    """Return a date of HTTP in seconds since 1970; 0 for what is none."""
    if value is None:
        return 0
    try:
        return int(parsedate_to_datetime(value).timestamp())
    except (TypeError, ValueError, OverflowError):
        return 0


WAYS = {
    "br": lambda body: brotli.compress(body, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}


def pack(status: int, headers: Headers, body: bytes, **about) -> bytes:
    """Return a page as the bytes of its file. about: `until`, `modified`, `any_page`, `store`,
    `generation` (see Ready).

    Brotli, which nearly every browser asks for, is kept with it; who asks for gzip has it made.
    """
    small = WAYS["br"](body)
    bodies = {"identity": body} | ({"br": small} if len(small) < len(body) else {})
    lengths = {encoding: len(data) for encoding, data in bodies.items()}
    digest = hashlib.sha256(body).hexdigest()[:32]
    head = {"status": status, "headers": headers, "lengths": lengths, "etag": digest, **about}
    return b"".join([json.dumps(head).encode(), b"\n", *bodies.values()])


def unpack(data: bytes) -> Ready:
    """Return the page out of its file's bytes. Raises ValueError for what is no such file."""
    line, newline, rest = data.partition(b"\n")
    try:
        head = json.loads(line)
        if not newline or sum(head["lengths"].values()) != len(rest):
            raise ValueError("cut short")
        tags = {encoding: f'"{head["etag"]}{suffix}"' for encoding, suffix in SUFFIXES.items()}
        until, modified = int(head["until"]), int(head["modified"])
        page = Ready({}, {}, tags, until, modified, head["any_page"])
        page.store, page.generation = head["store"], head["generation"]
        page.shared = int(head.get("shared", 0)) * 10**9
        page.status = f"{head['status']} {HTTPStatus(head['status']).phrase}"
        page.common = [(name, value) for name, value in head["headers"]]
        if page.modified:
            page.common.append(("Last-Modified", formatdate(page.modified, usegmt=True)))
        page.common.append(("Vary", "Accept-Encoding"))
        start = 0
        for encoding, length in head["lengths"].items():
            page.add(encoding, rest[start : start + length])
            start += length
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a page") from error
    return page
