"""Makes the search index anew, wholly or for what was saved lately, while the site runs."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import make_aware

from articles import search
from articles.models import Article


class Command(BaseCommand):
    """Bring the index up to date, batch by batch."""

    help = (
        "Makes the search index anew while the site runs. Broken off, it says how to go on; "
        "run again from the start, it leaves alone what is right already."
    )

    def add_arguments(self, parser) -> None:
        """Two ways to do less than everything."""
        parser.add_argument("--since", help="only pieces saved since: 2026-11-26 or with T14:30")
        parser.add_argument(
            "--after", type=int, default=0, help="go on after the piece of this key"
        )

    def handle(self, *args, since: str | None, after: int, **options) -> None:
        """Show how far it is; on Ctrl-C, say how to go on."""
        at = self._time(since) if since else None
        pieces = Article.objects.filter(pk__gt=after)
        total = (pieces.filter(modified_at__gte=at) if at else pieces).count()
        done = after
        try:
            for number, key in enumerate(search.rebuild(at, after=after), 1):
                done = key
                self._progress(min(number * search.BATCH, total), total)
        except KeyboardInterrupt:
            raise CommandError(f"Broken off. Go on with --after {done}") from None
        if not at:
            search.finish()
        self.stdout.write(f"{total} pieces looked at; the index is up to date.")

    def _time(self, typed: str):
        try:
            at = parse_datetime(typed) or parse_date(typed)
        except ValueError:
            at = None
        if at is None:
            raise CommandError("--since takes a date, 2026-11-26, or a time, 2026-11-26T14:30")
        at = parse_datetime(f"{typed}T00:00") if not hasattr(at, "hour") else at
        return make_aware(at) if timezone.is_naive(at) else at

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            bar = "#" * (40 * done // max(total, 1))
            self.stderr.write(f"\r[{bar:<40}] {done}/{total}", ending="")
            if done >= total:
                self.stderr.write("")
