"""Finds anew which pieces belong beside which, wholly or for what was saved lately."""

from articles import relating
from articles.management.remaking import Remaking
from articles.models import Article


class Command(Remaking):
    """Compare published pieces anew, batch by batch."""

    help = (
        "Finds anew which pieces belong beside which, while the site runs. Broken off, it says "
        "how to go on. Acts do this for what they touch; a load of very many pieces does not."
    )
    done_words = "what belongs beside them is up to date."
    batch = relating.BATCH

    def pieces(self):
        """Those that are published, or will be at a set time."""
        return Article.objects.filter(published_at__isnull=False)

    def remake(self, since, after):
        """Compare a batch anew."""
        return relating.rebuild(since=since, after=after)
