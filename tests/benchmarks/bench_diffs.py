"""Comparing two versions: the time a word, by length; and texts made to be slow.

A is the comparison of 1,000 words, B that of more; the ratio is of their times a word, so that
1.0 means a time that grows with the length alone. Of every size as many texts are compared as
make 20,000 words, so that neither chance nor the processor's caches favour one.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from time import process_time

from articles.diffs import compare

SIZES = (1000, 5000, 20000)
PARAGRAPH = 40
ROUNDS = 7


def text_of(words: int, chosen: random.Random) -> str:
    """Paragraphs whose words are as unequally common as those of a language (Zipf's law)."""
    vocabulary = ["".join(chosen.choices("aeioubdgklmnprst", k=1 + n % 9)) for n in range(8000)]
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    found = chosen.choices(vocabulary, weights, k=words)
    cut = range(0, words, PARAGRAPH)
    return "\n\n".join(" ".join(found[start : start + PARAGRAPH]) for start in cut)


def edited(text: str, chosen: random.Random) -> str:
    """The text after a round of editing: of ten paragraphs two reworded, one new, one moved."""
    paragraphs = text.split("\n\n")
    for place in chosen.sample(range(len(paragraphs)), len(paragraphs) // 5):
        words = paragraphs[place].split()
        words[chosen.randrange(len(words))] = "diganti"
        paragraphs[place] = " ".join(words)
    for _ in range(len(paragraphs) // 10):
        moved = paragraphs.pop(chosen.randrange(len(paragraphs)))
        paragraphs.insert(chosen.randrange(len(paragraphs)), moved)
        paragraphs[chosen.randrange(len(paragraphs))] = text_of(PARAGRAPH, chosen)
    return "\n\n".join(paragraphs)


def hostile(size: int, chosen: random.Random) -> dict[str, tuple[str, str]]:
    """Texts that make careless comparisons quadratic, `size` words each."""
    names = [f"kata{number}" for number in range(size)]
    mixed = chosen.sample(names, size)

    def few(separator: str) -> str:
        return separator.join(chosen.choices("ab", k=size))

    return {
        "equal lines, half of them gone": ("a\n\n" * size, "b\n\n" + "a\n\n" * (size // 2) + "c"),
        "alternating lines, shifted": ("a\n\nb\n\n" * (size // 2), "b\n\nb\n\na\n\n" * (size // 3)),
        "two lines at random": (few("\n\n"), few("\n\n")),
        "two words at random, one line": (few(" "), few(" ")),
        "one-word lines in another order": ("\n\n".join(names), "\n\n".join(mixed)),
        "words in another order, one line": (" ".join(names), " ".join(mixed)),
        "words backwards, one line": (" ".join(names), " ".join(reversed(names))),
        "200 KB without a space": ("a" * 200_000, "a" * 199_999 + "b"),
        "200 KB of spaces": ("a" + " " * 200_000 + "b", "a" + " " * 199_000 + "c"),
        "200 KB of signs": (".!" * 100_000, "!?." * 66_666),
    }


def timed(jobs: Sequence[Callable[[], object]]) -> list[float]:
    """Seconds of processor time for each job: the best of some rounds, taken in turns.

    Whatever else the machine does only adds to a time.
    """
    best = [float("inf")] * len(jobs)
    for _ in range(ROUNDS):
        for place, job in enumerate(jobs):
            start = process_time()
            job()
            best[place] = min(best[place], process_time() - start)
    return best


def print_growth(jobs: Sequence[Callable[[], object]]) -> None:
    """The times of jobs over as many texts of each of SIZES as make the last size."""
    print(f"{'words':>8} {'ms':>8} {'us/word':>8} {'ratio':>6}")
    times = timed(jobs)
    for size, seconds in zip(SIZES, times, strict=True):
        a_text, a_word = seconds * size / SIZES[-1] * 1000, seconds / SIZES[-1] * 1e6
        print(f"{size:>8} {a_text:>8.1f} {a_word:>8.2f} {seconds / times[0]:>6.2f}")


def print_hostile(job: Callable[[str, str], object]) -> None:
    small, large = (hostile(size, random.Random(7)) for size in SIZES[1:])  # noqa: S311
    print(f"\n{'5,000':>8} {'20,000':>8} {'ratio':>6}  hostile texts, ms; 4.0 is linear")
    for name in small:
        one, other = timed([partial(job, *small[name]), partial(job, *large[name])])
        print(f"{one * 1000:>8.1f} {other * 1000:>8.1f} {other / one:>6.2f}  {name}")


def edits_of(size: int, chosen: random.Random, sides: int) -> list[tuple[str, ...]]:
    """Texts of `size` words, 20,000 words in all, each with as many edited versions."""
    texts = [text_of(size, chosen) for _ in range(SIZES[-1] // size)]
    return [(text, *(edited(text, chosen) for _ in range(sides))) for text in texts]


def main() -> None:
    chosen = random.Random(2025)  # noqa: S311 - the same texts each time
    work = [edits_of(size, chosen, 1) for size in SIZES]
    print_growth([lambda pairs=pairs: [compare(*pair) for pair in pairs] for pairs in work])
    print("20,000 words:", dict(Counter(block.kind for block in compare(*work[-1][0]))))
    print_hostile(compare)
