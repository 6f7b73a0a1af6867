"""The rules of the house that no other tool checks: names, sizes, docstrings, the one reader of the environment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("ingest", "expectations", "linkage", "delivery", "orchestration", "simulation")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LINES_OF_A_MODULE = 260  # "about 250"
# Packages whose docstrings begin as a newcomer needs them: all.
WITH_PLAIN_FIRST_LINES = ("ingest", "expectations", "linkage", "delivery", "orchestration", "simulation")
WORDS_OF_A_FIRST_LINE = 15
QUESTION_WORDS = {"what", "how", "which", "whether", "where"}
NAMELESS = {"utils", "util", "common", "helpers", "helper", "base", "misc"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LINES_OF_A_MODULE
    assert ast.get_docstring(tree), "a module says what it is for"
    assert not NAMELESS & {path.stem, path.parent.name}
    undocumented = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert undocumented == []


@pytest.mark.parametrize("package", WITH_PLAIN_FIRST_LINES)
def test_a_docstring_begins_with_a_short_statement(package: str) -> None:
    """A noun for a class, a verb or the noun returned for a function: never a question, 15 words at most."""
    unfit = [
        f"{named(path)}: {line}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line in first_lines(ast.parse(path.read_text(encoding="utf-8")))
        if len(words := line.split()) > WORDS_OF_A_FIRST_LINE or words[0].lower().strip(",:;") in QUESTION_WORDS
    ]
    assert unfit == []


def first_lines(tree: ast.Module) -> Iterator[str]:
    """The first line of every docstring: of the module, its classes and functions, at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node)
            if docstring:
                yield docstring.splitlines()[0]


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        named(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
    ]
    assert set(readers) <= {"orchestration/settings.py"}


def test_there_is_no_test_of_nothing() -> None:
    empty = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not _asserts(node)
    ]
    assert empty == []


def _asserts(node: ast.FunctionDef) -> bool:
    """Whether a test can fail: an assert, or a call of something whose job is to raise."""
    return any(
        isinstance(inner, ast.Assert)
        or (isinstance(inner, ast.Attribute) and inner.attr in ("raises", "validate_python", "fail"))
        or (isinstance(inner, ast.Name) and inner.id.startswith(("assert_", "check_", "expect_")))
        for inner in ast.walk(node)
    )
