"""Links the accepted rows of a home anew, in a process of its own: what the speed and the figures are taken from."""

from __future__ import annotations

import argparse
from pathlib import Path

from linkage import resolve
from linkage.evidence.records import semesters_in

KEY = b"the key of the benchmark, made up"


def main() -> None:
    """Resolves every semester of `accepted`, oldest first, into `linkage`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("accepted", type=Path)
    options.add_argument("linkage", type=Path)
    options.add_argument("--threads", type=int)
    chosen = options.parse_args()
    resolve(chosen.accepted, chosen.linkage, semesters_in(chosen.accepted)[-1], KEY, threads=chosen.threads)


if __name__ == "__main__":
    main()
