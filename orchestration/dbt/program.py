"""Starts dbt on the project as it was prepared for the home: the command `sinergi-dbt`.

dbt's own program reads every file of the project again at each start, to find that none has changed.
"""

from __future__ import annotations

import sys

_FAILED, _BROKEN = 1, 2
"""dbt's own exit codes: something that it ran failed; it could not run."""


def main() -> int:
    """Does what dbt does with the same arguments.

    Gives dbt's exit code.
    """
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    from orchestration.dbt.prepared import is_prepared, parsed_project
    from orchestration.settings import Settings

    settings = Settings.from_environment()
    manifest = Manifest.from_msgpack(parsed_project(settings).read_bytes()) if is_prepared(settings) else None
    outcome = dbtRunner(manifest=manifest).invoke(sys.argv[1:])
    if outcome.exception is not None:
        sys.stderr.write(f"{outcome.exception}\n")
        return _BROKEN
    return 0 if outcome.success else _FAILED
