"""Keeping what is typed, beside saving it: the time of one request, by the length of the text."""

import random

from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.models import Article
from tests.benchmarks._newsroom import best_of, staff_of, throwaway_database
from tests.benchmarks.bench_diffs import SIZES, text_of
from tests.factories import make_section


def poster(client: Client, address: str, sent: dict):
    """A job that sends the text, each time a little different."""
    words = iter(range(10**6))

    def job() -> None:
        response = client.post(address, sent | {"body": f"{next(words)} {sent['body']}"})
        if response.status_code not in {200, 302}:
            raise RuntimeError(f"{address}: {response.status_code}")

    return job


def main() -> None:
    with throwaway_database():
        section = make_section("Teknologi")
        chief = staff_of(section)["chief"]
        client = Client()
        client.force_login(chief)
        chosen = random.Random(2025)  # noqa: S311 - the same texts each time
        print(f"{'words':>8} {'A: save':>9} {'B: keep':>9} {'B/A':>6}  ms a request")
        for size in SIZES:
            content = {"headline": "Judul", "body": text_of(size, chosen), "section": section.pk}
            piece = workflow.save_draft(Article(), snapshot=content, by=chief)
            sent = content | {"slug": piece.slug, "desk_page": f"tab-{size}"}
            addresses = [
                reverse(f"admin:articles_article_{name}", args=[piece.pk])
                for name in ("change", "keep")
            ]
            save, keep = best_of([poster(client, address, sent) for address in addresses], 5)
            print(f"{size:>8} {save * 1000:>9.1f} {keep * 1000:>9.1f} {keep / save:>6.2f}")
