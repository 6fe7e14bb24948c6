"""The house's rules, read from the syntax trees: who imports whom, and how long a module gets."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A module may import from its own layer and from those below. A name stands
# for the module or the whole package; the longest that fits counts.
LAYERS = {
    "pure": """
        alignment anchoring blank colours decoding decoding_apart diffs directions embedded_words
        embedding feed_formats importers lettering lightness merging page_entries page_holders
        page_index page_sending page_state page_store pairing parsing prepared rendering
        search.expression search.indexing search.lexicon search.queries search.roots
        search.snippets search.text segmentation showing signals slots slugs standing_type
        structured_data tag_keys text_merging turns typesetting typography
    """,
    "storage": "models",
    "abilities": """
        addresses archive buckets caching cards cdn checks cleaning comparison darkroom
        former_files freshness front_page furniture gathering history intake kinship ledger
        listing mailing missing moving overview page_head page_shelf paging permissions picturing
        previewing pruning publisher reading_on reconciling references related remembering
        renditions search shelving subjects tag_company tag_likeness tag_lookup tag_pairs
        tag_proposals waiting withholding
    """,
    "acts": """
        acting annotating arranging clock correcting due finding_handlers importers.writer
        invalidation keeping page_listening pinning presence relating renewing sharing
        signal_handlers tag_merging workflow
    """,
    "web": """
        act_fields admin arranging_form context_processors feeds fields forms kept_text media
        middleware page_keeping sessions sitemaps sites templatetags uploads views widgets
    """,
    "doors": "apps management migrations urls",
}
# Storage has storeys of its own.
MODELS = [
    "append_only bookkeeping letters listed missing publisher purges slugged status",
    "authors images renditions renewals sections tags",
    "articles tag_keys",
    "bylines kin picks",
    "snapshots",
    "activity front notes pages picture_uses redirects revisions search unsaved",
    "corrections previews",
]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

FILES = sorted(
    path
    for folder in ("articles", "newsroom", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
MODULES = [path for path in FILES if path.is_relative_to(ROOT / "articles")]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


KNOWN = {name_of(path) for path in MODULES}


def layer_of(module: str) -> int:
    """The height of a module of ours; -1 for the app itself, which is empty."""
    found = [
        (len(name), height)
        for height, names in enumerate(LAYERS.values())
        for name in names.split()
        if f"{module}.".startswith(f"articles.{name}.")
    ]
    return max(found)[1] if found else -1


def storey_of(module: str) -> int:
    name = module.removeprefix("articles.models.")
    return next((height for height, names in enumerate(MODELS) if name in names.split()), -1)


def imports_of(tree: ast.AST) -> Iterator[str]:
    """The modules of ours that a piece of code imports, by their full names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("articles"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("articles"):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in KNOWN else node.module


def violations(rule: Callable[[Path, ast.Module], Iterable[str]], paths=MODULES) -> dict:
    """What a rule finds, by module."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    found = {name_of(path): list(rule(path, tree)) for path, tree in trees.items()}
    return {module: what for module, what in found.items() if what}


def test_each_module_has_its_layer():
    """A new module is added to LAYERS above, and one of models/ to MODELS."""
    homeless = [
        module
        for module in KNOWN - {"articles", "articles.models"}
        if layer_of(module) < 0 or (module.startswith("articles.models.") and storey_of(module) < 0)
    ]
    assert homeless == []


def test_imports_go_downwards_only():
    def rule(path, tree):
        own = layer_of(name_of(path))
        return (imported for imported in imports_of(tree) if layer_of(imported) > own)

    assert violations(rule) == {}


def test_models_import_from_the_storeys_below():
    def rule(path, tree):
        own = storey_of(name_of(path))
        for imported in imports_of(tree):
            if imported == "articles.models" or storey_of(imported) > own:
                yield imported

    nouns = [path for path in MODULES if path.parent.name == "models" and path.stem != "__init__"]
    assert nouns
    assert violations(rule, nouns) == {}


def test_no_function_imports_the_app():
    def rule(path, tree):
        for node in ast.walk(tree):
            # Signal handlers can be connected only when the models are loaded.
            if isinstance(node, FUNCTIONS) and (path.stem, node.name) != ("apps", "ready"):
                yield from imports_of(node)

    assert violations(rule) == {}


def test_the_app_knows_nothing_of_the_project():
    """Only the commands that start it do."""

    def rule(path, tree):
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            yield from (name for name in names if name.split(".")[0] in {"newsroom", "tests"})

    commands = ROOT / "articles" / "management"
    assert violations(rule, [p for p in MODULES if not p.is_relative_to(commands)]) == {}


def test_no_module_and_no_function_is_too_long():
    def rule(path, tree):
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400:
            yield f"{lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno >= 40:
                yield f"{node.name}: {node.end_lineno - node.lineno + 1} lines"

    assert violations(rule, FILES) == {}


def test_each_module_has_a_name_and_says_what_it_is():
    def rule(path, tree):
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc"}:
            yield "named after nothing"
        is_test = path.is_relative_to(ROOT / "tests")
        if tree.body and not is_test and not ast.get_docstring(tree):
            yield "no docstring"

    assert violations(rule, FILES) == {}


def test_no_template_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "templates").rglob("*.html")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}


def test_the_law_finds_what_breaks_it():
    """The reader of imports sees every form of them."""
    code = """
import articles.views
from articles import models
def function():
    from articles.models import Tag
"""
    seen = list(imports_of(ast.parse(code)))
    assert seen == ["articles.views", "articles.models", "articles.models"]
    assert layer_of("articles.views") > layer_of("articles.models.tags")
    assert layer_of("articles.search.sqlite") > layer_of("articles.search.text") == 0
