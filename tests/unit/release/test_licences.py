"""Which licences may come with a release: joined by AND all, by OR one; unknown ones wait for a person."""

from __future__ import annotations

import tomllib
from importlib.metadata import distributions

import pytest

from tests.release.licences import ALLOWED, is_allowed, licence_of, listed, not_allowed

FREE = frozenset({"MIT", "Apache-2.0", "MPL-2.0"})


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-2.0-only)", True),
        ("MPL-2.0 AND (LGPL-2.1 OR GPL-2.0-only)", False),
        ("(MIT AND GPL-2.0-only) OR Apache-2.0", True),
        ("", False),
    ],
)
def test_and_asks_for_all_and_or_for_one(licence: str, may: bool) -> None:
    assert is_allowed(licence, FREE) is may


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ({"License-Expression": ["MIT"], "License": ["GPL"]}, "MIT"),
        ({"Classifier": ["License :: OSI Approved :: MIT License", "Topic :: X"], "License": ["x"]}, "MIT License"),
        ({"Classifier": ["License :: OSI Approved :: A", "License :: OSI Approved :: B"]}, "A AND B"),
        ({"License": ["BSD\n\nRedistribution ..."]}, "BSD"),
        ({}, ""),
    ],
)
def test_the_licence_is_the_one_stated(metadata: dict[str, list[str]], licence: str) -> None:
    assert licence_of(metadata) == licence


def test_what_nobody_allowed_is_named_and_what_somebody_did_is_not() -> None:
    lines = [("a", "1", "MIT"), ("B", "2", "GPL"), ("c", "3", ""), ("D", "4", "GPL")]
    assert not_allowed(lines, FREE, {"d"}) == ["B 2: GPL", "c 3: no licence stated"]


def test_all_that_is_installed_here_is_listed() -> None:
    names = {name for name, _, _ in listed(distributions())}
    assert {"duckdb", "dagster", "pytest"} <= names
    rules = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))
    assert all(len(reason.split()) > 2 for reason in rules["packages"].values())
