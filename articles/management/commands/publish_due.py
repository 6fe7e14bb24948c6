"""Does from a timer what is due: scheduled updates, and what a killed process left undone."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import cdn, renewing, withholding
from articles.due import publish_due

# The timer comes every minute. Seconds.
PATIENCE = 30


class Command(BaseCommand):
    """Publish every scheduled update that is due and say what was done."""

    help = (
        "Publishes scheduled updates that are due and says what it did. Exits with 1 if one failed."
    )

    def handle(self, *args, **options) -> None:
        """Exit with 1 if one failed; the others are out all the same."""
        outcomes = publish_due(at_once=True)
        cdn.keep_up(PATIENCE)
        withholding.put_away()
        for outcome in outcomes:
            if outcome.failure:
                self.stderr.write(f"{outcome.article}: {outcome.failure}")
            else:
                self.stdout.write(f"{outcome.article}: {outcome.article.get_absolute_url()}")
        renewing.work_off(PATIENCE)
        if not outcomes:
            self.stdout.write(_("Nothing is due."))
        if any(outcome.failure for outcome in outcomes):
            raise SystemExit(1)
