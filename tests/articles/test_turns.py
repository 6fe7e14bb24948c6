"""One picture at a time on the machine, and what is said to those who waited too long."""

import subprocess
import sys

import pytest

from articles import intake
from tests.articles.test_intake import encoded, english, upload  # noqa: F401 - a fixture

HOLD = """
import sys
from pathlib import Path
from articles import turns
with turns.turn(Path(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_has_its_turn(monkeypatch, settings, english):  # noqa: F811 - the fixture
    monkeypatch.setattr(intake, "PATIENCE", 0.1)
    command = [sys.executable, "-c", HOLD, settings.DATA_DIR / "decoding.lock"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, **pipes) as other:
        other.stdout.readline()
        with pytest.raises(intake.Refused, match="busy"):
            intake.prepare(upload(encoded("PNG")))
        other.stdin.close()
    assert intake.prepare(upload(encoded("PNG"))).extension == "png"


def test_no_room_for_the_lock(settings, tmp_path, english):  # noqa: F811 - the fixture
    settings.DATA_DIR = tmp_path / "gone"
    with pytest.raises(intake.Refused, match="could not store"):
        intake.prepare(upload(encoded()))
