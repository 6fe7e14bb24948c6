"""What a request pays for its connection to PostgreSQL: opened each time, or kept.

As many threads as the site is served with, three queries a request. Needs TEST_DATABASE=postgres.
"""

import os
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from django.db import connection

from newsroom.server import THREADS
from tests.benchmarks._newsroom import throwaway_database

ROUNDS, REQUESTS, QUERIES = 5, 50, 3
WAYS = {
    "opened for each request": {"CONN_MAX_AGE": 0},
    "kept, looked at first": {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
    "kept, not looked at": {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": False},
}


def main() -> None:
    if connection.vendor != "postgresql":
        sys.exit("This benchmark needs TEST_DATABASE=postgres.")
    with throwaway_database():
        found = {name: [] for name in WAYS}
        for _ in range(ROUNDS):
            for name, settings in WAYS.items():
                found[name].append(microseconds(name, settings))
    medians = {name: statistics.median(times) for name, times in found.items()}
    print(f"{'':28}{'us a request':>14}{'x':>8}  load {os.getloadavg()[0]:.1f}")
    for name, one in medians.items():
        print(f"{name:28}{one:14.0f}{one / min(medians.values()):8.2f}")


def microseconds(name: str, settings: dict) -> float:
    """What one of the requests takes that some threads do beside each other."""
    ours = [connection.copy(name) for _ in range(THREADS)]
    for one in ours:
        one.settings_dict = {**connection.settings_dict, **settings}
        one.inc_thread_sharing()
    with ThreadPoolExecutor(THREADS) as threads:
        # Each connection is made before the clock starts.
        list(threads.map(request, ours))
        start = perf_counter()
        list(threads.map(requests, ours))
        taken = perf_counter() - start
    for one in ours:
        one.close()
    return taken / REQUESTS / THREADS * 1e6


def requests(one) -> None:
    for _ in range(REQUESTS):
        request(one)


def request(one) -> None:
    """What Django does around a request, and some queries."""
    one.close_if_unusable_or_obsolete()
    one.health_check_done = not one.settings_dict["CONN_HEALTH_CHECKS"]
    for _ in range(QUERIES):
        with one.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchall()
    one.close_if_unusable_or_obsolete()
