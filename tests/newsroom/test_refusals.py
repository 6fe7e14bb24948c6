"""A start that cannot go well is refused in one sentence."""

import subprocess
import sys

import pytest

from tests.newsroom.processes import PRODUCTION, ROOT, environment, run


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "abc"}, "PORT is 'abc'; write a whole number."),
        ({"PORT": "0"}, "PORT is 0; write a number from 1 to 65535."),
        ({"HOST": "tidak ada"}, "HOST is 'tidak ada', which is no address of this machine."),
        ({"WORKERS": "dua"}, "WORKERS is 'dua'; write a whole number."),
        ({"DATABASE_URL": "foo"}, "DATABASE_URL does not begin with postgres://;"),
        (
            {"DATABASE_URL": "postgres://u:rahasia@127.0.0.1:1/db"},
            "The database server 127.0.0.1:1 cannot be used: Connection refused;",
        ),
        ({"DATABASE_URL": "sqlite:////nowhere/x"}, "The database /nowhere/x cannot be used:"),
        ({"PRODUCTION": "1"}, "Set SECRET_KEY to at least 50 random characters"),
        ({**PRODUCTION, "ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS to the site's host names"),
        ({**PRODUCTION, "ALLOWED_HOSTS": "*"}, "Set ALLOWED_HOSTS to the site's host names"),
        ({**PRODUCTION, "DEBUG": "1"}, "DEBUG shows the site's insides to everybody;"),
        ({"DATA_DIR": "/dev/null/x"}, "The data folder /dev/null/x cannot be written"),
    ],
)
def test_refusals_are_one_sentence(tmp_path, variables, sentence):
    result = run(tmp_path, "serve", **variables)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"newsroom: {sentence}")
    assert len(result.stderr.splitlines()) == 1
    assert "rahasia" not in result.stderr


@pytest.mark.parametrize("command", ["migrate", "createsuperuser"])
def test_other_commands_refuse_in_one_sentence_too(tmp_path, command):
    result = run(tmp_path, command, DATABASE_URL="postgres://u:rahasia@127.0.0.1:1/db")
    assert result.returncode == 1
    assert result.stderr.startswith("newsroom: The database server 127.0.0.1:1 cannot be used")
    assert len(result.stderr.splitlines()) == 1
    assert "rahasia" not in result.stderr


def test_damaged_database_file(tmp_path):
    (tmp_path / "newsroom.sqlite3").write_text("bukan basis data " * 100)
    result = run(tmp_path, "serve")
    assert result.returncode == 1
    assert "cannot be used: file is not a database" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_bare_server_refuses_as_well(tmp_path):
    result = subprocess.run(
        [sys.executable, "-c", "import newsroom.wsgi"],
        cwd=ROOT,
        env=environment(tmp_path, PRODUCTION="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("newsroom: Set SECRET_KEY")
    assert len(result.stderr.splitlines()) == 1


def test_production_settings_are_fit_for_it(tmp_path):
    result = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stdout + result.stderr
