"""Point d of the agenda: the one source, each list's agreement, the bridge of numbers."""

from __future__ import annotations

import re

from delivery.pack.blocks import Block, Chapter, Column, Part, Prose, Stack, Stacks, Table
from delivery.pack.figures import UNITS, Source
from delivery.pack.gone import step
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count, day

RUNGS = ("NIK dan nama", "KK dan nama", "kemiripan", "cara lain", "hanya keluarganya", "tidak padan")
# Where a number is kept in the project says nothing to the meeting.
_SEED = re.compile(r" \(seed \w+\)")
_RUNG_COLUMNS = (
    "matched_rung_1",
    "matched_rung_2",
    "matched_rung_3",
    "matched_other",
    "family_only_person",
    "unmatched_person",
)


def source(meeting: Meeting) -> Chapter:
    """The agreement, the agreement rate of each list, other snapshots, and the bridge."""
    blocks: list[Block] = [_agreement(meeting), _rungs(meeting), _rates(meeting), _bridge(meeting)]
    if any(not row["is_in_force"] for row in meeting.rows("mart_snapshot_comparison")):
        blocks.append(_snapshots(meeting))
    return Chapter(
        "d",
        "Satu sumber data",
        "Sumber yang disepakati, seberapa banyak orang di tiap daftar yang ada di "
        "dalamnya, dan jembatan dari angka penduduk ke angka keluarga yang terlayani.",
        tuple(blocks),
        "d",
        "Satu sumber",
    )


def _agreement(meeting: Meeting) -> Prose:
    snapshot = meeting.snapshot
    if snapshot is None:
        return Prose((("Belum ada sumber acuan untuk semester ini. Angka sasaran belum dapat dihitung.",),), tone="ask")
    as_of = f", keadaan {day(snapshot['as_of_date'])}" if snapshot["as_of_date"] else ""
    holds: tuple[Part, ...] = (
        f"Sumber acuan: {snapshot['snapshot_id']}{as_of}, memuat {count(snapshot['person_count'])} orang dalam "
        f"{count(snapshot['family_count'])} keluarga menurut berkasnya.{_moved_on(meeting)}",
    )
    if not snapshot["is_agreed"]:
        return Prose((holds, ("Sumber ini belum disepakati dengan surat.",)), tone="ask")
    on = f" tanggal {day(snapshot['letter_date'])}" if snapshot["letter_date"] else ""
    letter = f"Disepakati {snapshot['agreed_by']}, surat {snapshot['letter_no']}{on}."
    same = {True: "Berkasnya sama dengan yang disepakati.", False: "Berkasnya BERBEDA dari yang disepakati."}
    return Prose(
        (holds, (letter,), (same.get(snapshot["is_agreed_file"], "Sidik berkasnya tidak disebut dalam surat."),))
    )


def _moved_on(meeting: Meeting) -> str:
    """The sentence on the other count of families, which stands in the bridge."""
    families = step(meeting, "listed_families")
    if not families.is_known:
        return ""
    return f" Menurut susunan keluarga semester ini orang-orang itu berada dalam {families.text} keluarga."


def _in_force(meeting: Meeting) -> list[Source]:
    """The lists against the snapshot in force; those that did not come included."""
    return [row for row in meeting.sources("mart_source_agreement") if row.row["is_in_force"] is not False]


def _rungs(meeting: Meeting) -> Stacks:
    stacks = []
    for row in _in_force(meeting):
        of = f"dari {row.count('person_count').text} orang di daftar"
        parts = tuple(row.count(f"{column}_count", of) for column in _RUNG_COLUMNS)
        known = all(part.is_known for part in parts)
        missing = "" if known else f"daftar {row.count('person_count').text}"
        stacks.append(Stack(meeting.list_name(row.row), parts if known else (), missing))
    return Stacks("Dengan bukti apa orang di daftar ditemukan", RUNGS, tuple(stacks), meeting.source_note, "rung")


def _rates(meeting: Meeting) -> Table:
    columns = (
        Column("Daftar", "text"),
        Column("Instansi", "text"),
        Column("Orang di daftar"),
        Column("Ditemukan"),
        Column("Orang padan", "bar", "dari orang di daftar"),
        Column("Keluarga di daftar"),
        Column("Keluarga padan", "bar", "dari keluarga di daftar"),
    )
    lines = tuple(
        (
            meeting.list_name(row.row),
            meeting.agencies.get(row.row["agency_id"], ""),
            row.count("person_count"),
            row.count("matched_person_count"),
            row.share("person_match_rate", f"dari {row.count('person_count').text} orang"),
            row.count("family_count"),
            row.share("family_match_rate", f"dari {row.count('family_count').text} keluarga"),
        )
        for row in _in_force(meeting)
    )
    return Table("Kecocokan tiap daftar dengan sumber acuan", columns, lines, meeting.source_note, "d Kecocokan")


def _bridge(meeting: Meeting) -> Table:
    columns = (
        Column("Langkah", "wide"),
        Column("Jumlah"),
        Column("Satuan", "text"),
        Column("Selisih"),
        Column("Penjelasan", "wide"),
        Column("Sumber", "text"),
    )
    steps = {row.row["step_code"]: row.row["step_no"] for row in meeting.sources("mart_number_bridge")}
    lines: list[tuple[Part, ...]] = []
    for row in meeting.sources("mart_number_bridge"):
        against = row.row["compared_step_code"]
        told = row.row["difference_text"] or ""
        if row.row["per_unit_ratio"] is not None:
            told = f"{told} ({row.ratio('per_unit_ratio').text} per satuan)"
        lines.append(
            (
                f"{row.row['step_no']}. {row.row['step_name']}",
                row.count("step_count"),
                UNITS.get(row.row["unit"], str(row.row["unit"])),
                row.count("difference_count"),
                f"Terhadap langkah {steps[against]}: {told}" if against in steps and told else told,
                origin(row),
            )
        )
    return Table("Jembatan angka", columns, tuple(lines), meeting.source_note, "d Jembatan angka")


def origin(row: Source) -> str:
    """The source of a step of the bridge, in the meeting's words."""
    return _SEED.sub("", row.row["source_text"] or "–")


def _snapshots(meeting: Meeting) -> Table:
    columns = (
        Column("Program", "text"),
        Column("Sumber", "text"),
        Column("Berlaku", "text"),
        Column("Dalam sasaran"),
        Column("Di luar sasaran"),
        Column("Tidak ditemukan"),
        Column("Tidak berubah"),
    )
    lines = tuple(
        (
            meeting.programme(row.row["programme_code"]),
            row.row["snapshot_id"],
            "ya" if row.row["is_in_force"] else "tidak",
            row.count("in_target_count"),
            row.count("out_of_target_count"),
            row.count("not_found_count"),
            row.count("unchanged_count"),
        )
        for row in meeting.sources("mart_snapshot_comparison")
    )
    return Table("Bila memakai sumber lain", columns, lines, meeting.source_note, "d Sumber lain")
