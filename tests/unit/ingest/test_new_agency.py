"""A new agency is one folder of YAML and a sample: no Python, no SQL."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import HERE, load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from tests.support.sheets import write_xlsx

DECLARATION = """
agency: dp3a
name: Dinas Pemberdayaan Perempuan dan Perlindungan Anak
programmes:
  PEKKA: {label: Bantuan perempuan kepala keluarga, unit: family, cluster: 3, benefit_type: cash}
tables:
  pekka:
    feeds: enrolment_records
    description: Cash for women who head their family.
    programme: PEKKA
    files: ["*pekka*"]
    header: {contains: [NIK, Nama]}
    required: [nik, full_name]
    columns: {benefit_amount_idr: ["Bantuan Diterima"]}
    ignore: ["Pendamping"]
    receipt: {status: {not: [inactive]}}
"""


def test_a_folder_of_yaml_is_all_that_a_new_agency_needs(tmp_path: Path) -> None:
    folder = tmp_path / "agencies" / "dp3a"
    folder.mkdir(parents=True)
    (folder / "agency.yml").write_text(DECLARATION, encoding="utf-8")
    catalogue = load_catalogue((HERE / "agencies", tmp_path / "agencies"))
    store = Store(tmp_path / "home")
    write_xlsx(
        store.inbox_of("2017-S1", "dp3a") / "Data PEKKA.xlsx",
        {
            "Data": [
                ["PENERIMA BANTUAN PEKKA"],
                ["TAHUN 2017"],
                ["No", "Nama Penerima", "No. KTP", "Kel.", "Kec.", "Bantuan Diterima", "Pendamping", "Status"],
                [1, "Indo Tang", "7772024107600001", "Lompo'e", "Bacukiki", "Rp 1.500.000,-", "Suhada", "Aktif"],
                [2, "I Besse", "7772024202650002", "Kp. Pisang", "Soreang", 750000, "Suhada", "Meninggal"],
            ]
        },
    )
    (one,) = conform_agency(store, Ledger(store.ledger_url), catalogue, "2017-S1", "dp3a")
    assert one.holding == ()
    found = pq.read_table(one.parquet(store)).select(
        ["programme_code", "full_name", "nik", "village_code", "benefit_amount_idr", "benefit_type", "is_receipt"]
    )
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        ("PEKKA", "Indo Tang", "7772024107600001", "73.72.01.1004", 1_500_000, "cash", True),
        ("PEKKA", "I Besse", "7772024202650002", "73.72.03.1004", 750_000, "cash", False),
    ]
