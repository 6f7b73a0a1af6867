"""`python -m tests.bench.ruins`: how many ruined lists are held, how many honest ones, by rule; docs/quality.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.declarations.catalogue import load_catalogue
from simulation import simulate
from tests.bench.measure import ROOT
from tests.bench.ruins.bench import (
    SEMESTER,
    Listing,
    Ruin,
    is_settled,
    judged,
    parts_of,
    read_city,
    refused_by_agreement,
    ruined,
)
from tests.bench.ruins.honest import HONEST
from tests.bench.ruins.lists import LIST_RUINS
from tests.bench.ruins.sources import SOURCE_RUINS


@dataclass(frozen=True)
class Town:
    """A simulated town: people, seed, and whether its offices are strangers (drawn anew by the seed)."""

    people: int
    seed: int
    is_strange: bool = False

    def __str__(self) -> str:
        return f"{self.people:,} people, {'strange seed' if self.is_strange else 'seed'} {self.seed}"


# The first two were at hand while the rules were built, the others were not.
TOWNS = (
    Town(300, 3), Town(2_000, 11), Town(400, 6201), Town(2_000, 6202), Town(5_000, 6203), Town(3_000, 6204),
    Town(2_000, 6205, True), Town(2_000, 6206, True), Town(2_000, 6207, True),
)  # fmt: skip
# Thirty households can be dealt anew and look as before: in a smaller town only the agreement's hash tells some ruins.
_RUINED_FROM = 1_000
BY_LETTER = "agreement: "
PAGE = ROOT / "docs" / "quality.md"
BY_HAND = "## At size, and in time"
"""From this heading on the page is written by hand, from what the other benches told."""
# One list of each kind is ruined: the one with most of the columns of its kind.
RUINED = ("bdt_2015", "pbi_jk", "registry_match", "rastra", "programme_progress", "reported_issues")
Outcome = tuple[str, str, str, int, tuple[str, ...]]  # kind, town, name, rows, codes that hold it


def ruins_of(listing: Listing) -> Sequence[Ruin]:
    """The ruins of the kind of a list."""
    return SOURCE_RUINS if listing.kind == "reference_records" else LIST_RUINS[listing.kind]


def outcomes_of(lists: Sequence[Listing], town: Town, folder: Path, home: Path) -> tuple[list[Outcome], list[Outcome]]:
    """(honest, ruined) lists of one town, each with the codes that hold it.

    A ruined source that no rule holds is shown to an agreement that names it: `(by agreement)` beside its codes.
    """
    catalogue = load_catalogue()
    honest, ruins = [], []
    for listing in lists:
        parts = parts_of(lists, listing, home)
        is_source, name = listing.kind == "reference_records", listing.submission.table_id
        variants = HONEST if is_source and is_settled(listing) else {name: lambda frame: frame}
        for variant, change in variants.items():
            whole = ruined(listing, Ruin(variant, change))
            codes = judged(whole, catalogue, folder, parts=parts).hold_codes
            honest.append((listing.kind, str(town), variant, whole.rows.num_rows, codes))
        is_ruined = name in RUINED and town.people >= _RUINED_FROM
        for ruin in ruins_of(listing) if is_ruined and is_settled(listing) else ():
            spoilt = ruined(listing, ruin)
            if spoilt.rows.equals(listing.rows) and not ruin.report(0):
                continue  # the column that it would ruin is not in this stranger's list
            codes = judged(spoilt, catalogue, folder, listing if ruin.before else None, parts).hold_codes
            if is_source and not codes:
                codes = tuple(f"{BY_LETTER}{code}" for code in refused_by_agreement(listing, spoilt, catalogue, folder))
            ruins.append((listing.kind, str(town), ruin.name, spoilt.rows.num_rows, codes))
    return honest, ruins


def _is_by_letter(outcome: Outcome) -> bool:
    return bool(outcome[4]) and outcome[4][0].startswith(BY_LETTER)


def _page(honest: Sequence[Outcome], ruins: Sequence[Outcome], towns_judged: Sequence[Town]) -> Iterator[str]:
    held = [each for each in ruins if each[4]]
    by_rules = [each for each in held if not _is_by_letter(each)]
    wrongly = [each for each in honest if each[4]]
    towns = "; ".join(map(str, towns_judged))
    yield "# Quality rules: ruined and honest lists\n"
    yield (
        "Made by `python -m tests.bench.ruins`; a small version runs with the tests "
        "(`tests/integration/test_ruins.py`).\n"
    )
    yield (
        f"Simulated towns ({towns}), lists as they were read; the first two were at hand while the "
        f"rules were built, the others not. Ruined from {_RUINED_FROM:,} people on, since in "
        "a smaller town only the agreement's hash tells some ruins. Ruined lists held by the rules alone: "
        f"**{len(by_rules)} of {len(ruins)}**; honest lists held: **{len(wrongly)} of {len(honest)}**.\n"
    )
    yield (
        "An agreement that names the honest file refuses every ruined source, for its bytes are others (SEP-008): that "
        "says nothing of the rules, and is not counted. What the rules admit is shown to an agreement that names the "
        "ruined file itself, by mistake, with the rows that its owner handed over (SEP-009): with it "
        f"**{len(held)} of {len(ruins)}**. Files of a list that comes in several are judged together, as in a run.\n"
    )
    yield "| kind of list | ways to ruin it | ruined lists | held | honest lists | held |\n|---|---|---|---|---|---|"
    for kind in sorted({each[0] for each in ruins}):
        own, fair = [each for each in ruins if each[0] == kind], [each for each in honest if each[0] == kind]
        yield (
            f"| {kind} | {len({each[2] for each in own})} | {len(own)} | {sum(each in by_rules for each in own)} "
            f"| {len(fair)} | {sum(bool(each[4]) for each in fair)} |"
        )
    by_rule = Counter(code for each in by_rules for code in each[4])
    alone = Counter(each[4][0] for each in by_rules if len(each[4]) == 1)
    yield "\n## By rule\n\n| rule | ruined lists that it holds | of them, it alone | honest lists that it holds |"
    yield "|---|---|---|---|"
    unjust = Counter(code for each in honest for code in each[4])
    for code in sorted(by_rule | unjust):
        yield f"| {code} | {by_rule[code]} | {alone[code]} | {unjust[code]} |"
    shown = max(towns_judged, key=lambda town: town.people)
    yield f"\n## By ruin, in the town of {shown}\n\n| kind | ruin | held by |\n|---|---|---|"
    for kind, town, name, _, codes in ruins:
        if town == str(shown):
            yield f"| {kind} | {name} | {' '.join(codes) or '**admitted**'} |"
    for title, found in (
        ("Ruined and admitted by the rules", [each for each in ruins if each not in by_rules]),
        ("Honest and held", wrongly),
    ):
        yield f"\n## {title}\n"
        yield ("\n".join(f"- {k}, {t}, {n} ({r} rows): {' '.join(c) or '-'}" for k, t, n, r, c in found) or "None.")


def _town(text: str) -> Town:
    people, seed, *strange = text.split(":")
    return Town(int(people), int(seed), strange == ["strange"])


def main() -> None:
    """Simulates the towns, judges their lists as they are and ruined, writes the page or, of other towns, prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--town", action="append", type=_town, metavar="PEOPLE:SEED[:strange]", help="instead of ours")
    towns = parser.parse_args().town
    honest: list[Outcome] = []
    ruins: list[Outcome] = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, town in enumerate(towns or TOWNS):
            home = Path(scratch) / str(number)
            simulate(home, town.people, (SEMESTER,), seed=town.seed, strange=town.seed if town.is_strange else None)
            fair, spoilt = outcomes_of(read_city(home), town, Path(scratch), home)
            honest, ruins = honest + fair, ruins + spoilt
    page = "\n".join(_page(honest, ruins, towns or TOWNS)) + "\n"
    if towns:
        sys.stdout.write(page)
    else:
        kept = PAGE.read_text(encoding="utf-8").partition(BY_HAND)
        PAGE.write_text(f"{page}\n{''.join(kept[1:])}", encoding="utf-8")


if __name__ == "__main__":
    main()
