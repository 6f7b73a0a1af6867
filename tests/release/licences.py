"""The licence of every distribution of the Python that runs this, against the list of those allowed.

Nothing but the standard library: it is run by the Python of the release's own environment.
`python licences.py FILE.csv` writes the list and ends with 1 when one is not allowed.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Collection, Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

ALLOWED = Path(__file__).with_name("licences.toml")
_INNERMOST = re.compile(r"\(([^()]* (?:AND|OR) [^()]*)\)")
_YES, _NO = "+", "-"


def licence_of(metadata: dict[str, list[str]]) -> str:
    """The licence that a distribution states: as an expression, else by classifiers, else in words."""
    stated = (metadata.get("License-Expression") or [""])[0].strip()
    if stated:
        return stated
    classified = [each.split(" :: ")[-1] for each in metadata.get("Classifier", []) if each.startswith("License ::")]
    if classified:
        return " AND ".join(classified)  # of several it is not said which one may be chosen
    words = (metadata.get("License") or [""])[0].strip().splitlines()
    return words[0].strip() if words else ""


def is_allowed(licence: str, allowed: Collection[str]) -> bool:
    """True when all that is joined by AND, and one of what is joined by OR, is allowed."""
    while found := _INNERMOST.search(licence):
        licence = licence.replace(found[0], _YES if _is_allowed(found[1], allowed) else _NO, 1)
    return _is_allowed(licence, allowed)


def _is_allowed(licence: str, allowed: Collection[str]) -> bool:
    return any(
        all(part.strip() == _YES or part.strip() in allowed for part in choice.split(" AND "))
        for choice in licence.split(" OR ")
    )


def listed(found: Iterable[Distribution]) -> list[tuple[str, str, str]]:
    """(name, version, licence) of each distribution, by name."""
    lines = {}
    for each in found:
        names = {"License-Expression", "Classifier", "License"}
        metadata = {name: [str(value) for value in each.metadata.get_all(name) or []] for name in names}
        lines[each.metadata["Name"].lower()] = (each.metadata["Name"], each.version, licence_of(metadata))
    return [lines[name] for name in sorted(lines)]


def not_allowed(
    lines: Iterable[tuple[str, str, str]], allowed: Collection[str], packages: Collection[str]
) -> list[str]:
    """The lines whose licence nobody has allowed."""
    return [
        f"{name} {version}: {licence or 'no licence stated'}"
        for name, version, licence in lines
        if name.lower() not in packages and not is_allowed(licence, allowed)
    ]


def main(target: Path) -> int:
    """Writes the list; gives 1 where one is not allowed."""
    rules = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))
    lines = listed(distributions())
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("package", "version", "licence"), *lines])
    wrong = not_allowed(lines, rules["allowed"], rules["packages"])
    for line in wrong:
        print(f"licence not allowed: {line}", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
