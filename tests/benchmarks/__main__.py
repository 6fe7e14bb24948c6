"""Runs the benchmarks named on the command line, or all of them."""

import importlib
import os
import pkgutil
import sys

import django

from tests import benchmarks


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    known = [name for name in known if not name.startswith("_")]
    chosen = sys.argv[1:] or known
    if unknown := set(chosen) - set(known):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are: {known}")
    for name in chosen:
        print(f"# {name}")
        importlib.import_module(f"tests.benchmarks.{name}").main()
    print(f"{len(chosen)} benchmarks run.")


if __name__ == "__main__":
    main()
