"""From 2025 on the source is DTSEN: all residents, deciles, a file of its own each semester."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import yaml

from simulation import simulate


def test_dtsen_replaces_bdt(tmp_path: Path) -> None:
    report = simulate(tmp_path, 800, ["2025-S1"])
    assert {file.table_id for file in report.files} & {"bdt_2015", "dtsen"} == {"dtsen"}
    path = tmp_path / "inbox/2025-S1/bappeda/DTSEN-2025-S1.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid_keluarga;nomor_kartu_keluarga;nomor_induk_kependudukan;nama;")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == report.residents["2025-S1"]
    assert {row["desil_nasional"] for row in rows} >= {str(number) for number in range(1, 11)}
    letter = yaml.safe_load((tmp_path / "inbox/2025-S1/agreed_source.yml").read_text())
    assert letter["snapshot"] == "DTSEN-2025-S1"
    assert letter["target"]["PKH"] == {"max_decile": 4}
    answers = pd.read_parquet(tmp_path / "truth/answers_targeting.parquet").set_index("programme_code")
    assert answers.loc["KKS", "in_target"] > answers.loc["KKS", "out_of_target"] > 0
