"""What somebody who reads Indonesian news judged: words, queries, pieces that belong together."""

from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    """Return the lines of a table beside this file, cut at their tabs; `#` begins a remark."""
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
