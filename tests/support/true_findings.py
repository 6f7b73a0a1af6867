"""The register of findings from the book of truth: what each semester shows, and how the rest was closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from tests.support.true_changes import registry
from tests.support.true_city import OF_PERSONS, TrueCity
from tests.support.true_lists import with_faults
from tests.support.true_source import last_day

_SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
KEYS = ["semester", "finding_code", "programme_code", "evidence_grade"]
_COUNTS = (
    "open",
    "new",
    "reopened",
    "continued",
    "not_received",
    "overdue",
    "closed",
    "closed_stopped",
    "closed_served",
)
_STATES = ("new", "continued", "closed_stopped", "closed_served", "closed_corrected")
_RIGHTS = ("BPNT", "KKS", "RASTRA")  # every family of the target group has a right to them (domain notes 4.4)


def amounts(semester: str) -> dict[str, int]:
    """Programme -> usual rupiah a semester, by the seed."""
    seed = _in_force("benefit_amounts", semester)
    return seed.set_index("programme_code")["amount_per_semester_idr"].astype(int).to_dict()


def _in_force(name: str, semester: str) -> pd.DataFrame:
    """The rows of a seed that hold at the end of a semester."""
    seed, day = pd.read_csv(_SEEDS / f"{name}.csv", dtype=str), last_day(semester)
    return seed[(seed["valid_from"] <= day) & (seed["valid_to"].isna() | (seed["valid_to"] >= day))]


def found_in(city: TrueCity, semester: str) -> pd.DataFrame:
    """Every finding of one semester: code, programme, kind and key of its subject, grade, rupiah at stake."""
    usual = amounts(semester)
    parts = [_of_receivers(city, semester), _ended(city, semester)]
    receivers = pd.concat(parts, ignore_index=True)
    receivers["stake"] = receivers["stake"].fillna(receivers["programme_code"].map(usual))
    others = [_missed(city, semester, usual), _conflicts(city, semester, usual), _reported(city, semester)]
    return pd.concat([receivers, *others], ignore_index=True)


def _of_receivers(city: TrueCity, semester: str) -> pd.DataFrame:
    units = city.outcomes[city.outcomes["semester"] == semester]
    of_persons = units["programme_code"].isin(OF_PERSONS)
    two_budgets = units["budgets"] > 1
    twice = ((of_persons & (units["rows"] > 1)) | (~of_persons & (units["persons"] > 1))) & ~two_budgets
    which = {
        "TGT-002": units["outcome"] == "out_of_target", "TGT-003": units["outcome"] == "not_found", "OVL-002": twice,
        "OVL-003": two_budgets,
    }  # fmt: skip
    parts = [
        pd.DataFrame({
            "finding_code": code, "programme_code": units.loc[mask, "programme_code"],
            "kind": of_persons[mask].map({True: "person", False: "family"}), "subject": units.loc[mask, "unit"],
            "grade": "U" if code == "TGT-003" else "A", "stake": units.loc[mask, "amount"],
        })
        for code, mask in which.items()
    ]  # fmt: skip
    return pd.concat([*parts, _repeated(city, semester)], ignore_index=True)


def _repeated(city: TrueCity, semester: str) -> pd.DataFrame:
    """Families helped before by a programme that helps once. Each list of the simulation is a new round of awards."""
    rows = city.receipts[city.receipts["programme_code"].isin(["RTLH", "TRAINING", "UMKM"])]
    before = rows[rows["semester"] < semester][["programme_code", "family"]].drop_duplicates()
    again = rows[rows["semester"] == semester].merge(before, on=["programme_code", "family"])
    paid = again.groupby(["programme_code", "family"])["amount"].agg(lambda each: each.sum(min_count=1)).reset_index()
    return pd.DataFrame({
        "finding_code": "OVL-004", "programme_code": paid["programme_code"], "kind": "family",
        "subject": paid["family"], "grade": "A", "stake": paid["amount"],
    })  # fmt: skip


def _ended(city: TrueCity, semester: str) -> pd.DataFrame:
    rows = city.receipts[city.receipts["semester"] == semester]
    rows = rows.assign(status=rows["person"].map(registry(city, semester)))
    rows = rows[rows["status"].isin(["deceased", "moved"])]
    keys = ["status", "programme_code", "person"]
    each = rows.groupby(keys)["amount"].agg(lambda paid: paid.sum(min_count=1)).reset_index()
    return pd.DataFrame({
        "finding_code": each["status"].map({"deceased": "REG-001", "moved": "REG-002"}),
        "programme_code": each["programme_code"], "kind": "person", "subject": each["person"], "grade": "A",
        "stake": each["amount"],
    })  # fmt: skip


def _missed(city: TrueCity, semester: str, usual: dict[str, int]) -> pd.DataFrame:
    ladder = city.ladder[
        (city.ladder["semester"] == semester) & city.ladder["is_target"] & (city.ladder["programmes"] == 0)
    ]
    survey = with_faults(city, city.source.rows_of(semester))
    known = set(survey.loc[survey["has_nik"], "true_person_id"])
    listed = city.listed[city.listed["semester"] == semester]
    findable = set(listed.loc[listed["person"].isin(known), "family"])
    rights = city.candidates[
        (city.candidates["semester"] == semester)
        & city.candidates["is_target"]
        & city.candidates["programme_code"].isin(_RIGHTS)
    ]
    lacked = (
        rights.assign(amount=rights["programme_code"].map(usual))
        .groupby("unit")["amount"]
        .agg(lambda each: each.sum(min_count=1))
    )
    return pd.DataFrame({
        "finding_code": "TGT-001", "programme_code": "-", "kind": "family", "subject": ladder["family"],
        "grade": ladder["family"].map(lambda family: "A" if family in findable else "D"),
        "stake": ladder["family"].map(lacked),
    })  # fmt: skip


def _conflicts(city: TrueCity, semester: str, usual: dict[str, int]) -> pd.DataFrame:
    pairs = _in_force("programme_pairs", semester)
    rows = city.family_programmes[city.family_programmes["semester"] == semester]
    parts = []
    for first, second in pairs.loc[pairs["pair_kind"] == "conflict", ["programme_a", "programme_b"]].itertuples(
        index=False
    ):
        both = set(rows.loc[rows["programme_code"] == first, "family"]) & set(
            rows.loc[rows["programme_code"] == second, "family"]
        )
        stake = min((usual[code] for code in (first, second) if code in usual), default=None)
        parts += [("OVL-001", f"{first}+{second}", "family", family, "A", stake) for family in sorted(both)]
    return pd.DataFrame(parts, columns=["finding_code", "programme_code", "kind", "subject", "grade", "stake"])


def _reported(city: TrueCity, semester: str) -> pd.DataFrame:
    rows = city.rows[(city.rows["table_id"] == "reported_issues") & (city.rows["semester"] == semester)]
    return pd.DataFrame({
        "finding_code": "ISS-001", "programme_code": "*", "kind": "issue",
        "subject": rows["problem"].str.split().str.join(" "), "grade": "A", "stake": None,
    })  # fmt: skip


def findings(city: TrueCity) -> pd.DataFrame:
    """mart_findings, added up over agencies (and issues over programmes): all lists came, so nothing waits."""
    identity = ["finding_code", "programme_code", "kind", "subject"]
    parts, before = [], None
    for semester in city.semesters:
        now = found_in(city, semester).assign(semester=semester)
        known = set() if before is None else set(before[identity].itertuples(index=False, name=None))
        is_known = [key in known for key in now[identity].itertuples(index=False, name=None)]
        now = now.assign(state=["continued" if one else "new" for one in is_known])
        parts.append(now)
        if before is not None:
            still = set(now[identity].itertuples(index=False, name=None))
            gone = before[[key not in still for key in before[identity].itertuples(index=False, name=None)]]
            closing = _Closing(city, semester)
            states = [closing.how(*key) for key in gone[identity].itertuples(index=False, name=None)]
            parts.append(gone.assign(semester=semester, state=states))
        before = now
    return _counted(pd.concat(parts, ignore_index=True))


@dataclass(frozen=True)
class _Closing:
    """How findings that a semester does not show any more were closed."""

    city: TrueCity
    semester: str

    @cached_property
    def receiving(self) -> set[tuple[str, str, str]]:
        """(programme, kind, subject) of everybody who receives in the semester."""
        rows = self.city.receipts[self.city.receipts["semester"] == self.semester]
        return {
            (programme, kind, subject)
            for kind in ("person", "family")
            for programme, subject in rows[["programme_code", kind]].itertuples(index=False, name=None)
        }

    @cached_property
    def served(self) -> set[str]:
        """Listed families that a programme reaches in the semester."""
        ladder = self.city.ladder
        return set(ladder.loc[(ladder["semester"] == self.semester) & (ladder["programmes"] > 0), "family"])

    def how(self, code: str, programme: str, kind: str, subject: str) -> str:
        """closed_stopped, closed_served or closed_corrected."""
        if code == "TGT-001":
            return "closed_served" if subject in self.served else "closed_corrected"
        is_still_there = code in ("OVL-001", "ISS-001") or (programme, kind, subject) in self.receiving
        return "closed_corrected" if is_still_there else "closed_stopped"


def _counted(states: pd.DataFrame) -> pd.DataFrame:
    states = states.rename(columns={"grade": "evidence_grade"})
    is_closed = states["state"].str.startswith("closed")
    grouped = states.assign(
        open=~is_closed, closed=is_closed, reopened=False, not_received=False, overdue=False,
        **{name: states["state"] == name for name in _STATES},
    )  # fmt: skip
    counts = grouped.groupby(KEYS)[[*_COUNTS, "closed_corrected"]].sum().add_suffix("_count")
    counts["at_stake_known_count"] = states[~is_closed].groupby(KEYS)["stake"].count().reindex(counts.index).fillna(0)
    counts["at_stake_idr"] = states[~is_closed].groupby(KEYS)["stake"].agg(lambda each: each.sum(min_count=1))
    return counts.reset_index()
