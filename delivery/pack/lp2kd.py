"""Tables of the LP2KD, the yearly poverty report, as one semester fills them."""

from __future__ import annotations

from itertools import groupby

from delivery.pack.blocks import Column, Part, Table
from delivery.pack.chapters.findings import written_or_why
from delivery.pack.chapters.source import origin
from delivery.pack.figures import UNITS, Figure, Source, quotient, total
from delivery.pack.gone import of_which_gone
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count

_BY_BPS = "diisi dari BPS"
_CLUSTERS = {
    "1": "Klaster I: perlindungan sosial keluarga",
    "2": "Klaster II: pemberdayaan masyarakat",
    "3": "Klaster III: usaha mikro dan kecil",
    "4": "Klaster IV: program murah untuk rakyat",
}


def lp2kd_tables(meeting: Meeting) -> list[Table]:
    """The tables by chapter of the report: condition, budget, programmes."""
    return [_condition(meeting), _budget(meeting), _programmes(meeting)]


def _condition(meeting: Meeting) -> Table:
    """Chapter III: what lists tell, and the rows that only the survey can fill."""
    steps = [
        (row.row["step_name"], row.count("step_count"), UNITS.get(row.row["unit"], ""), origin(row))
        for row in meeting.sources("mart_number_bridge")
    ]
    open_rows = [
        (words, Figure(_BY_BPS, None, "none"), "", "BPS, Susenas")
        for words in (
            "Persentase penduduk miskin (P0)",
            "Indeks kedalaman (P1)",
            "Indeks keparahan (P2)",
            "Garis kemiskinan",
            "Tingkat pengangguran terbuka",
            "Indeks pembangunan manusia",
        )
    ]
    columns = (Column("Ukuran", "wide"), Column(meeting.period), Column("Satuan", "text"), Column("Sumber", "wide"))
    rows = tuple((name, figure, unit, source) for name, figure, unit, source in [*steps, *open_rows])
    return Table("Bab III. Kondisi kemiskinan", columns, rows, meeting.source_note, "III Kondisi")


def _clusters(meeting: Meeting) -> list[tuple[str, list[Source]]]:
    """The programmes of the semester by cluster."""

    def cluster(row: Source) -> str:
        code = row.row["programme_code"]
        return str(meeting.programmes[code]["cluster"] or "–") if code in meeting.programmes else "–"

    rows = sorted(meeting.sources("mart_programme_progress"), key=cluster)
    return [(_CLUSTERS.get(key, "Tanpa klaster"), list(group)) for key, group in groupby(rows, cluster)]


def _budget(meeting: Meeting) -> Table:
    """Chapter IV: the budget by cluster; rupiah add up, units of receivers do not."""
    columns = (
        Column("Klaster dan program", "wide"),
        Column("Instansi", "text"),
        Column("Pagu (Rp)"),
        Column("Realisasi (Rp)"),
        Column("Serapan", "bar", "dari pagu"),
    )
    lines: list[tuple[Part, ...]] = []
    for words, rows in _clusters(meeting):
        lines += [
            (
                row.row["programme_name"],
                meeting.agencies.get(row.row["agency_id"], "–"),
                row.money("budget_idr"),
                row.money("realised_idr"),
                row.share("absorption_rate", "dari pagu"),
            )
            for row in rows
        ]
        sums = [
            total([row.money(column) for row in rows if row.row[column] is not None])
            for column in ("budget_idr", "realised_idr")
        ]
        lines.append((f"Jumlah {words}", "", *sums, quotient(sums[1], sums[0], "dari pagu")))
    return Table(
        "Bab IV. Tinjauan anggaran",
        columns,
        tuple(lines),
        f"Rupiah, menurut laporan perkembangan instansi. Rilis {meeting.release}.",
        "IV Anggaran",
    )


def _programmes(meeting: Meeting) -> Table:
    """Chapter V: programmes by cluster with target, realisation, receivers and coverage."""
    columns = (
        Column("Klaster", "wide"),
        Column("Program", "wide"),
        Column("Satuan", "text"),
        Column("Target"),
        Column("Realisasi"),
        Column("Capaian", "bar", "dari target"),
        Column("Penerima menurut daftar"),
        Column("Cakupan sasaran", "bar", "dari sasaran"),
    )
    covered = {row.row["programme_code"]: row for row in meeting.sources("mart_targeting", breakdown="city")}
    lines = []
    for words, rows in _clusters(meeting):
        for row in rows:
            city = covered.get(row.row["programme_code"])
            group = f"dari {count(city.row['target_count'])} sasaran" if city and city.row["target_count"] else ""
            group += of_which_gone(city, "target_gone_count", "present_coverage_rate") if city and group else ""
            coverage = city.share("coverage_rate", group) if city else Figure("–", None, "none")
            lines.append(
                (
                    words,
                    row.row["programme_name"],
                    written_or_why(row, "progress_unit"),
                    row.count("target_count"),
                    row.count("realised_count"),
                    row.share("achievement_rate", "dari target"),
                    row.count("receiver_count"),
                    coverage,
                )
            )
    return Table("Bab V. Program menurut klaster", columns, tuple(lines), meeting.source_note, "V Program")
