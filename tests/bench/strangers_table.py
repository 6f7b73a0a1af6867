"""The goals of strange cities as tables: city after city, then the worst and the median."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

Line = dict[str, Any]
_HELP = ("unaided", "answered")


@dataclass(frozen=True)
class Goal:
    """One figure of a city, its goal, and whether more is better."""

    name: str
    goal: str
    of_city: Callable[[Sequence[Line]], float]
    form: str
    more_is_better: bool = True


def _sum(lines: Sequence[Line], of_line: Callable[[Line], float]) -> float:
    return sum(of_line(line) for line in lines)


def _stand(help_given: str) -> Callable[[Sequence[Line]], float]:
    """The share of files that stand with so much help, in per cent."""

    def share(lines: Sequence[Line]) -> float:
        files = _sum(lines, lambda line: line[help_given]["files"])
        return 100 * (1 - _sum(lines, lambda line: len(line[help_given]["held"])) / files)

    return share


def _false(help_given: str) -> Callable[[Sequence[Line]], float]:
    """Findings that name nothing wrong in 10,000 clean cells."""

    def per_ten_thousand(lines: Sequence[Line]) -> float:
        told = _sum(lines, lambda line: sum(line[help_given]["false"].values()))
        return 10_000 * told / _sum(lines, lambda line: line[help_given]["clean"])

    return per_ten_thousand


GOALS = (
    Goal("semesters published", "2 of 2", lambda lines: _sum(lines, lambda line: line["published"]), ".0f"),
    Goal("files unaided %", "at least 90", _stand("unaided"), ".1f"),
    Goal("files answered %", "100", _stand("answered"), ".1f"),
    Goal("rows lost", "0", lambda lines: _sum(lines, lambda line: line["answered"]["lost"]), ".0f", False),
    Goal("others as data", "0", lambda lines: _sum(lines, lambda line: line["answered"]["taken"]), ".0f", False),
    Goal("clean cells right %", "at least 99.99", lambda lines: 100 * (
        1 - _sum(lines, lambda line: sum(line["wrong"].values())) / _sum(lines, lambda line: line["cells"])), ".4f"),
    Goal("false findings in 10,000, unaided", "under 1", _false("unaided"), ".2f", False),
    Goal("the same, answered", "under 1", _false("answered"), ".2f", False),
    Goal("check differs from run", "0", lambda lines: _sum(lines, lambda line: len(line["differing"])), ".0f", False),
)  # fmt: skip


def show(lines: Sequence[Line], console: Console) -> None:
    """Prints what is not right of each city, its figures, and of all cities the worst, the median and the sums."""
    seeds = sorted({line["seed"] for line in lines})
    if not seeds:
        return
    cities = {seed: [line for line in lines if line["seed"] == seed] for seed in seeds}
    for line in lines:
        _tell(line, console)
    figures = [[goal.of_city(own) for goal in GOALS] for own in cities.values()]
    goals = Table("goal", "wanted", "worst", "median", "worst at")
    for at, goal in enumerate(GOALS):
        own = [line[at] for line in figures]
        worst = (min if goal.more_is_better else max)(own)
        where = [seed for seed, figure in zip(seeds, own, strict=True) if figure == worst]
        told = str(where[0]) if len(where) == 1 else f"{len(where)} cities"
        goals.add_row(goal.name, goal.goal, f"{worst:{goal.form}}", f"{median(own):{goal.form}}", told)
    each = Table("seed", *(goal.name for goal in GOALS))
    for seed, told_of in zip(seeds, figures, strict=True):
        each.add_row(str(seed), *(f"{figure:{goal.form}}" for goal, figure in zip(GOALS, told_of, strict=True)))
    console.print(goals, each)
    _sums(lines, len(seeds), console)


def _tell(line: Line, console: Console) -> None:
    """What of one semester is not right."""
    held = {f"held, {said}: {name}": why for said in _HELP for name, why in line[said]["held"].items()}
    told = {
        **held,
        **{f"rows, {said}": line[said]["not_right"] for said in _HELP},
        **{f"false, {said}": line[said]["false"] for said in _HELP},
        "wrong": line["wrong"], "check differs": line["differing"], "not published": line["end"],
        "not answered": [words for words in line["answers"] if " untold: " in words],
    }  # fmt: skip
    for name, what in told.items():
        if what:
            console.print(f"{line['seed']} {line['semester']} {name} {what}", highlight=False, soft_wrap=True)


def _sums(lines: Sequence[Line], cities: int, console: Console) -> None:
    files = int(_sum(lines, lambda line: line["answered"]["files"]))
    unaided, answered = (sum(len(line[said]["held"]) for line in lines) for said in _HELP)
    wrong = int(_sum(lines, lambda line: sum(line["wrong"].values())))
    console.print(
        f"{cities} cities, {len(lines)} semesters: {int(_sum(lines, lambda line: line['published']))} published; "
        f"{files - unaided} of {files} files unaided, {files - answered} answered; of "
        f"{int(_sum(lines, lambda line: line['answered']['rows'])):,} rows "
        f"{int(_sum(lines, lambda line: line['answered']['lost']))} lost, "
        f"{int(_sum(lines, lambda line: line['answered']['taken']))} others taken as data; "
        f"{wrong:,} of {int(_sum(lines, lambda line: line['cells'])):,} clean cells wrong; "
        f"{int(_sum(lines, lambda line: sum(line['unaided']['false'].values())))} false findings unaided in "
        f"{int(_sum(lines, lambda line: line['unaided']['clean'])):,} clean cells; check equals run for "
        f"{int(_sum(lines, lambda line: line['checked'] - len(line['differing'])))} of "
        f"{int(_sum(lines, lambda line: line['checked']))} files",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
