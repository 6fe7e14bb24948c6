#!/usr/bin/env python
"""Django's command line, with the refusals of our own settings said in one sentence."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit("newsroom: Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("newsroom: Django is not installed here. Use .venv/bin/python, which `make` builds.")

    from newsroom.environment import UnsafeStart

    try:
        execute_from_command_line(sys.argv)
    except UnsafeStart as refusal:
        sys.exit(f"newsroom: {refusal}")


if __name__ == "__main__":
    main()
