"""The memory that is there: of the machine, or of the group of processes that this one is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import machine


@pytest.mark.parametrize(
    ("groups", "files", "found"),
    [
        ("0::/kota/sinergi\n", {"kota/sinergi/memory.max": "max", "kota/memory.max": "2147483648"}, [2147483648]),
        ("0::/\n", {"memory.max": "1073741824"}, [1073741824]),
        ("4:memory:/a\n3:cpu:/a\n", {"memory/a/memory.limit_in_bytes": "5"}, [5]),
        ("0::/x\n", {}, []),
    ],
)
def test_every_group_above_the_process_bounds_it(
    tmp_path: Path, groups: str, files: dict[str, str], found: list[int]
) -> None:
    (tmp_path / "cgroup").write_text(groups)
    for name, text in files.items():
        (tmp_path / "mount" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mount" / name).write_text(text + "\n")
    assert machine._of_groups(tmp_path / "cgroup", tmp_path / "mount") == found


@pytest.mark.parametrize(("gib", "readers", "of_file"), [(2, 1, 1.5), (24, 2, 9.6)])
def test_a_small_machine_reads_one_file_at_a_time(
    monkeypatch: pytest.MonkeyPatch, gib: int, readers: int, of_file: float
) -> None:
    monkeypatch.setattr(machine, "memory_bytes", lambda: gib * 2**30)
    assert (machine.readers(), machine.memory_of_file()) == (readers, int(of_file * 2**30))
