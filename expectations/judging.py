"""Judges each submission whole.

It is admitted or held, with its results, and every failing row is kept by its record_id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from expectations.background import Background, background_of
from expectations.counting import Counted, Failure, count
from expectations.database import Beside, Case, build, failing_rows, fill, hash_of, known_codes, no_failing_rows
from expectations.parts import Parts, fewest_rows
from expectations.rules import Rule, rules_for
from expectations.verdict import RuleResult, Verdict, load_verdict, verdict_path
from ingest.declarations.catalogue import Catalogue
from ingest.semester import Semester
from ingest.store import Store, private_folder, write_parquet
from ingest.whole import is_whole

if TYPE_CHECKING:
    from ingest.submission import Submission

Pair = tuple["Submission", "Submission | None"]
Codes = Sequence[tuple[str, str]]


class CheckError(Exception):
    """Checks could not be carried out; `failures` says each: submission, rule, reason."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(
            "\n".join(f"{failure.submission_id}: {failure.code}: {failure.reason}" for failure in failures)
        )


def judge(store: Store, catalogue: Catalogue, submission: Submission, previous: Submission | None) -> Verdict:
    """The verdict on one submission; `previous` is the same list of the semester before.

    Raises CheckError.
    """
    return judge_all(store, catalogue, [(submission, previous)])[0]


def judge_all(
    store: Store, catalogue: Catalogue, pairs: Iterable[Pair], residents: Mapping[str, int] | None = None
) -> list[Verdict]:
    """The verdicts on all submissions, in their order.

    The cost of Great Expectations is paid once. `residents`: official number of people by code of the regency.

    A submission that the reading held is held without a check. A submission that was judged before, with the same rows,
    counts and rules, keeps its verdict. CheckError, after all others are judged and kept, when a check raised.
    """
    todo = list(pairs)
    codes = known_codes(catalogue)
    codes_hash = hash_of(codes)
    verdicts: dict[int, Verdict] = {}
    cases: dict[int, tuple[Case, str]] = {}
    names: Counter[str] = Counter()
    parts = Parts(store, (submission for submission, _ in todo))
    for place, (submission, previous) in enumerate(todo):
        if submission.holding or submission.status == "duplicate":
            verdicts[place] = _held(store, submission)
            continue
        case = _case(catalogue, submission, submission.parquet(store), _name(submission, names))
        others = parts.beside(submission) if is_asked_whole(catalogue, submission) else []
        case = replace(
            _with_parts(case, [(other, other.parquet(store)) for other in others]),
            rows_before=previous.rows_accepted if previous else None,
            background=background_of(store, submission, residents or {}),
        )
        fingerprint = case.fingerprint(codes_hash)
        kept = load_verdict(store, submission)
        if kept and kept.fingerprint == fingerprint and is_whole(submission.failures(store)):
            verdicts[place] = kept
        else:
            cases[place] = case, fingerprint
    if cases:
        verdicts |= _judge_cases(store, cases, codes)
    return [verdicts[place] for place in range(len(todo))]


def judge_alone(
    catalogue: Catalogue,
    submission: Submission,
    rows: Path,
    background: Background | None = None,
    rows_before: int | None = None,
    others: Sequence[tuple[Submission, Path]] = (),
) -> Verdict:
    """The verdict on one submission with typed rows in a Parquet file; nothing is kept.

    `others`: the other files of its list with their rows, where it comes in several.

    By the same rules and numbers as `judge_all`, without Great Expectations and its seconds.
    """
    codes = known_codes(catalogue)
    case = _with_parts(_case(catalogue, submission, rows, "list"), others)
    case = replace(case, rows_before=rows_before, background=background or Background())
    with duckdb.connect() as connection:
        beside = fill(connection, [case], codes)[case.name]
        counted, reasons = count(connection, case)
    if reasons:
        raise CheckError([Failure(submission.submission_id, code, reason) for code, reason in reasons.items()])
    results = tuple(_result(rule, case, counted[rule.code], beside) for rule in case.rules)
    return Verdict.of(submission.submission_id, results, case.fingerprint(hash_of(codes)))


def is_asked_whole(catalogue: Catalogue, submission: Submission) -> bool:
    """True where the other files of a list are asked with it.

    A source is asked about its city as a whole, a list in many small files has enough rows together.
    """
    table = catalogue.agencies[submission.agency_id].agency.tables[submission.table_id]
    fewest = table.at(Semester.parse(submission.semester)).rows.min
    return submission.entity == "reference_records" or submission.rows_accepted < fewest


def _with_parts(case: Case, others: Sequence[tuple[Submission, Path]]) -> Case:
    """The case with its list's other files, and the rows it must have itself."""
    rows_min = fewest_rows(case.submission, case.rows_min, [other for other, _ in others])
    return replace(case, parts=tuple(rows for _, rows in others), rows_min=rows_min)


def _held(store: Store, submission: Submission) -> Verdict:
    codes = submission.holding or ("FIL-004",)
    verdict = Verdict(submission.submission_id, False, (), codes)
    write_parquet(no_failing_rows(), submission.failures(store))
    verdict.save(verdict_path(store, submission))
    return verdict


def _case(catalogue: Catalogue, submission: Submission, rows: Path, name: str) -> Case:
    table = catalogue.agencies[submission.agency_id].agency.tables[submission.table_id]
    bounds = table.at(Semester.parse(submission.semester)).rows
    return Case(
        name=name, submission=submission, rows=rows, rules=rules_for(submission, catalogue),
        rows_min=bounds.min, rows_max=bounds.max, rows_before=None,
    )  # fmt: skip


def _name(submission: Submission, names: Counter[str]) -> str:
    """The name of a case: its list's, numbered where the list comes in several files."""
    name = f"{submission.agency_id}__{submission.table_id}"
    names[name] += 1
    return name if names[name] == 1 else f"{name}_{names[name]}"


def _judge_cases(store: Store, cases: Mapping[int, tuple[Case, str]], codes: Codes) -> dict[int, Verdict]:
    """The verdicts of the cases, by place.

    Each is kept before an error of another is raised.
    """
    from expectations.suite import carry_out

    every = [case for case, _ in cases.values()]
    databases = {case.name: _database(store, case) for case in every}
    beside = {case.name: build(databases[case.name], [case], codes)[case.name] for case in every}
    outcomes, failures = carry_out(store, databases, every, codes)
    verdicts: dict[int, Verdict] = {}
    for place, (case, fingerprint) in cases.items():
        submission = case.submission
        with duckdb.connect(str(databases[case.name]), read_only=True) as connection:
            counted, reasons = count(connection, case, outcomes[case.name].counted)
            own = {failure.code: failure for failure in failures if failure.submission_id == submission.submission_id}
            results = tuple(
                _result(rule, case, counted[rule.code], beside[case.name])
                for rule in case.rules
                if rule.code in counted
            )
            failing = failing_rows(connection, case, [r.code for r in results if r.is_failed and r.code not in own])
        problems = reasons | _unequal(case, results, failing, outcomes[case.name].kept)
        failures += [Failure(submission.submission_id, c, why) for c, why in problems.items() if c not in own]
        if problems or own:
            continue
        verdicts[place] = Verdict.of(submission.submission_id, results, fingerprint)
        write_parquet(failing, submission.failures(store))
        verdicts[place].save(verdict_path(store, submission))
    if failures:
        raise CheckError(failures)
    return verdicts


def _database(store: Store, case: Case) -> Path:
    """An empty place for the database of one list: counts and views alone."""
    path = store.rules_context(case.submission.semester) / "lists" / f"{case.name}.duckdb"
    private_folder(path.parent)
    path.unlink(missing_ok=True)
    return path


def _unequal(case: Case, results: Sequence[RuleResult], failing: pa.Table, kept: Mapping[str, bool]) -> dict[str, str]:
    """Rules whose outcome by the library, counts and listed rows do not agree."""
    differ = {r.code: "outcome and counts differ" for r in results if kept.get(r.code, r.is_failed) == r.is_failed}
    return differ | dict.fromkeys(_unlisted(case, results, failing), "failing rows counted and listed differ")


def _unlisted(case: Case, results: Sequence[RuleResult], failing: pa.Table) -> list[str]:
    """Rules that counted another number of failing rows than are listed.

    Both come from the same words, so there is none.
    """
    failing_counts = Counter(failing.column("rule_code").to_pylist())
    about_rows = {rule.code for rule in case.rules if rule.about_rows}
    return [r.code for r in results if r.is_failed and r.code in about_rows and failing_counts[r.code] != r.failed]


def _result(rule: Rule, case: Case, counted: Counted, beside: Beside) -> RuleResult:
    failed, checked = counted.failed, counted.checked
    return RuleResult(
        code=rule.code, title=rule.title, question=rule.question, dimension=rule.dimension,
        severity=rule.gravity(failed, checked), owner=rule.owner, action=rule.action,
        outcome="not_asked" if not checked else "failed" if rule.is_broken(failed, checked) else "passed",
        checked=checked, failed=failed, observed=_observed(rule, case, counted, beside),
    )  # fmt: skip


def _observed(rule: Rule, case: Case, counted: Counted, beside: Beside) -> str:
    """The result in the words of the rule; numbers only."""
    if not counted.checked:
        return "tidak ada yang diperiksa"
    submission = case.submission
    counts = {
        "failed": counted.failed, "checked": counted.checked, "rows_stored": beside.rows_stored,
        "rows_in": submission.rows_in, "rows_accepted": submission.rows_accepted,
        "rows_rejected": submission.rows_rejected, "rows_furniture": submission.rows_furniture,
        "rows_min": case.rows_min, "rows_max": case.rows_max, "rows_before": case.rows_before,
        "residents": beside.residents,
    }  # fmt: skip
    told = {name: "-" if count is None else f"{count:,}".replace(",", ".") for name, count in counts.items()}
    return rule.observed.format(
        **told,
        percent=f"{100 * counted.failed / counted.checked:.1f}".replace(".", ","),
        seen=f"{counted.seen:.2f}".rstrip("0").rstrip(".").replace(".", ",") if counted.seen is not None else "",
    )
