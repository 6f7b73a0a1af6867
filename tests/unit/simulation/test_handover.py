"""DTSEN handed over as two files, read as it comes: no row lost, the decile of every family as it truly is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from simulation import simulate

pytestmark = pytest.mark.slow

SEMESTERS = ("2026-S1", "2026-S2")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handover")
    simulate(folder, 2_000, SEMESTERS, source="dtsen")
    return folder


def taken_in(home: Path, semester: str) -> dict[str, Submission]:
    ledger = Ledger(f"sqlite:///{home}/ledger.sqlite")
    found = conform_agency(Store(home), ledger, load_catalogue(), semester, "bappeda")
    return {submission.table_id: submission for submission in found}


@pytest.mark.parametrize("semester", SEMESTERS)
def test_no_row_is_lost_and_every_decile_is_the_true_one(home: Path, semester: str) -> None:
    taken = taken_in(home, semester)
    written = pd.read_parquet(home / "truth/files.parquet").query("semester == @semester").set_index("table_id")
    for table_id in ("dtsen_families", "dtsen_members"):
        assert taken[table_id].holding == ()
        assert "unknown" not in taken[table_id].columns.values()
        assert (taken[table_id].rows_accepted, taken[table_id].rows_rejected) == (written.data_rows[table_id], 0)
    rows = pq.read_table(taken["dtsen_members"].parquet(Store(home))).to_pandas()
    truth = pd.read_parquet(home / "truth/source_deciles.parquet").query("semester == @semester")
    members = rows.merge(truth, on="family_card_no", how="left", suffixes=("", "_true"))
    assert len(members) == len(rows) == members.welfare_decile_true.notna().sum()
    assert members.welfare_decile.fillna(0).tolist() == members.welfare_decile_true.tolist()
    assert {False, True} == set(members.has_row)


def test_files_are_as_hand_overs_are(home: Path) -> None:
    bare, quoted = ((home / "inbox" / semester / "bappeda") for semester in SEMESTERS)
    families = (bare / "keluarga_dtsen_v2_2026_73.72.csv").read_bytes()
    assert families.startswith(b"kode_provinsi|provinsi|")
    assert b"\r\n" in families
    members = (quoted / "anggota_keluarga_dtsen_v3_2026_73.72.csv").read_bytes()
    assert members.startswith(b'"nomor_induk_kependudukan"|"nomor_kartu_keluarga"|')
    assert b' "BLOK B""|"' in members
    assert b"\nRT 01" in members
    with pytest.raises(UnicodeDecodeError):
        members.decode("utf-8")


def test_a_year_before_dtsen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DTSEN begins in 2025"):
        simulate(tmp_path, 800, ["2024-S2"], source="dtsen")
