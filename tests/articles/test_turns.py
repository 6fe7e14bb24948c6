"""One picture at a time on the machine, and what is said to those who waited too long."""

import pytest

from articles import intake, turns
from tests.articles.test_intake import encoded, english, result, upload  # noqa: F401 - a fixture


def test_one_at_a_time_on_the_machine(settings, monkeypatch, tmp_path, english):  # noqa: F811 - the fixture
    monkeypatch.setattr(intake, "PATIENCE", 0)
    with (
        turns.turn(settings.DATA_DIR / "decoding.lock", 0),
        pytest.raises(intake.Refused, match="busy"),
    ):
        intake.prepare(upload(encoded()))
    assert result(encoded()).size == (60, 40)
    settings.DATA_DIR = tmp_path / "gone"
    with pytest.raises(intake.Refused, match="could not store"):
        intake.prepare(upload(encoded()))
