"""Makes what readers get of pictures: what is missing, of some pictures or of all."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from time import sleep

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import darkroom
from articles.models import Image

BAR = 30
# How often it looks whether what another process works on is done. Seconds.
PAUSE = 1


class Command(BaseCommand):
    """Make renditions, as many pictures at a time as `settings.RENDITION_THREADS` says."""

    help = (
        "Makes the renditions that are missing. Can be stopped at any time: run again, it goes on "
        "where it was. Exits with 1 if a picture failed."
    )

    def add_arguments(self, parser) -> None:
        """Offer a choice of pictures, and how many are worked on at a time."""
        parser.add_argument(
            "pictures", nargs="*", type=int, metavar="number", help="only the pictures named"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="look at every picture's files, also where they were made once",
        )
        parser.add_argument(
            "--parallel", type=int, default=settings.RENDITION_THREADS, metavar="pictures"
        )

    def handle(self, *args, pictures: list[int], parallel: int, **options) -> None:
        """Work until nothing waits, and say what became of it."""
        chosen = Image.objects.filter(pk__in=pictures) if pictures else Image.objects.all()
        if missing := set(pictures) - set(chosen.values_list("pk", flat=True)):
            numbers = ", ".join(map(str, sorted(missing)))
            raise CommandError(_("There is no picture with the number %s.") % numbers)
        darkroom.ask_for(chosen, again=options["all"] or bool(pictures))
        self.total = darkroom.waiting(pictures).count()
        self.done, self.failed, self.stop = 0, 0, Event()
        try:
            self.work(pictures, max(1, parallel))
        except KeyboardInterrupt:
            self.stop.set()
            raise CommandError(_("Stopped. Run it again to go on.")) from None
        words = ngettext("{number} picture done.", "{number} pictures done.", self.done)
        self.stdout.write(words.format(number=self.done))
        if self.failed:
            raise SystemExit(1)

    def work(self, pictures: list[int], parallel: int) -> None:
        """Go through what waits; wait for what others have in hand and may have to leave."""
        while not self.stop.is_set():
            with ThreadPoolExecutor(parallel) as threads:
                runs = [threads.submit(self.run, pictures) for _thread in range(parallel)]
                try:
                    for run in as_completed(runs):
                        run.result()
                except BaseException:
                    self.stop.set()
                    raise
            if not darkroom.waiting(pictures).filter(failure="").exists():
                return
            sleep(PAUSE)

    def run(self, pictures: list[int]) -> None:
        """One thread's share."""
        try:
            for job in darkroom.work_off(pictures):
                self.report(job)
                if self.stop.is_set():
                    return
        finally:
            connection.close()

    def report(self, job) -> None:
        """Move the bar, and name a picture that failed."""
        if job.failure:
            self.failed += 1
            self.stderr.write(f"{job.image_id} {job.image}: {job.failure}")
        else:
            self.done += 1
        if self.stdout.isatty():
            part = (self.done + self.failed) / max(self.total, self.done + self.failed)
            bar = ("█" * round(part * BAR)).ljust(BAR, "░")
            end = "\n" if part == 1 else ""
            counted = f"{self.done + self.failed}/{self.total}"
            self.stdout.write(f"\r{bar} {counted}", ending=end)
            self.stdout.flush()
