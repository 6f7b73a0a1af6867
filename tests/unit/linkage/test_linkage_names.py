"""Two spellings of one name, and two names: the level that the rungs ask for."""

from __future__ import annotations

import duckdb
import pytest

from ingest.fold import fold_name
from linkage.evidence import agreement, names

SAME, NEAR, WEAK, OTHER = agreement.SAME, agreement.NEAR, agreement.WEAK, agreement.OTHER

PAIRS = [
    # titles, degrees, the father's name
    ("H. Makmur", "Makmur", SAME),
    ("Hj. Sitti Aminah, S.Pd.I", "ST. AMINAH", SAME),
    ("Drs. H. Abd. Rahman, M.Si", "Abdul Rahman", SAME),
    ("La Tang bin La Baso", "Latang", SAME),
    ("Almh. Hasnah", "Hasna", SAME),
    ("Dg. Naba", "Naba", SAME),
    # parts written short
    ("Muh. Yusuf", "Muhammad Yusuf", SAME),
    ("Moh Yusuf", "M. Jusuf", SAME),
    ("Abdurrahman", "Abd. Rahman", SAME),
    ("St. Hadijah", "Sitti Khadijah", SAME),
    # joined or apart, order
    ("I Suhada", "Isuhada", SAME),
    ("Indo Tang", "Indotang", SAME),
    ("Nurhayati", "Nur Hayati", SAME),
    ("Rahman Abdul", "Abdul Rahman", SAME),
    # old spelling, doubled letters, glottal stop, final ng, local speech
    ("Soeparman", "Suparman", SAME),
    ("Djumriah", "Jumria", SAME),
    ("Tjalla", "Calla", SAME),
    ("Syamsuddin", "Samsudin", SAME),
    ("Ma'mur", "Makmur", SAME),
    ("Baharuddin", "Baharudding", SAME),
    ("Achmad", "Ahmad", SAME),
    ("Zaenab", "Sainab", SAME),
    ("Syarifuddin", "Saripuddin", SAME),
    ("Besse Tenri", "Becce Tenri", SAME),
    # a slip, or a part left out
    ("Rosdiana", "Rosdianna", SAME),
    ("Rosdiana", "Rosdiama", NEAR),
    ("Muhammad Lukman", "Muhammad Lukamn", NEAR),  # the slip keeps a K that the spelling drops
    ("Saenal", "Saneal", NEAR),
    ("Sitti Hasnah", "Hasnah", NEAR),
    ("A. Baso Rahman", "Andi Baso Rahman", NEAR),
    ("Baso Rahman", "Andi Baso Rahman", NEAR),
    ("Nur Aisyah Ramadani", "Nur Ramadani", NEAR),
    # a resemblance
    ("Aisyah", "Nur Aisyah Ramadani", WEAK),
    ("Abdul Rahman", "Muhammad Rahman", WEAK),
    # other names
    ("Abdul Halim", "Abdul Karim", OTHER),
    ("Muhammad Ali", "Muhammad Akbar", OTHER),
    ("Hasan", "Husni", OTHER),
    ("Hasan", "Husen", OTHER),
    ("Sitti Aminah", "Sitti Rahmatia", OTHER),
    ("Andi Baso", "Andi Tenri", OTHER),
    ("Hasnah", "Makmur", OTHER),
]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    agreement.define(made)
    return made


def level(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> int:
    table = names.feature_table([fold_name(left), fold_name(right)])
    connection.register("table_of_names", table)
    row = connection.execute(
        "SELECT name_level(one, other) FROM table_of_names AS one, table_of_names AS other"
        " WHERE one.name_id = 0 AND other.name_id = 1"
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(("left", "right", "expected"), PAIRS)
def test_names_agree_as_far_as_people_would_say(
    connection: duckdb.DuckDBPyConnection, left: str, right: str, expected: int
) -> None:
    assert level(connection, left, right) == expected
    assert level(connection, right, left) == expected


@pytest.mark.parametrize("text", ["", "H", "A", "Daeng", "S Pd", "Muh", "Hj. St.", "A. Muh. Ali, S.E.", "I"])
def test_every_name_keeps_letters_to_compare(text: str) -> None:
    found = names.features(fold_name(text))
    assert bool(found.full) == bool(text)
    assert bool(found.words) == bool(text)
