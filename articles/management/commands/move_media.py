"""Moves the pictures from the disk to a bucket, or back."""

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import moving

PLACES = ("disk", "bucket")


class Command(BaseCommand):
    """Copy what is missing, verify every file, and on request empty the old place."""

    help = (
        "Copies all pictures from one storage to the other and compares each by its SHA-256. Can "
        "be stopped at any time: run again, it goes on. Exits with 1 if a file could not be moved."
    )

    def add_arguments(self, parser) -> None:
        """Name the two places."""
        parser.add_argument("source", choices=PLACES)
        parser.add_argument("target", choices=PLACES)
        parser.add_argument(
            "--delete",
            action="store_true",
            help="delete the old files, only if every one of them has arrived",
        )

    def handle(self, *args, source: str, target: str, **options) -> None:
        """Move, and say what became of it."""
        if source == target:
            raise CommandError(_("Name two different places."))
        if "bucket" not in storages.backends:
            raise CommandError(_("Set MEDIA_BUCKET to the bucket's name first."))
        old, new = storages[source], storages[target]
        try:
            arrived, failed = self.move(old, new)
            if options["delete"] and not failed:
                for name in arrived:
                    old.delete(name)
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Run it again to go on.")) from None
        words = ngettext(
            "{number} file is in its new place, verified.",
            "{number} files are in their new place, verified.",
            len(arrived),
        )
        self.stdout.write(words.format(number=len(arrived)))
        if failed:
            raise SystemExit(1)

    def move(self, old, new) -> tuple[list[str], int]:
        """Return the names of what arrived, and how many did not."""
        arrived, failed = [], 0
        for number, moved in enumerate(moving.move(old, new), start=1):
            if moved.problem:
                failed += 1
                self.stderr.write(f"{moved.name}: {moved.problem}")
            else:
                arrived.append(moved.name)
            if self.stdout.isatty():
                self.stdout.write(f"\r{number} {moved.name}", ending="\033[K")
                self.stdout.flush()
        if self.stdout.isatty():
            self.stdout.write("")
        return arrived, failed
