#!/usr/bin/env python
"""Django's command line, with what stands in its way said in one sentence."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(
            "newsroom: Python 3.11 or newer is needed, this is {}.{}.".format(*sys.version_info)
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError
    except ImportError:
        sys.exit("newsroom: Django is not installed here; use .venv/bin/python, which make builds.")

    from newsroom.environment import UnsafeStart

    try:
        execute_from_command_line(sys.argv)
    except UnsafeStart as refusal:
        sys.exit(f"newsroom: {refusal}")
    except DatabaseError as error:
        from newsroom.database import why_not

        if reason := why_not(error):
            sys.exit(f"newsroom: {reason}")
        raise
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
