"""The made-up archives of `pieces.txt`, here and in `unseen/`, put into the database."""

from datetime import datetime, timedelta

from django.utils import timezone

from articles import search
from articles.models import Article, Author, Section
from tests.factories import make_article
from tests.judged import HERE


def load(name: str = "pieces") -> dict[str, Article]:
    """Publish every piece; return them by the keys that the judgements name them by."""
    blocks = (HERE / f"{name}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    made = {}
    # The first block is a remark.
    for minute, block in enumerate(blocks[1:]):
        head, headline, standfirst, *body = block.splitlines()
        key, section, day, author, tags = (part.strip() for part in head.split("|"))
        made[key] = make_article(
            headline,
            standfirst=standfirst,
            body="\n\n".join(body),
            section=Section.objects.get_or_create(name=section)[0],
            authors=[Author.objects.get_or_create(name=author)[0]],
            tags=[tag.strip() for tag in tags.split(";") if tag.strip()],
            # Noon and some minutes, so that no two are of the same moment.
            published_at=timezone.make_aware(datetime.fromisoformat(day))
            + timedelta(hours=12, minutes=minute),
        )
    # Counted on commit otherwise, which a test does not reach.
    search.count_words()
    return made
