"""Measurements, run by `make bench`; never part of the tests, and none asserts a time.

Each module has a `main()` that measures A and B in one run, in turns, and prints their ratio:
times on a busy machine mean nothing alone. `python -m tests.benchmarks NAME ...` runs some.
"""
