"""Value parsers: the cells of a column become typed values and issues.

Promise: a parser never raises on what a cell holds, never guesses, and gives exactly one outcome for each cell: a
value, or null; with an issue code wherever something was odd. Positions in `Parsed.issues` are 0-based in the column.
Every column parser has a scalar twin (`parse_nik` of `nik`) that gives the same answer for one cell.
Pure: no file but the closed lists in `vocabularies/` is read. Not here: finding columns, keeping rejected values,
deciding what an issue means for a row or a file.
"""

from ingest.parsers.addresses import address, extract_rt_rw, rt, rt_rw, rw
from ingest.parsers.codes import CodeList, code, sex, yes_no
from ingest.parsers.column import Parsed
from ingest.parsers.dates import date
from ingest.parsers.identifiers import family_card, id_text, nik, nik_facts
from ingest.parsers.masking import mask
from ingest.parsers.names import is_same_name, name
from ingest.parsers.numbers import age, decimal, integer, rank, rupiah, year
from ingest.parsers.place_date import place_and_date
from ingest.parsers.places import Regions, join_code_parts
from ingest.parsers.row_checks import check_identifiers
from ingest.parsers.texts import text

__all__ = [
    "CodeList",
    "Parsed",
    "Regions",
    "address",
    "age",
    "check_identifiers",
    "code",
    "date",
    "decimal",
    "extract_rt_rw",
    "family_card",
    "id_text",
    "integer",
    "is_same_name",
    "join_code_parts",
    "mask",
    "name",
    "nik",
    "nik_facts",
    "place_and_date",
    "rank",
    "rt",
    "rt_rw",
    "rupiah",
    "rw",
    "sex",
    "text",
    "year",
    "yes_no",
]
