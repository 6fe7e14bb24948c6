"""Names every difference between the pieces and the search index."""

from django.core.management.base import BaseCommand

from articles import renewing, search


class Command(BaseCommand):
    """Look the index over and change nothing."""

    help = "Names every difference between pieces and search index; exits with 1 if there is one."

    def handle(self, *args, **options) -> None:
        """Exit with 1 where rebuild_search has something to do."""
        found = 0
        for line in search.differences():
            self.stdout.write(line)
            found += 1
        if waiting := renewing.number_waiting():
            self.stdout.write(
                f"{waiting} pieces wait for a changed name; publish_due sees to them."
            )
        if found:
            self.stdout.write(f"{found} differences. Mend them with: manage.py rebuild_search")
            raise SystemExit(1)
        self.stdout.write("The index is what the pieces are.")
