"""Staff accounts for trying the newsroom out, with passwords made at random on this machine.

They are kept in a file that only its owner can read, so that every start can show them.
"""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from articles.permissions import CHIEFS, EDITORS, WRITERS

# User name, group.
ACCOUNTS = (("penulis", WRITERS), ("redaktur", EDITORS), ("pemred", CHIEFS))
# Without the letters and digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def demo_accounts() -> list[tuple[str, str, str]]:
    """User name, group and password of each account that can still sign in with it.

    Makes them first if there is no account at all. Returns nothing where settings.DEMO is off.
    """
    if not settings.DEMO:
        return []
    path = settings.DATA_DIR / "demo-accounts.json"
    users = get_user_model().objects
    if not users.exists():
        _make(path)
    kept = _read(path)
    active = users.filter(username__in=kept, is_active=True, is_staff=True)
    stored = dict(active.values_list("username", "password"))
    return [
        (name, group, kept[name]["password"])
        for name, group in ACCOUNTS
        # Comparing what is stored is instant; hashing the password again is slow by design.
        if name in kept and stored.get(name) == kept[name]["stored"]
    ]


def _make(path: Path) -> None:
    users = get_user_model().objects
    kept = {}
    with transaction.atomic():
        for name, group in ACCOUNTS:
            password = "-".join(
                "".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)
            )
            user = users.create_user(name, password=password, is_staff=True)
            user.groups.add(Group.objects.get(name=group))
            kept[name] = {"password": password, "stored": user.password}
        # Inside the transaction: accounts whose passwords nobody can know must not stay.
        _write(path, json.dumps(kept, indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
