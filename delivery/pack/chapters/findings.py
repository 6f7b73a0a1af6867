"""Point e of the agenda: problems with owner and due date, the last ones included."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from delivery.pack.blocks import Block, Chapter, Column, Part, Prose, Table
from delivery.pack.figures import NOT_RELEASED, Figure, Source, total
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count, half, rupiah

REPORTED = "ISS-001"
_STATES = (
    ("new_count", "Baru"),
    ("reopened_count", "Dibuka lagi"),
    ("continued_count", "Berlanjut"),
    ("not_received_count", "Menunggu daftar"),
)


def findings(meeting: Meeting) -> Chapter:
    """The last findings and their end, the register, and the agencies' own reports."""
    blocks: list[Block] = [*_became(meeting), _register(meeting), _reported(meeting)]
    return Chapter(
        "e",
        "Masalah dan tindak lanjut",
        "Temuan dengan pemilik, usul, dan tenggatnya. Temuan ditutup "
        "oleh data, bukan oleh janji: bila pada semester berikutnya tidak ditemukan lagi.",
        tuple(blocks),
        "e",
        "Masalah",
    )


def grouped(rows: Iterable[Source], *columns: str) -> list[tuple[tuple[str, ...], list[Source]]]:
    """Rows of the register with the same values in `columns`."""

    def key(row: Source) -> tuple[str, ...]:
        return tuple(str(row.row[column]) for column in columns)

    return [(values, list(group)) for values, group in groupby(sorted(rows, key=key), key)]


def summed(rows: list[Source], column: str) -> Figure:
    """The sum of a count of findings."""
    return total([row.count(column) for row in rows]) if rows else Figure("0", 0)


def found(meeting: Meeting) -> list[Source]:
    """The findings that the data show, not those that agencies report."""
    return [row for row in meeting.sources("mart_findings") if row.row["finding_code"] != REPORTED]


def due(rows: list[Source]) -> str:
    """The earliest semester in which one of the open findings is due."""
    semesters = [row.row["due_semester"] for row in rows if row.row["due_semester"]]
    return half(min(semesters)) if semesters else "–"


def _became(meeting: Meeting) -> list[Block]:
    if not meeting.has_before:
        return [Prose((("Rapat ini yang pertama: belum ada temuan rapat lalu.",),), "Temuan rapat lalu")]
    columns = (
        Column("Temuan", "wide"),
        Column("Terbuka rapat lalu"),
        Column("Ditutup"),
        *(Column(words, of="ditutup") for words in ("Dihentikan", "Dilayani", "Dibetulkan")),
        Column("Berlanjut"),
        Column("Baru"),
        Column("Terbuka kini"),
        Column("Lewat tenggat"),
    )
    before = {code: rows for (code,), rows in grouped(meeting.sources_before("mart_findings"), "finding_code")}
    lines: list[tuple[Part, ...]] = []
    for (code,), rows in grouped(meeting.sources("mart_findings"), "finding_code"):
        kept = [summed(rows, column) for column in ("continued_count", "not_received_count")]
        new = [summed(rows, column) for column in ("new_count", "reopened_count")]
        lines.append(
            (
                f"{code} · {rows[0].row['finding_name']}",
                summed(before.get(code, []), "open_count"),
                *(summed(rows, f"closed{part}_count") for part in ("", "_stopped", "_served", "_corrected")),
                total(kept),
                total(new),
                summed(rows, "open_count"),
                summed(rows, "overdue_count"),
            )
        )
    note = (
        "Terbuka rapat lalu = ditutup + berlanjut. Terbuka kini = berlanjut + baru. Berlanjut memuat yang daftarnya "
        "belum datang; baru memuat yang dibuka lagi."
    )
    return [Table("Apa jadinya temuan rapat lalu", columns, tuple(lines), note, "e Temuan lalu")]


def _register(meeting: Meeting) -> Table:
    columns = (
        Column("Temuan", "wide"),
        Column("Program", "text"),
        Column("Pemilik", "text"),
        Column("Terbuka"),
        Column("Lewat tenggat"),
        Column("Tenggat", "text"),
        Column("Rupiah dipertaruhkan"),
        Column("Usul tindakan", "wide"),
    )
    groups = grouped(found(meeting), "finding_code", "programme_code", "owner_agency_id")
    lines = [
        (
            f"{code} · {rows[0].row['finding_name']}",
            meeting.programme(programme),
            meeting.agencies.get(owner, owner),
            summed(rows, "open_count"),
            summed(rows, "overdue_count"),
            due(rows),
            at_stake(rows),
            rows[0].row["action_text"] or "–",
        )
        for (code, programme, owner), rows in groups
        if (summed(rows, "open_count").value or 0) > 0
    ]
    note = (
        f"Rupiah dipertaruhkan: bantuan semester ini bagi penerima dalam temuan, bila diketahui. {meeting.source_note}"
    )
    return Table("Daftar temuan", columns, tuple(lines), note, "e Temuan")


def at_stake(rows: list[Source]) -> Figure:
    """The rupiah at stake in findings; no number where no amount is known."""
    known = [row.money("at_stake_idr") for row in rows if row.row["at_stake_idr"] is not None]
    return total(known, rupiah) if known else Figure("–", None, "none")


def _reported(meeting: Meeting) -> Table:
    columns = (
        Column("Masalah", "wide"),
        Column("Instansi", "text"),
        Column("Sebab", "wide"),
        Column("Usul", "wide"),
        Column("Tenggat", "text"),
        Column("Keadaan", "text"),
    )
    lines = tuple(
        (
            problem_of(row),
            meeting.agencies.get(row.row["owner_agency_id"], "–"),
            written_or_why(row, "cause_text"),
            written_or_why(row, "action_text"),
            half(row.row["due_semester"]) if row.row["due_semester"] else "–",
            _state(row),
        )
        for row in meeting.sources("mart_findings", finding_code=REPORTED)
    )
    note = "Dengan kata-kata instansi sendiri."
    if any(NOT_RELEASED in line[0] for line in lines if isinstance(line[0], str)):
        note += " Kalimat yang belum dilepas dapat menyebut orang: Bappeda memutuskannya (sinergi texts)."
    return Table("Masalah yang dilaporkan instansi", columns, lines, note, "e Masalah")


def problem_of(row: Source) -> str:
    """The words of a reported problem; its number where they are not released."""
    words = row.written("problem_text")
    return words or f"{row.row.get('problem_text') or row.row['issue_key']} (kalimatnya {NOT_RELEASED})"


def written_or_why(row: Source, column: str) -> str:
    """The words of an office, or why there are none."""
    return row.written(column) or (NOT_RELEASED if row.row.get(column) else "–")


def _state(row: Source) -> str:
    if row.row["closed_count"]:
        return "ditutup"
    late = "; lewat tenggat" if row.row["overdue_count"] else ""
    return next((words.lower() for column, words in _STATES if row.row[column]), "terbuka") + late


def asked(meeting: Meeting, most: int = 4) -> list[tuple[Part, ...]]:
    """The decisions asked for by the largest finding of each kind.

    Overdue ones come first, then those with most rupiah, then the most frequent.
    """
    groups = grouped(found(meeting), "finding_code", "programme_code", "owner_agency_id")
    open_groups = [(key, rows) for key, rows in groups if (summed(rows, "open_count").value or 0) > 0]
    open_groups.sort(
        key=lambda group: [
            -float(figure.value or 0)
            for figure in (summed(group[1], "overdue_count"), at_stake(group[1]), summed(group[1], "open_count"))
        ]
    )
    told: list[tuple[Part, ...]] = []
    first = {code: ((programme, owner), rows) for (code, programme, owner), rows in reversed(open_groups)}
    largest = [group for group in open_groups if first[group[0][0]][1] is group[1]]
    for (_, programme, owner), rows in largest[:most]:
        of = f" ({meeting.programme(programme)})" if programme != "-" else ""
        who = f"Pemilik: {meeting.agencies.get(owner, owner)}; tenggat: {due(rows)}."
        told.append(
            (
                f"{rows[0].row['finding_name']}{of}: ",
                summed(rows, "open_count"),
                f" terbuka. {rows[0].row['action_text']}. {who}",
            )
        )
    return told


def balance(meeting: Meeting) -> tuple[Part, ...]:
    """The sentence on all findings whose sum adds up."""
    rows = meeting.sources("mart_findings")
    now, new, again = (summed(rows, f"{name}_count") for name in ("open", "new", "reopened"))
    closed, before = summed(rows, "closed_count"), summed(meeting.sources_before("mart_findings"), "open_count")
    if not meeting.has_before:
        return ("Kini ", now, " temuan terbuka.")
    rest = sum(
        sign * (figure.value or 0) for sign, figure in ((1, before), (-1, closed), (1, new), (1, again), (-1, now))
    )
    left = "" if rest == 0 else f" (selisih {count(rest)} belum dapat dijelaskan)"
    return (
        "Rapat lalu ",
        before,
        " temuan terbuka; ",
        closed,
        " ditutup, ",
        new,
        " baru, ",
        again,
        " dibuka lagi; kini ",
        now,
        f" terbuka{left}.",
    )
