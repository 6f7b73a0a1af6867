"""Names of sheets that only repeat other sheets, wherever in the name it is said."""

from __future__ import annotations

import re

_RECAP = re.compile(r"\b(?:rekap\w*|ringkasan|resume|summary|total|grafik|chart)\b", re.IGNORECASE)
_JOINED = re.compile(r"[_\W]+|(?<=[a-z])(?=[A-Z])")


def is_recap_sheet(name: str) -> bool:
    """True when a sheet's name says that it only repeats other sheets.

    >>> [is_recap_sheet(name) for name in ("2. REKAP", "LAPADDE (REKAP)", "DataRekapitulasi", "Totalindo")]
    [True, True, True, False]
    """
    return _RECAP.search(_JOINED.sub(" ", name)) is not None
