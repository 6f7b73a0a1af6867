"""Asks axe-core about the page of how things stand and every chapter of the newest pack.

    npm pack axe-core && tar xf axe-core-*.tgz         # or axe.min.js of another package
    python -m tests.bench.accessible package/axe.min.js HOME [PICTURES]

Ends with 1 where a finding is serious or critical, or where a page asked the network for anything.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.browser import Page, chromium

WIDTHS = (360, 800, 1600)
_GRAVE = ("serious", "critical")
_ASK = "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.parse(JSON.stringify(found.violations)))"


def main(axe: Path, home: Path, pictures: Path | None) -> None:
    """Prints each page, width and finding."""
    pages = [home / "published" / "keadaan.html", *sorted((home / "packs").glob("*/rakor/rakor.html"))[-1:]]
    grave, outside = 0, 0
    with chromium() as page:
        for path in pages:
            for width in WIDTHS:
                page.size(width, 1000)
                page.requests.clear()
                page.open(path.resolve().as_uri())
                if pictures:
                    page.picture(pictures / f"{path.parent.parent.name}-{path.stem}-{width}.png", width)
                found = findings(page, axe)
                outside += sum(not address.startswith(("file:", "data:", "blob:")) for address in page.requests)
                grave += sum(each["impact"] in _GRAVE for each in found)
                kinds = dict(Counter(str(each["impact"]) for each in found))
                sys.stdout.write(f"{path.relative_to(home)} at {width}: {kinds or 'no findings'}\n")
                for each in found if width == WIDTHS[0] else ():
                    sys.stdout.write(f"  {each['impact']} {each['id']} ({len(each['nodes'])}): {each['help']}\n")
                    sys.stdout.write(f"    {each['nodes'][0]['html'][:160]}\n")
    sys.stdout.write(f"{grave} serious or critical, {outside} requests to elsewhere\n")
    sys.exit(bool(grave or outside))


def findings(page: Page, axe: Path) -> list[dict[str, Any]]:
    """The violations that axe sees in the page, all its chapters shown."""
    page.run("document.querySelectorAll('.chapter').forEach(each => { each.style.display = 'block' })")
    page.run(axe.read_text(encoding="utf-8") + "; true")
    found: list[dict[str, Any]] = page.run(_ASK)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
