"""The environment's builder: what it takes for ready, and how it says what went wrong."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from newsroom import bootstrap

ROOT = Path(bootstrap.ROOT)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout with its two lists of packages."""
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "requirements-dev.txt").write_text("a==1\nb==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / ".venv" / "newsroom-stamp"))
    monkeypatch.setattr(bootstrap, "RUNTIME", str(tmp_path / "requirements.txt"))
    monkeypatch.setattr(bootstrap, "DEVELOPMENT", str(tmp_path / "requirements-dev.txt"))
    return tmp_path


@pytest.fixture
def installed(checkout, monkeypatch) -> list[list[str]]:
    """The commands that would have installed something; nothing is really installed."""
    commands = []

    def make():
        bootstrap._remove()
        (checkout / ".venv" / "bin").mkdir(parents=True)
        (checkout / ".venv" / "bin" / "python").touch()
        return ["new"]

    monkeypatch.setattr(bootstrap, "make", make)
    monkeypatch.setattr(bootstrap, "installer", lambda: ["kept"])
    monkeypatch.setattr(
        bootstrap, "fetch", lambda install, path: commands.append([*install, Path(path).name])
    )
    return commands


def test_a_finished_environment_is_ready(installed):
    assert not bootstrap.is_ready(False)
    bootstrap.build(False)
    assert bootstrap.is_ready(False)
    assert installed == [["new", "requirements.txt"]]


def test_development_packages_come_on_top(installed):
    bootstrap.build(False)
    assert not bootstrap.is_ready(True)
    bootstrap.build(True)
    assert installed[1:] == [["kept", "requirements-dev.txt"]]
    assert bootstrap.is_ready(True)
    assert bootstrap.is_ready(False), "what the tests need has all that the site needs"


def test_changed_requirements_make_a_new_environment(checkout, installed):
    bootstrap.build(True)
    (checkout / "requirements.txt").write_text("a==2\n")
    assert not bootstrap.is_ready(False)
    bootstrap.build(False)
    assert installed[1:] == [["new", "requirements.txt"]]


def test_touched_requirements_do_not(checkout, installed):
    bootstrap.build(False)
    (checkout / "requirements.txt").write_text("a==1\n")
    assert bootstrap.is_ready(False)


def test_another_python_makes_a_new_environment(installed, monkeypatch):
    bootstrap.build(False)
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 99, 0))
    assert not bootstrap.is_ready(False)


def test_a_python_that_is_gone_makes_a_new_environment(checkout, installed):
    bootstrap.build(False)
    (checkout / ".venv" / "bin" / "python").unlink()
    (checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    assert not bootstrap.is_ready(False)


def test_a_failed_installation_leaves_nothing_behind(checkout, installed, monkeypatch):
    def fail(install, path):
        raise bootstrap.Refusal("no network")

    monkeypatch.setattr(bootstrap, "fetch", fail)
    with pytest.raises(bootstrap.Refusal):
        bootstrap.build(False)
    assert not (checkout / ".venv").exists()


def test_each_way_is_tried_and_the_last_word_is_a_command(checkout, monkeypatch):
    tried = []
    ways = ("with_venv", "with_system_pip", "with_uv", "with_virtualenv", "with_apt")
    for way in ways:
        monkeypatch.setattr(bootstrap, way, lambda way=way: tried.append(way))
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 99, 0))
    with pytest.raises(bootstrap.Refusal, match="apt-get install python3-venv") as refusal:
        bootstrap.make()
    assert "python3.99-venv" in str(refusal.value)
    assert tried == list(ways)


def test_a_python_without_its_parts_is_told_so(checkout, installed, monkeypatch):
    monkeypatch.setattr(bootstrap, "PARTS", ("json", "tidak_ada"))
    with pytest.raises(bootstrap.Refusal, match="without tidak_ada"):
        bootstrap.build(False)
    assert installed == []


def test_a_python_that_is_not_there_is_said_with_what_to_do():
    run = ["make", "-C", str(ROOT), "run", "PY=python3.99"]
    said = subprocess.run(run, capture_output=True, text=True, check=False)
    assert said.returncode
    assert "There is no python3.99 here; install Python" in said.stderr


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("... Temporary failure in name resolution ...", "connect to the network"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
        ("connection broken by 'ReadTimeoutError(", "connect to the network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "its hash differs"),
        ("noise\nERROR: No matching distribution\nmore", "ERROR: No matching distribution"),
        ("ERROR: No matching distribution found for a==1", "pip config list"),
        ("", "no reason given"),
    ],
)
def test_an_installers_complaint_becomes_one_sentence(output, sentence):
    assert sentence in bootstrap.why_not(output)
    assert "\n" not in bootstrap.why_not(output)


def test_an_old_python_can_read_it():
    """Only then can it say that it is too old."""
    source = (ROOT / "newsroom" / "bootstrap.py").read_text()
    tree = ast.parse(source, feature_version=(3, 6))
    assert not any(isinstance(node, ast.JoinedStr | ast.NamedExpr) for node in ast.walk(tree))
    # Nor what came after 2.7, which still answers to `python` in places.
    assert not any(isinstance(node, ast.AnnAssign | ast.Nonlocal) for node in ast.walk(tree))
    assert not re.search(r"\[\*|, \*[a-z]", source), "no [*a, b]: that came with 3.5"
    assert source.isascii()
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 8))


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed, this is 3\.9"):
        bootstrap.main()


def test_development_locks_the_same_versions():
    def pins(name):
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and line[0].isalpha()}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_locks_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()
