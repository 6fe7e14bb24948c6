"""Makes the search index anew, wholly or for what was saved lately, while the site runs."""

from articles import search, tag_lookup
from articles.management.remaking import Remaking


class Command(Remaking):
    """Bring the index up to date, batch by batch."""

    help = (
        "Makes the search index anew while the site runs. Broken off, it says how to go on; "
        "run again from the start, it leaves alone what is right already."
    )
    done_words = "the index is up to date."
    batch = search.BATCH

    def remake(self, since, after):
        """Bring a batch's entries up to date."""
        return search.rebuild(since, after=after)

    def finish(self) -> None:
        """Bring engine and words in line with the entries, and the tags with what words are."""
        search.finish()
        tag_lookup.rewrite()
