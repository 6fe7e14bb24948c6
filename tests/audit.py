"""Holds a whole site against what others check it by: `python -m tests.audit` (`make audit`).

A site of its own is filled with the sample newspaper and with the awkward pieces of the tests,
then read as a crawler reads it. Needs node with npx, Java and Chromium; what takes seconds of
this is in the test suite (`tests/articles/test_conformance.py`).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

from tests.newsroom.processes import PIECE, ROOT, Site, environment

LINK = re.compile(r'\s(?:(?:href|src)="|content="(?=http))([^"]+)"')
# The desk asks who one is; of days there are hundreds, and of files of one picture dozens.
ELSEWHERE = re.compile(r"/admin/.|/arsip/depan/")
NU = ["npx", "--yes", "--package=vnu-jar", "vnu", "--errors-only", "--format", "gnu"]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIGHTHOUSE = ["npx", "--yes", "lighthouse", "--quiet", "--output=json"]
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
# What a page must have, in hundredths.
SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
LOOKED_AT = ("/", PIECE, "/rubrik/teknologi/", "/cari/?q=meta")


def fill() -> None:
    """Put the awkward pieces beside the sample newspaper, in the database of the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    import django

    django.setup()
    from tests.articles import syndication

    syndication.make_hostile_pieces()
    syndication.make_every_state()


def crawl(base: str, folder: Path) -> tuple[list[str], int]:
    """Keep every page that can be reached; return what is broken, and how many addresses are."""
    broken, seen, fragments, ids = [], set(), [], {}
    waiting = [("/", ""), ("/cari/?q=meta", ""), ("/cari/", "")]
    while waiting:
        path, source = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        try:
            with urlopen(base + path, timeout=60) as answer:
                content, kind = answer.read(), answer.headers["Content-Type"]
        except HTTPError as error:
            broken.append(f"{source} leads to {path}: {error.code}")
            continue
        if not kind.startswith("text/html"):
            continue
        html = content.decode()
        (folder / f"{len(seen):05}.html").write_text(f"{html}<!-- {path} -->", encoding="utf-8")
        ids[path] = set(re.findall(r'\sid="([^"]+)"', html))
        for there, fragment in links_of(html, base, path):
            fragments += [(path, there, fragment)] if fragment else []
            waiting.append((there, path))
    broken += [
        f"{source} leads to {path}#{fragment}: no such place"
        for source, path, fragment in fragments
        if fragment not in ids.get(path, {fragment})
    ]
    return broken, len(seen)


def links_of(html: str, base: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses on this site that a page names, and their fragments."""
    for link in LINK.findall(html):
        address, fragment = urldefrag(urljoin(base + path, unescape(link)))
        there = address.removeprefix(base) or "/"
        if address.startswith(base) and not ELSEWHERE.match(there):
            yield there, unescape(fragment)


def faults_by_nu(folder: Path) -> list[str]:
    """Return what the Nu HTML checker finds, with each page's address."""
    files = sorted(folder.glob("*.html"))
    paths = {one.name: one.read_text(encoding="utf-8").rpartition("<!-- ")[2][:-4] for one in files}
    found = subprocess.run([*NU, *files], capture_output=True, text=True, check=False)
    lines = (found.stderr + found.stdout).splitlines()
    return [re.sub(r'"?file:\S*?(\w+\.html)"?', lambda m: paths[m[1]], line) for line in lines]


def faults_by_lighthouse(base: str, path: str) -> tuple[str, list[str]]:
    """Return a page's scores in words, and what keeps it from those it must have."""
    command = [*LIGHTHOUSE, f"--chrome-flags={FLAGS}", base + path]
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES)
    program = next(filter(None, map(shutil.which, names)), "")
    env = os.environ | {"CHROME_PATH": program}
    answer = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if answer.returncode:
        return "no scores", [answer.stderr.strip()[-300:]]
    report = json.loads(answer.stdout)
    scores = {name: round(100 * (one["score"] or 0)) for name, one in report["categories"].items()}
    # Results of a search are not to be found; that is what is missing there.
    wanted = SCORES if not path.startswith("/cari/") else {**SCORES, "seo": 0}
    short = [name for name, least in wanted.items() if scores[name] < least]
    faults = [
        f"{name}: {report['audits'][one['id']]['title']}"
        for name in short
        for one in report["categories"][name]["auditRefs"]
        if one["weight"] and report["audits"][one["id"]]["score"] not in (None, 1)
    ]
    return ", ".join(f"{name} {score}" for name, score in scores.items()), faults


def main() -> int:
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder, pages = Path(name), Path(name) / "halaman"
        pages.mkdir()
        with Site(folder) as site:
            base = f"http://127.0.0.1:{site.port}"
            command = [sys.executable, "-m", "tests.audit", "--fill"]
            subprocess.run(command, cwd=ROOT, env=environment(folder), check=True)
            broken, number = crawl(base, pages)
            print(f"Links: {number} addresses, {len(broken)} broken.", flush=True)
            nu = faults_by_nu(pages)
            print(
                f"Nu HTML checker: {len(list(pages.iterdir()))} pages, {len(nu)} errors.",
                flush=True,
            )
            faults += [*broken, *nu]
            for path in LOOKED_AT:
                scores, missing = faults_by_lighthouse(base, path)
                print(f"Lighthouse {path}: {scores}.", flush=True)
                faults += [f"{path} {one}" for one in missing]
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(fill() if "--fill" in sys.argv else main())
