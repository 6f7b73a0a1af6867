"""Parts of the pack: figures and their states, printing, and the page of how things stand."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from delivery.pack.blocks import MARKS, Column, Table
from delivery.pack.chapters.findings import problem_of, written_or_why
from delivery.pack.chapters.front import cards
from delivery.pack.chapters.places import unserved_in
from delivery.pack.chapters.targeting import outcomes, targeting
from delivery.pack.figures import Figure, Source, quotient, total
from delivery.pack.gone import of_which_gone, present_share
from delivery.pack.meeting import Meeting, Village
from delivery.pack.page import css_text
from delivery.pack.pdf import PdfError, print_pdf
from delivery.pack.status import PAGE, ListLine, PublishedNow, SemesterStanding, write_status
from delivery.pack.tables import write_tables
from delivery.release.free_text import PassedTexts
from ingest.semester import Semester
from ingest.store import Store

GRAIN = {"semester": "2017-S2", "programme_code": "KKS", "breakdown": "village", "breakdown_code": "73.72.02.1004"}


def source(**row: Any) -> Source:
    return Source("mart_targeting", {"list_status": "admitted", **GRAIN, **row}, dt.date(2017, 12, 31))


@pytest.mark.parametrize(
    ("row", "text", "state"),
    [
        ({"receiver_count": 1234}, "1.234", "shown"),
        ({"receiver_count": 0}, "0", "shown"),
        ({"receiver_count": 5, "protection": "cell_key"}, "5", "moved"),
        ({"receiver_count": None, "protection": "cell_key_hidden"}, "dilindungi", "hidden"),
        ({"receiver_count": None, "list_status": "missing"}, "belum ada", "missing"),
        ({"receiver_count": None, "list_status": "held"}, "ditahan", "missing"),
        ({"receiver_count": None}, "–", "none"),
    ],
)
def test_missing_hidden_and_zero_are_three_states(row: dict[str, Any], text: str, state: str) -> None:
    figure = source(**row).count("receiver_count", "dari sasaran")
    assert (figure.text, figure.state, figure.is_known) == (text, state, row["receiver_count"] is not None)


def test_a_figure_carries_code_denominator_interval_and_date() -> None:
    row = source(coverage_rate=0.408, coverage_ci_lower_rate=0.4006, coverage_ci_upper_rate=0.4151)
    figure = row.share("coverage_rate", "dari 1.392 keluarga", "coverage_ci_lower_rate", "coverage_ci_upper_rate")
    keys = "semester=2017-S2,programme_code=KKS,breakdown=village,breakdown_code=73.72.02.1004"
    assert figure == Figure("40,8\xa0%", 0.408, "shown", f"targeting.coverage_rate[{keys}]", "dari 1.392 keluarga",
                            "40,1–41,5\xa0%", "31\xa0Desember\xa02017")  # fmt: skip


def test_what_an_office_reports_stands_without_its_list_of_names() -> None:
    row = {"semester": "2017-S2", "programme_code": "RASTRA", "list_status": "aggregate_only", "realised_count": None}
    reported = Source("mart_programme_progress", row | {"realised_count": 105}).count("realised_count")
    assert (reported.text, reported.state) == ("105", "shown")
    assert Source("mart_programme_progress", row).count("realised_count").state == "none"


def test_a_sum_with_a_part_that_lacks_is_no_sum() -> None:
    known, lacking = Figure("2", 2), Figure("belum ada", None, "missing")
    assert total([known, known]).value == 4
    assert total([known, lacking]) == Figure("belum lengkap", None, "missing")
    assert quotient(known, Figure("8", 8), "dari 8").text == "25,0\xa0%"
    assert quotient(lacking, known, "") == lacking
    assert quotient(known, Figure("0", 0), "").state == "none"


def test_the_first_page_says_what_became_of_the_lists_and_shows_no_zero_for_what_lacks() -> None:
    lists = tuple(
        {"is_expected": True, "list_status": status} for status in ("admitted", "stale", "missing", "missing")
    )
    empty = dict.fromkeys(("mart_number_bridge", "mart_programme_progress", "mart_findings"), ())
    meeting = Meeting(Semester(2017, 2), "73.72", "rilis", empty | {"fct_submissions": lists}, empty)
    first, *others = cards(meeting)
    assert (first.figure.text, first.sentence) == ("1 dari 4", ("Yang lain: 2 belum ada dan 1 memakai berkas lama.",))
    assert [card.figure.text for card in others[:3]] == ["belum ada", "belum ada", "belum lengkap"]


def test_a_disputed_limit_is_shown_with_the_result_of_either() -> None:
    known = {"semester": "2025-S2", "target_count": 7, "in_target_count": 5, "out_of_target_count": 3}
    none = dict.fromkeys(("other_source", "other_max_decile", "max_percentile", "other_max_percentile"))
    rules = (
        none | known | {"programme_code": "PKH", "rule_source": "agreed_source", "max_decile": 4},
        none | known | {
            "programme_code": "BPNT", "rule_source": "agreed_source", "max_decile": 4, "other_source": "laman dinas",
            "other_max_decile": 5, "other_target_count": 9, "other_in_target_count": 6, "other_out_of_target_count": 2,
        },
    )  # fmt: skip
    programmes = tuple({"programme_code": code, "programme_name": code, "unit": "family"} for code in ("PKH", "BPNT"))
    empty = dict.fromkeys(("mart_targeting", "dim_reference_snapshot", "fct_submissions"), ())
    tables = empty | {"mart_target_rules": rules, "dim_programme": programmes}
    (table,) = (
        block for block in targeting(Meeting(Semester(2025, 2), "73.72", "rilis", tables, {})).blocks
        if isinstance(block, Table) and block.title == "Bila batasnya lain"
    )  # fmt: skip
    assert [[getattr(cell, "text", cell) for cell in line][1:] for line in table.rows] == [
        ["desil 4: surat kesepakatan", "7", "5", "3"], ["desil 5: laman dinas", "9", "6", "2"],
    ]  # fmt: skip
    undisputed = tables | {"mart_target_rules": rules[:1]}
    blocks = targeting(Meeting(Semester(2025, 2), "73.72", "rilis", undisputed, {})).blocks
    assert "Bila batasnya lain" not in {block.title for block in blocks if isinstance(block, Table)}


def test_the_coverage_without_the_gone_stands_on_the_row_itself() -> None:
    """No other mart is asked, so a kelurahan and the city say it alike."""
    known = {"target_count": 40, "target_gone_count": 8, "present_coverage_rate": 0.25, "protection": "exact"}
    row = Source("mart_targeting", known | dict.fromkeys(("semester", "programme_code", "breakdown", "breakdown_code")))
    assert of_which_gone(row, "target_gone_count", "present_coverage_rate") == (
        ", 8 meninggal atau pindah (tanpa mereka 25,0\u00a0%)"
    )
    hidden = Source("mart_targeting", row.row | {"target_gone_count": None, "protection": "cell_key_hidden"})
    assert of_which_gone(hidden, "target_gone_count", "present_coverage_rate") == ""


def test_the_share_of_those_served_is_told_without_the_gone() -> None:
    steps = tuple(
        {"semester": "2017-S2", "step_no": number, "step_code": code, "step_count": every, "step_gone_count": gone}
        for number, code, every, gone in ((9, "target_families", 50, 10), (10, "target_served", 32, 2))
    )
    tables = {"mart_number_bridge": steps, "dim_reference_snapshot": (), "fct_submissions": ()}
    meeting = Meeting(Semester(2017, 2), "73.72", "rilis", tables, {})
    share = present_share(meeting, "target_served", "target_families")
    assert (share.text, share.of) == ("75,0\u00a0%", "30 dari 40 keluarga sasaran, tanpa yang meninggal atau pindah")


def test_a_bar_with_a_hidden_part_is_not_said_to_be_nearly_empty() -> None:
    """68 receivers of whom one outcome is hidden are not at most four."""
    counts = {"receiver_count": 68, "in_target_count": 50, "out_of_target_count": None, "not_found_count": 10}
    nobody = dict.fromkeys(counts, 0)
    moved, hidden = {"protection": "cell_key"}, {"protection": "cell_key_hidden"}
    rows = [source(**counts, **hidden), source(**nobody, **moved), source(**nobody), source(**dict.fromkeys(counts))]
    tables = {"dim_programme": (), "dim_reference_snapshot": (), "fct_submissions": ()}
    stacks = outcomes(Meeting(Semester(2017, 2), "73.72", "rilis", tables, {}), rows).stacks
    assert [stack.missing for stack in stacks] == [
        "dilindungi", "0≈: paling banyak 4 tiap hasil", "tidak ada penerima", "tidak ada penerima",
    ]  # fmt: skip


VILLAGE = Village("73.72.02.1004", "Lapadde", "Ujung")


def share_without_programme(group: int | None, *parts: int | None, protection: str = "cell_key") -> Figure:
    """The share in a kelurahan whose profile shows these numbers."""
    counts = {f"target_served_{number}_count": part for number, part in enumerate(parts)}
    key = {"semester": "2017-S2", "village_code": VILLAGE.code}
    profile = {**key, "target_family_count": group, **counts, "protection": protection}
    tables = {"mart_kelurahan_profile": (profile,), "fct_submissions": ()}
    return unserved_in(Meeting(Semester(2017, 2), "73.72", "rilis", tables, {}), VILLAGE)


@pytest.mark.parametrize(
    ("group", "parts", "protection", "text", "state"),
    [
        (40, (10, 10, 10, 10), "cell_key", "25,0\xa0%", "moved"),
        # a hidden group is not a small one, and its parts are there for everybody to add up
        (None, (22, 40, 31, 38), "cell_key_hidden", "16,8\xa0%", "moved"),
        (None, (22, 40, None, 38), "cell_key_hidden", "dilindungi", "hidden"),
        (40, (None, 40, 31, 38), "cell_key_hidden", "dilindungi", "hidden"),
        (20, (5, 5, 5, 5), "cell_key", "terlalu sedikit", "none"),
        # a zero that was moved may be four
        (40, (0, 20, 10, 10), "cell_key", "0–4 keluarga", "moved"),
        (40, (0, 20, 10, 10), "exact", "0,0\xa0%", "shown"),
    ],
)
def test_the_share_of_a_kelurahan_says_what_is_known(
    group: int | None, parts: tuple[int | None, ...], protection: str, text: str, state: str
) -> None:
    figure = share_without_programme(group, *parts, protection=protection)
    assert (figure.text, figure.state) == (text, state)


def test_a_block_explains_the_marks_that_stand_in_it() -> None:
    column = (Column("Penerima"),)
    moved, hidden, plain = Figure("5", 5, "moved"), Figure("dilindungi", None, "hidden"), Figure("7", 7)
    assert Table("t", column, ((plain,),)).marks == ""
    assert Table("t", column, ((hidden,),)).marks == "∗ tidak ditampilkan."
    both = Table("t", column, ((moved,), (hidden,))).marks
    assert both == f"{MARKS['moved']} {MARKS['hidden']}"


def test_a_workbook_cell_shows_what_its_heading_says(tmp_path: Path) -> None:
    """Millions as millions, points as points, a moved number with its mark."""
    progress = Source(
        "mart_programme_progress", {"semester": "2017-S2", "programme_code": "KKS", "budget_idr": 568920000}
    )
    card = source(quality_change=-0.0123)
    figures = (progress.millions("budget_idr"), card.points("quality_change"), Figure("5", 5, "moved"),
               Figure("40,8\xa0%", 0.408, "moved"), Figure("7", 7))  # fmt: skip
    columns = tuple(Column(str(number)) for number in range(len(figures)))
    write_tables(tmp_path / "t.xlsx", "judul", [Table("t", columns, (figures,), "", "a")])
    cells = openpyxl.load_workbook(tmp_path / "t.xlsx")["a"][5]
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (568920000, "#,##0.0,,"), (-1.23, '+0.0" poin";-0.0" poin";0.0" poin"'), (5, '#,##0"≈"'), (0.408, '0.0%"≈"'),
        (7, "#,##0"),
    ]  # fmt: skip


def test_what_nobody_let_pass_is_told_as_such() -> None:
    """The number of a text is no problem, no cause and no unit."""
    number = PassedTexts("x").number("Kartu tidak dapat digesek")
    row = source(problem_text=number, cause_text=None, action_text=number, progress_unit="KPM", issue_key="7")
    assert problem_of(row) == f"{number} (kalimatnya belum dilepas)"
    assert [written_or_why(row, column) for column in ("action_text", "cause_text", "progress_unit")] == [
        "belum dilepas", "–", "KPM",
    ]  # fmt: skip


def test_the_first_page_speaks_of_the_gone_only_where_there_are_any() -> None:
    def said(gone: int) -> str:
        steps = tuple(
            {"semester": "2017-S2", "step_no": number, "step_code": code, "step_count": every, "step_gone_count": gone}
            for number, code, every in (
                (1, "target_families", 50),
                (2, "target_served", 32),
                (3, "target_served_0", 18),
            )
        )
        empty = dict.fromkeys(("mart_programme_progress", "mart_findings", "fct_submissions"), ())
        tables = empty | {"mart_number_bridge": steps}
        served = cards(Meeting(Semester(2017, 2), "73.72", "rilis", tables, empty))[1]
        return "".join(getattr(part, "text", part) for part in served.sentence)

    assert (
        said(0)
        == "32 dari 50 keluarga sasaran menerima paling sedikit satu program; 18 keluarga belum menerima apa pun."
    )
    assert said(2).endswith(" Tanpa 2 keluarga yang seluruhnya meninggal atau pindah: 62,5\xa0%.")


def browser(folder: Path, script: str) -> str:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_browser_prints_without_asking_anybody(tmp_path: Path) -> None:
    (tmp_path / "rakor.html").write_text("<p>", encoding="utf-8")
    script = 'for word in "$@"; do case "$word" in --print-to-pdf=*) echo "$@" > "${word#--print-to-pdf=}";; esac; done'
    print_pdf(browser(tmp_path, script), tmp_path / "rakor.html", tmp_path / "rakor.pdf")
    said = (tmp_path / "rakor.pdf").read_text(encoding="utf-8")
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in said
    assert (tmp_path / "rakor.html").as_uri() in said


@pytest.mark.parametrize("script", ["exit 3", "exit 0"])
def test_a_browser_that_does_not_print_leaves_no_file(tmp_path: Path, script: str) -> None:
    with pytest.raises(PdfError):
        print_pdf(browser(tmp_path, script), tmp_path / "rakor.html", tmp_path / "rakor.pdf")
    assert not (tmp_path / "rakor.pdf").exists()


def test_the_page_of_how_things_stand_tells_lists_reasons_and_release(tmp_path: Path) -> None:
    store = Store(tmp_path)
    lists = (
        ListLine("Dinas Sosial", "kks", "held", "", "2 Januari 2018", None, ("[KOL-001] Judul <kolom>. Samakan.",)),
        ListLine("Dinas Kesehatan", "pbi_jk", "missing", "terlambat 3 hari"),
        ListLine("Dinas Sosial", "pkh", "admitted", "", "2 Januari 2018", 1200),
    )
    standing = SemesterStanding("2017-S2", "14 Januari 2018", lists)
    write_status(store, "Kota Kembang", [standing], PublishedNow("2017-S1-x", "2017-07-20T01:00:00Z", 21))
    page = (store.published / PAGE).read_text(encoding="utf-8")
    assert "1 daftar diakui, 1 ditahan, 0 memakai berkas lama, 1 belum ada" in page
    assert "[KOL-001] Judul &lt;kolom&gt;. Samakan." in page
    assert all(words in page for words in ("2017-S1-x", "terlambat 3 hari", "1.200", "Kota Kembang"))
    assert (store.published / PAGE).stat().st_mode & 0o777 == 0o644
    write_status(store, "Kota Kembang", [], None)
    assert "Belum ada yang terbit." in (store.published / PAGE).read_text(encoding="utf-8")


def test_a_city_s_name_cannot_end_the_text_of_a_style_sheet() -> None:
    assert css_text('Kota "A\\B"; }') == "Kota \\22 A\\5c B\\22 \\3b  \\7d "
