"""The page of a semester: each list with its outcome in words, no personal value, nothing from the network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from expectations import judge_all, write_docs
from ingest.submission import Problem
from tests.unit.expectations.conftest import Desk
from tests.unit.expectations.lists import healthy_rows, nik, write_list

pytestmark = pytest.mark.slow


def test_the_page_tells_each_outcome(desk: Desk) -> None:
    fine = desk.put("areas")
    noted = desk.put("persons", {3: {"nik": nik(2)}})
    held = desk.put("registry", problems=(Problem("KOL-001", "hold", "", ""),))
    submissions = [held, noted, fine]
    verdicts = judge_all(desk.store, desk.catalogue, [(one, None) for one in submissions])
    path = write_docs(desk.store, desk.catalogue, "2017-S1", submissions, verdicts)
    page = path.read_text(encoding="utf-8")
    assert path == desk.store.quality / "2017-S1" / "index.html"
    assert "3 kiriman: 2 diakui, 1 ditahan." in page
    lines = [line for line in page.splitlines() if line.startswith("<tr><td>Dinas Uji")]
    assert [line.count("diakui") for line in lines] == [1, 1, 0]
    assert "#2017-S1-uji-areas" in lines[0]
    assert "diakui dengan catatan" in lines[1]
    assert "KOL-001" in lines[2]
    assert "tidak: catatan</td><td>2 dari 6 baris (33,3 %)<br>kolom nik (teks): 2" in page
    assert 'class="grey">tidak ditanyakan</td>' in page
    assert "persons.xlsx, diterima 2017-07-01 00:00" in page
    assert "Samakan judul kolom dengan yang terdekat" in page
    assert "://" not in page
    index = (desk.store.quality / "index.html").read_text(encoding="utf-8")
    assert '<a href="2017-S1/index.html">2017-S1</a></td><td class="n">3</td><td class="n">1</td>' in index


def test_the_page_tells_how_a_rule_went_in_the_semesters_before(desk: Desk) -> None:
    judge_all(desk.store, desk.catalogue, [(desk.put("persons", {3: {"nik": nik(2)}}), None)])
    now = replace(desk.put("persons", submission_id="now"), semester="2017-S2")
    write_list(desk.store, desk.catalogue, now, healthy_rows("persons"))
    verdicts = judge_all(desk.store, desk.catalogue, [(now, None)])
    workbook = desk.store.packs / "2017-S2" / "uji" / "persons_perbaikan.xlsx"
    page = write_docs(desk.store, desk.catalogue, "2017-S2", [now], verdicts, {"now": workbook})
    text = page.read_text(encoding="utf-8")
    assert "2017-S1 33,3\u00a0% → 2017-S2 0,0\u00a0%" in text
    assert '<a href="../../packs/2017-S2/uji/persons_perbaikan.xlsx">buku perbaikan</a>' in text


def test_the_page_tells_what_accepting_did_to_a_file_that_was_judged_well(desk: Desk) -> None:
    files = [desk.put("areas", submission_id=f"s{number}") for number in range(4)]
    files[3] = replace(files[3], status="duplicate")
    verdicts = judge_all(desk.store, desk.catalogue, [(one, None) for one in files])
    after = [files[0], files[1].with_status("superseded"), files[2].with_status("held", ("FIL-007",)), files[3]]
    page = write_docs(desk.store, desk.catalogue, "2017-S1", after, verdicts).read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("<tr><td>Dinas Uji")]
    expected = ["diakui", "digantikan", "ditahan</span> (FIL-007)", "berkas yang sama dikirim lagi"]
    for line, words in zip(lines, expected, strict=True):
        assert words in line
    assert "1 diakui, 1 ditahan, 1 digantikan kiriman yang lebih baru, 1 berkas yang sama dikirim lagi." in page


def test_the_page_holds_no_personal_value_and_is_the_same_again(desk: Desk) -> None:
    submission = desk.put("persons", {3: {"nik": nik(2), "village_text": "Entah", "village_code": None}})
    verdicts = judge_all(desk.store, desk.catalogue, [(submission, None)])
    path = write_docs(desk.store, desk.catalogue, "2017-S1", [submission], verdicts)
    page = path.read_bytes()
    for row in healthy_rows("persons"):
        assert row["nik"].encode() not in page
        assert row["full_name"].encode() not in page
    assert b"Entah" not in page
    assert write_docs(desk.store, desk.catalogue, "2017-S1", [submission], verdicts).read_bytes() == page
    assert path.stat().st_mode & 0o077 == 0
