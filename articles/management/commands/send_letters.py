"""Sends the mail that waits for a server."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.mailing import send_waiting
from articles.models import Letter


class Command(BaseCommand):
    """Send the letters that wait and say how many went out."""

    help = "Sends the letters that wait because the mail server did not take them."

    def handle(self, *args, **options) -> None:
        """Exit with 1 if the server refused one; it is tried again the next time."""
        sent = failed = 0
        while True:
            now_sent, now_failed = send_waiting()
            sent, failed = sent + now_sent, failed + now_failed
            # None is left, or the server takes none.
            if not now_sent:
                break
        waiting = Letter.objects.filter(sent_at__isnull=True).count()
        text = _("{sent} sent, {failed} failed, {waiting} wait for the next attempt")
        self.stdout.write(text.format(sent=sent, failed=failed, waiting=waiting))
        if failed:
            raise SystemExit(1)
