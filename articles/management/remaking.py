"""What commands share that make something anew from the pieces, in batches, while the site runs."""

from collections.abc import Iterator
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import make_aware

from articles.models import Article


class Remaking(BaseCommand):
    """Looks at pieces batch by batch; on Ctrl-C, says how to go on."""

    # What is said when all is done, and how many pieces are a batch.
    done_words = ""
    batch = 0

    def remake(self, since: datetime | None, after: int) -> Iterator[int]:
        """Make a batch anew and yield the key of its last piece, until there are no more.

        Each command has its own.
        """
        raise NotImplementedError  # as in BaseCommand.handle: a command without it is a mistake

    def finish(self) -> None:
        """Do what is left after all pieces."""

    def pieces(self):
        """The pieces that are looked at."""
        return Article.objects.all()

    def add_arguments(self, parser) -> None:
        """Two ways to do less than everything."""
        parser.add_argument("--since", help="only pieces saved since: 2026-11-26 or with T14:30")
        parser.add_argument(
            "--after", type=int, default=0, help="go on after the piece of this key"
        )

    def handle(self, *args, since: str | None, after: int, **options) -> None:
        """Show how far it is; on Ctrl-C, say how to go on."""
        at = time_of(since) if since else None
        pieces = self.pieces().filter(pk__gt=after)
        total = (pieces.filter(modified_at__gte=at) if at else pieces).count()
        done = after
        try:
            for number, key in enumerate(self.remake(at, after), 1):
                done = key
                self._progress(min(number * self.batch, total), total)
        except KeyboardInterrupt:
            raise CommandError(f"Broken off. Go on with --after {done}") from None
        if not at:
            self.finish()
        self.stdout.write(f"{total} pieces looked at; {self.done_words}")

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            bar = "#" * (40 * done // max(total, 1))
            self.stderr.write(f"\r[{bar:<40}] {done}/{total}", ending="")
            if done >= total:
                self.stderr.write("")


def time_of(typed: str) -> datetime:
    """Return the moment that was typed. Raises CommandError."""
    try:
        at = parse_datetime(typed) or parse_date(typed)
    except ValueError:
        at = None
    if at is None:
        raise CommandError("--since takes a date, 2026-11-26, or a time, 2026-11-26T14:30")
    at = parse_datetime(f"{typed}T00:00") if not hasattr(at, "hour") else at
    return make_aware(at) if timezone.is_naive(at) else at
