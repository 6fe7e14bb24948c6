"""Thins out automatic versions."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from articles import keeping
from articles.pruning import prune, superfluous


class Command(BaseCommand):
    """Delete the autosaves that the rule in `articles.pruning` lets go."""

    help = (
        "Thins out autosaves: all of the last day stay, then one an hour for a week, then one a "
        "day. Published, scheduled, pinned, labelled, conflict and newest versions always stay."
    )

    def add_arguments(self, parser) -> None:
        """Offer a trial run."""
        parser.add_argument("--dry-run", action="store_true", help="only say how many would go")

    def handle(self, *args, dry_run: bool, **options) -> None:
        """Delete in batches, each a transaction of its own, and say how many went."""
        if dry_run:
            number = sum(1 for _key in superfluous())
            words = ngettext("{number} version would go.", "{number} versions would go.", number)
        else:
            number = prune()
            keeping.prune()
            words = ngettext("{number} version deleted.", "{number} versions deleted.", number)
        self.stdout.write(words.format(number=number))
