"""Whether there is anything to see in a text (pure)."""

import unicodedata

# Letters and signs, by Unicode, that show nothing: fillers of Hangul, the empty Braille pattern.
UNSEEN_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# What only stands between or on others: spaces, controls, joiners, combining marks.
UNSEEN_KINDS = ("Z", "M", "Cc", "Cf")


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: it is empty, of spaces, or of characters such as the
    zero-width space, which come in by copying."""
    return all(
        character in UNSEEN_LETTERS or unicodedata.category(character).startswith(UNSEEN_KINDS)
        for character in text
    )
