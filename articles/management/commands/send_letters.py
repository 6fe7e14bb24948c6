"""Sends the mail that waits for a server."""

from django.core.management.base import BaseCommand

from articles.mailing import send_waiting


class Command(BaseCommand):
    """Send the letters that wait and say how many went out."""

    help = "Sends the letters that wait because the mail server did not take them."

    def handle(self, *args, **options) -> None:
        """Exit with 1 if the server refused one; it is tried again the next time."""
        total = 0
        while True:
            sent, failed = send_waiting()
            total += sent
            if failed or not sent:
                break
        self.stdout.write(f"{total} sent, {failed} failed")
        if failed:
            raise SystemExit(1)
