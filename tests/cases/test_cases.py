"""Each case of `../shared/cases`: the situation that offices met, through `check` and `run`, with the right outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cases import BESIDE, FOLDER, Case, Run, cases, check, failures, run

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=BESIDE)

FAILS_TODAY: dict[str, str] = {
    "01_temporary_nik_kk": "issue 11, part 5: a temporary number counts as valid",
    "02_last_digit_zero": "issue 11, part 5: a damaged column is not told",
    "03_formula_text_in_csv": "issue 11, part 5: the wrapping is not taken off",
    "04_error_cells_in_ods": "issue 11, part 5: error cells of ods are silent",
    "05_names_that_are_no_names": "issue 11, part 5: any text is a name",
    "06_number_format_shows_more": "issue 11, part 5: literals of number formats are not read",
    "07_rt_and_rw_in_one_cell": "issue 11, part 5: the other part is thrown away",
    "08_two_lists_in_one_workbook": "issue 11, part 4: a file is claimed by one list",
    "09_total_row_named_after_the_place": "issue 11, part 4: only JUMLAH and Total are totals",
    "10_recap_sheets": "issue 11, part 4: two predicates of what a recap sheet is called",
    "11_stacked_tables": "issue 11, part 4: a header with other columns below a table is not seen",
    "12_side_by_side_tables": "issue 11, part 4: an empty column parts nothing",
    "13_csv_data_row_as_header": "issue 11, part 4: a number of a CSV looks like a header",
    "14_nul_byte": "issue 11, part 5: one NUL byte means UTF-16",
    "15_backslash_in_zip": "issue 11, part 5: parts are looked up by one spelling",
    "17_whole_column_misfit": "issue 11, part 6: the column as a whole is never judged",
    "18_more_families_than_persons": "issue 11, part 9: no rule compares two figures of one row",
    "19_kelurahan_of_another_regency": "issue 11, part 3: the regency of the row is not looked at",
    "20_siak_field_names": "issue 11, part 12: spellings missing from the dictionary",
    "21_head_is_the_only_name": "issue 11, part 12: head_name never stands for full_name",
    "22_extra_column_nobody_needs": "issue 11, part 1: every unknown header holds the list",
    "25_file_name_not_utf8": "issue 11, part 8: the state of the inbox is hashed from names in UTF-8",
    "27_few_without_percentile": "issue 11, part 11: a small cell stops the city",
}


def _marked(case: Case) -> object:
    reason = FAILS_TODAY.get(case.name)
    return pytest.param(case, id=case.name, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else [])


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One home with the files of all cases that may stand together."""
    home = tmp_path_factory.mktemp("batch")
    together = [case for case in cases() if case.run == "batch"]
    for case in together:
        case.put_into(home)
    return run(home, [case.agencies for case in together if case.agencies])


@pytest.mark.parametrize("case", [_marked(case) for case in cases() if not case.run])
def test_a_file_is_checked(case: Case) -> None:
    assert failures(case, check(case), None) == []


@pytest.mark.parametrize("case", [_marked(case) for case in cases() if case.run == "batch"])
def test_a_file_is_published_among_others(case: Case, batch: Run) -> None:
    assert failures(case, check(case), batch) == []


@pytest.mark.parametrize("case", [_marked(case) for case in cases() if case.run == "alone"])
def test_a_city_of_its_own(case: Case, tmp_path: Path) -> None:
    case.put_into(tmp_path)
    assert failures(case, check(case), run(tmp_path, [case.agencies] if case.agencies else [])) == []
