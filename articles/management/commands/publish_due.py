"""Puts scheduled updates in place from a timer; readers' requests do the same without one."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import cdn
from articles.due import publish_due


class Command(BaseCommand):
    """Publish every scheduled update that is due and say what was done."""

    help = (
        "Publishes scheduled updates that are due and says what it did. Exits with 1 if one failed."
    )

    def handle(self, *args, **options) -> None:
        """Exit with 1 if one failed; the others are out all the same."""
        outcomes = publish_due(at_once=True)
        cdn.keep_up()
        for outcome in outcomes:
            if outcome.failure:
                self.stderr.write(f"{outcome.article}: {outcome.failure}")
            else:
                self.stdout.write(f"{outcome.article}: {outcome.article.get_absolute_url()}")
        if not outcomes:
            self.stdout.write(_("Nothing is due."))
        if any(outcome.failure for outcome in outcomes):
            raise SystemExit(1)
