from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import LINE_ENDS
from articles.segmentation import join, split, tokens

texts = st.text() | st.lists(
    st.sampled_from(["satu", "#", "- ", "1. ", "|", "[^a]: ", " ", "\t", "\u00a0", "\n", "\r\n"])
).map("".join)


def test_a_text_falls_into_what_an_editor_moves():
    text = "# Judul\nTeks\nlanjut\n\n- satu\n  lagi\n- dua\n\n| a | b |\n| c | d |\n[^1]: Catatan"
    assert [(passage.line, passage.shape, passage.text) for passage in split(text)] == [
        (1, "heading", "# Judul"),
        (2, "paragraph", "Teks\nlanjut"),
        (5, "item", "- satu\n  lagi"),
        (7, "item", "- dua"),
        (9, "row", "| a | b |"),
        (10, "row", "| c | d |"),
        (11, "note", "[^1]: Catatan"),
    ]


@given(texts)
def test_passages_are_the_whole_text(text):
    whole = join(split(text))
    assert whole == LINE_ENDS.sub("\n", text).strip("\n") or whole.split() == text.split()
    assert [passage.text for passage in split(whole)] == [passage.text for passage in split(text)]
    assert join(split(whole)) == whole


@given(st.text())
def test_tokens_are_the_whole_text(text):
    assert "".join(tokens(text)) == text


def test_numbers_accents_and_emoji_stay_whole():
    assert tokens("Rp1.234,5 é👨‍👩‍👧, ya") == ["Rp1.234,5", " ", "é👨‍👩‍👧", ",", " ", "ya"]
    assert tokens("14.30 WIB") == ["14.30", " ", "WIB"]
