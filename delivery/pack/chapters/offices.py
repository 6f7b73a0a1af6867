"""A page for each agency: thanks, its lists and report card, its open findings."""

from __future__ import annotations

from delivery.pack.blocks import Block, Chapter, Column, Part, Prose, Table
from delivery.pack.chapters.findings import due, found, grouped, problem_of, summed, written_or_why
from delivery.pack.chapters.receivers import report_cards
from delivery.pack.chapters.targeting import outcomes
from delivery.pack.figures import STATUS, Figure, Source
from delivery.pack.gone import GONE
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count, day, listed
from delivery.release.frames import Row


def office_chapters(meeting: Meeting) -> list[Chapter]:
    """One chapter for each agency."""
    return [_office(meeting, agency_id, name) for agency_id, name in meeting.agencies.items()]


def _office(meeting: Meeting, agency_id: str, name: str) -> Chapter:
    lists = [row for row in meeting.rows("fct_submissions") if row["agency_id"] == agency_id]
    blocks: list[Block] = [Prose(tuple(_thanks(meeting, name, lists, agency_id)), tone="thanks")]
    blocks += [_lists(meeting, lists)] if lists else []
    cards = meeting.sources("mart_beneficiary_inventory", agency_id=agency_id)
    blocks += [report_cards(meeting, cards)] if cards else []
    judged = meeting.sources("mart_targeting", breakdown="city", agency_id=agency_id)
    blocks += [outcomes(meeting, judged)] if judged else []
    blocks.append(_asked(meeting, agency_id))
    return Chapter(f"i-{agency_id}", name, f"{name}, {meeting.period}.", tuple(blocks), group="agency")


def _thanks(meeting: Meeting, name: str, lists: list[Row], agency_id: str) -> list[tuple[Part, ...]]:
    came = [row for row in lists if row["list_status"] == "admitted"]
    told: list[tuple[Part, ...]] = []
    if came:
        rows = sum(row["rows_accepted"] or 0 for row in came)
        told.append((f"Terima kasih, {name}: {count(len(came))} daftar diterima, {count(rows)} baris dipakai.",))
    else:
        told.append((f"{name}: daftar semester ini kami nantikan.",))
    better = [
        meeting.list_name(row.row)
        for row in meeting.sources("mart_beneficiary_inventory", agency_id=agency_id)
        if (row.row["quality_change"] or 0) > 0
    ]
    if better:
        told.append((f"Mutu daftar {listed(better)} naik sejak rapat lalu.",))
    closed = summed(
        [row for row in meeting.sources("mart_findings") if row.row["owner_agency_id"] == agency_id], "closed_count"
    )
    if closed.value:
        told.append(("Sejak rapat lalu ", closed, " temuan milik instansi ini ditutup."))
    return told + _gave(meeting, agency_id)


def _gave(meeting: Meeting, agency_id: str) -> list[tuple[Part, ...]]:
    """The agency's contribution: whom of the target group its programmes reach."""
    return [
        (
            f"{meeting.programme(row.row['programme_code'])} menjangkau ",
            row.count("target_receiver_count"),
            " dari ",
            row.count("target_count"),
            f" {meeting.unit(row.row['programme_code'])} sasaran (",
            row.share("coverage_rate", "dari sasaran", "coverage_ci_lower_rate", "coverage_ci_upper_rate"),
            *_without_gone(row),
            ").",
        )
        for row in meeting.sources("mart_targeting", breakdown="city", agency_id=agency_id)
        if row.count("target_receiver_count").is_known and row.count("target_count").value
    ]


def _without_gone(row: Source) -> tuple[Part, ...]:
    """The coverage without the gone, where there are any."""
    gone, share = row.count("target_gone_count"), row.share("present_coverage_rate", f"dari sasaran, tanpa yang {GONE}")
    return ("; tanpa ", gone, f" yang {GONE}: ", share) if gone.value and share.is_known else ()


def _lists(meeting: Meeting, lists: list[Row]) -> Table:
    columns = (
        Column("Daftar", "text"),
        Column("Keadaan", "text"),
        Column("Data per", "text"),
        Column("Baris di berkas"),
        Column("Dipakai"),
        Column("Ditolak"),
        Column("Bukan data"),
        Column("Sebab ditahan", "text"),
    )
    kinds = ("rows_in", "rows_accepted", "rows_rejected", "rows_furniture")
    lines: tuple[tuple[Part, ...], ...] = tuple(
        (
            meeting.list_name(row),
            STATUS.get(str(row["list_status"]), "–"),
            day(row["as_of_date"]) if row["as_of_date"] else "–",
            *(_rows(row, kind) for kind in kinds),
            str(row["hold_codes"] or "–"),
        )
        for row in lists
    )
    note = f"Baris di berkas = dipakai + ditolak + bukan data (judul, jumlah, baris kosong). Rilis {meeting.release}."
    return Table("Kiriman semester ini", columns, lines, note)


def _rows(row: Row, kind: str) -> Figure:
    if not row["submission_count"] or row[kind] is None:
        return Figure("belum ada", None, "missing")
    return Figure(count(row[kind]), row[kind])


def _asked(meeting: Meeting, agency_id: str) -> Table | Prose:
    owned = [row for row in found(meeting) if row.row["owner_agency_id"] == agency_id]
    groups = [
        (key, rows)
        for key, rows in grouped(owned, "finding_code", "programme_code")
        if (summed(rows, "open_count").value or 0) > 0
    ]
    reported = [
        row
        for row in meeting.sources("mart_findings", finding_code="ISS-001", owner_agency_id=agency_id)
        if row.row["open_count"]
    ]
    if not groups and not reported:
        return Prose((("Tidak ada temuan terbuka milik instansi ini.",),), "Yang dimohon", "thanks")
    columns = (
        Column("Temuan", "wide"),
        Column("Program", "text"),
        Column("Terbuka"),
        Column("Lewat tenggat"),
        Column("Tenggat", "text"),
        Column("Usul tindakan", "wide"),
    )
    lines: list[tuple[Part, ...]] = [
        (
            rows[0].row["finding_name"],
            meeting.programme(programme),
            summed(rows, "open_count"),
            summed(rows, "overdue_count"),
            due(rows),
            rows[0].row["action_text"] or "–",
        )
        for (_, programme), rows in groups
    ]
    lines += [
        (
            problem_of(row),
            meeting.programme(row.row["programme_code"]),
            row.count("open_count"),
            row.count("overdue_count"),
            due([row]),
            written_or_why(row, "action_text"),
        )
        for row in reported
    ]
    return Table(
        "Yang dimohon",
        columns,
        tuple(lines),
        "Nama dan alamatnya ada di buku perbaikan dan daftar khusus, bukan di sini.",
    )
