"""One shard's run: what it ended with is an outcome, what killed it is worth another attempt."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from orchestration.cli.shards import _exit_code
from orchestration.spark import shards
from orchestration.spark.session import ATTEMPTS
from orchestration.spark.shards import Shard, ShardDiedError, ShardOutcome, find_shards, run_shard


def program(folder: Path, lines: str) -> str:
    """A program in place of Python."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


@pytest.mark.parametrize(("code", "is_published"), [(0, True), (3, True), (4, False), (2, False)])
def test_what_a_run_ends_with_is_the_outcome(
    code: int, is_published: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards.sys, "executable", program(tmp_path, f"exit {code}"))
    outcome = run_shard(Shard("77.21", tmp_path / "77.21"), "2017-S1")
    assert (outcome.exit_code, outcome.is_published, outcome.attempt) == (code, is_published, 0)


def test_a_run_that_dies_is_tried_again_and_leaves_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child"
    monkeypatch.setattr(shards.sys, "executable", program(tmp_path, f"sleep 600 & echo $! > {child}; kill -9 $$"))
    shard = Shard("77.21", tmp_path / "77.21")
    with pytest.raises(ShardDiedError, match=r"77\.21 2017-S1: ended with -9"):
        run_shard(shard, "2017-S1", attempt=ATTEMPTS - 2)
    assert run_shard(shard, "2017-S1", attempt=ATTEMPTS - 1).exit_code is None
    for _ in range(200):
        if is_gone(int(child.read_text(encoding="utf-8"))):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the dead run's child lives on")


def is_gone(pid: int) -> bool:
    """True when no such process runs: one that is dead and waits to be buried does not."""
    try:
        os.kill(pid, 0)
        return ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (ProcessLookupError, FileNotFoundError):
        return True


def test_a_shard_is_a_home_with_regions_of_its_own(tmp_path: Path) -> None:
    for code in ("77.22", "77.21"):
        (tmp_path / code / "city").mkdir(parents=True)
        (tmp_path / code / "city" / "regions.csv").touch()
    (tmp_path / "truth").mkdir()
    assert [shard.code for shard in find_shards(tmp_path)] == ["77.21", "77.22"]


@pytest.mark.parametrize(("codes", "expected"), [((0, 0), 0), ((0, 3), 3), ((0, 4), 4), ((3, None), 4), ((2, 0), 4)])
def test_the_worst_shard_gives_the_exit_code(codes: tuple[int | None, ...], expected: int) -> None:
    ends = [ShardOutcome("77.21", "2017-S1", code, 0, 1.0, "host") for code in codes]
    assert _exit_code(ends) == expected
