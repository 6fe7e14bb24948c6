"""What the README promises is there, and what is there stands in the README."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = [
    path
    for folder in ("newsroom", "articles")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip()
]


def test_the_table_names_every_module_with_its_own_words():
    rows = dict(re.findall(r"^\| `((?:newsroom|articles)/[\w/]+\.py)` \| (.+) \|$", README, re.M))
    said = {}
    for path in MODULES:
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        said[str(path.relative_to(ROOT))] = words.splitlines()[0]
    assert rows == said


@pytest.mark.parametrize("name", re.findall(r"!\[[^]]+\]\(([^)]+)\)", README))
def test_its_pictures_are_there_and_light(name):
    assert 10_000 < (ROOT / name).stat().st_size < 200_000


def test_every_variable_in_its_table_is_read():
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    names = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", README, re.M)
    variables = [name for row in names for name in re.findall(r"[A-Z_]+", row)]
    assert len(variables) >= 12
    assert [name for name in variables if f'"{name}"' not in code] == []


def test_every_command_it_names_exists():
    known = {path.stem for path in (ROOT / "articles/management/commands").glob("*.py")}
    named = set(re.findall(r"manage\.py ([a-z_]+)", README))
    assert named - {"migrate", "loaddata", "dumpdata", "createsuperuser"} <= known
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make ([a-z]+)`", README)):
        assert f"\n{target}:" in makefile
