"""Addresses made from words (pure)."""

import re
from collections.abc import Container

from django.utils.text import slugify

MAX_LENGTH = 100


def slug_from(text: str, *, fallback: str, max_length: int = MAX_LENGTH) -> str:
    """Return an ASCII slug for `text`, cut at a word, never empty.

    text: any words, in any script. What has no Latin letters or digits ("???", Arabic,
    Javanese script) gets `fallback`.
    """
    slug = re.sub(r"[-_]{2,}", "-", slugify(text)).strip("-_")
    if len(slug) > max_length:
        cut = slug[: max_length + 1]
        slug = cut.rpartition("-")[0] or slug[:max_length]
    return slug or fallback


def numbered(slug: str, taken: Container[str], *, max_length: int = MAX_LENGTH) -> str:
    """Return `slug`, or the first of `slug-2`, `slug-3` ... that is not in `taken`."""
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        ending = f"-{number}"
        candidate = slug[: max_length - len(ending)].rstrip("-") + ending
    return candidate
