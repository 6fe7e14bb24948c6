"""Thins out automatic versions."""

from django.core.management.base import BaseCommand

from articles.models import Revision
from articles.pruning import superfluous

BATCH = 500


class Command(BaseCommand):
    """Delete the autosaves that the rule in `articles.pruning` lets go."""

    help = (
        "Thins out autosaves: all of the last day stay, then one an hour for a week, then one a "
        "day. Published, pinned, labelled, conflict and newest versions always stay."
    )

    def add_arguments(self, parser) -> None:
        """Offer a trial run."""
        parser.add_argument("--dry-run", action="store_true", help="only say how many would go")

    def handle(self, *args, dry_run: bool, **options) -> None:
        """Delete in batches, each a transaction of its own."""
        # Read whole before the first deletion: a cursor does not outlive its rows.
        keys = list(superfluous())
        for start in range(0, 0 if dry_run else len(keys), BATCH):
            Revision.objects.filter(pk__in=keys[start : start + BATCH]).delete()
        self.stdout.write(f"{len(keys)} versions {'would go' if dry_run else 'deleted'}")
