"""A Vega-Lite chart as a small PNG; vl-convert is no library of the product."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import vl_convert


def main() -> None:
    """Draws the specification at the first path into the second; prints how many bytes it took."""
    specification, target = map(Path, sys.argv[1:3])
    drawn = vl_convert.vegalite_to_png(specification.read_text("utf-8"), scale=1.25)
    target.write_bytes(drawn)
    sys.stdout.write(json.dumps({"bytes": len(drawn)}) + "\n")


if __name__ == "__main__":
    main()
