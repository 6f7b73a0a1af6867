"""Point c of the agenda: three outcomes that are never merged into two."""

from __future__ import annotations

from delivery.pack.blocks import Chapter, Column, Prose, Stack, Stacks, Table
from delivery.pack.figures import STATUS, Figure, Source
from delivery.pack.gone import GONE
from delivery.pack.meeting import Meeting

OUTCOMES = ("dalam sasaran", "di luar sasaran", "tidak ditemukan di sumber acuan")
_DECILES = 10


def targeting(meeting: Meeting) -> Chapter:
    """Outcomes of the receivers, coverage of the target group, and coverage by decile."""
    city = meeting.sources("mart_targeting", breakdown="city")
    disputed = [row for row in meeting.sources("mart_target_rules") if row.row["other_source"] is not None]
    return Chapter(
        "c",
        "Ketepatan sasaran",
        "Penerima tiap program menurut tiga hasil. Yang tidak ditemukan bukan salah sasaran: "
        "sumber acuan tidak memuat semua penduduk.",
        (
            outcomes(meeting, city),
            _coverage(meeting, city),
            *([_disputed(meeting, disputed)] if disputed else []),
            _deciles(meeting),
            _reading(),
        ),
        "c",
        "Sasaran",
    )


def outcomes(meeting: Meeting, rows: list[Source], names: bool = True) -> Stacks:
    """One bar for each programme: in target, outside, not found."""
    stacks = []
    for row in rows:
        code = row.row["programme_code"]
        of = f"dari {row.count('receiver_count').text} {meeting.unit(code)} penerima"
        parts = tuple(row.count(f"{name}_count", of) for name in ("in_target", "out_of_target", "not_found"))
        known = all(part.is_known for part in parts) and any(part.value for part in parts)
        label = f"{meeting.programme(code)} ({meeting.unit(code)})" if names else meeting.programme(code)
        missing = "" if known else _why(row, parts)
        stacks.append(Stack(label, parts if known else (), missing))
    return Stacks("Tiga hasil tiap program", OUTCOMES, tuple(stacks), meeting.source_note)


def _why(row: Source, parts: tuple[Figure, ...]) -> str:
    """Says why a programme has no bar."""
    status = row.row["list_status"]
    if status in ("admitted", "stale"):
        states = {part.state for part in parts}
        if "hidden" in states:
            return "dilindungi"
        # a zero that was moved may be a few
        return "0≈: paling banyak 4 tiap hasil" if "moved" in states else "tidak ada penerima"
    return {"aggregate_only": "hanya rekap, tanpa nama"}.get(status, f"daftar {STATUS[status]}")


def _coverage(meeting: Meeting, rows: list[Source]) -> Table:
    columns = (
        Column("Program", "text"),
        Column("Sasaran"),
        Column("Menerima"),
        Column("Cakupan", "bar", "dari sasaran"),
        Column("Cakupan tanpa yang meninggal atau pindah"),
        Column("Terlewat", "number", "dari sasaran"),
        Column("Di luar sasaran", "number", "dari penerima"),
        Column("Tidak ditemukan", "number", "dari penerima"),
        Column("Dibanding pilihan acak", "wide"),
    )
    lines = []
    for row in rows:
        group = f"dari {row.count('target_count').text} {meeting.unit(row.row['programme_code'])} sasaran"
        coverage = row.share("coverage_rate", group, "coverage_ci_lower_rate", "coverage_ci_upper_rate")
        given = f"dari {row.count('receiver_count').text} penerima"
        lines.append(
            (
                meeting.programme(row.row["programme_code"]),
                row.count("target_count"),
                row.count("target_receiver_count"),
                coverage,
                _present(row, group) if coverage.is_known else coverage,
                row.share(
                    "exclusion_error_rate", group, "exclusion_error_ci_lower_rate", "exclusion_error_ci_upper_rate"
                ),
                row.share(
                    "inclusion_error_rate", given, "inclusion_error_ci_lower_rate", "inclusion_error_ci_upper_rate"
                ),
                row.share("not_found_rate", given),
                row.row["lift_statement"] or "–",
            )
        )
    note = (
        "Angka kecil di bawah persentase adalah rentangnya: sejauh mana pencocokan orang dapat keliru. "
        f"{meeting.source_note}"
    )
    return Table("Cakupan dan kesalahan sasaran", columns, tuple(lines), note, "c Sasaran")


def _present(row: Source, group: str) -> Figure:
    """The coverage without those of the target group who are known dead or moved away."""
    gone = row.count("target_gone_count").text
    return row.share("present_coverage_rate", f"{group}, tanpa {gone} yang {GONE}")


def _disputed(meeting: Meeting, rows: list[Source]) -> Table:
    """Programmes of which public sources name two limits: what comes of either."""
    columns = (
        Column("Program", "text"), Column("Batas", "wide"), Column("Sasaran"), Column("Dalam sasaran"),
        Column("Di luar sasaran"),
    )  # fmt: skip
    lines = tuple(
        (
            meeting.programme(row.row["programme_code"]),
            _limit(row, side),
            row.count(f"{side}target_count"),
            row.count(f"{side}in_target_count"),
            row.count(f"{side}out_of_target_count"),
        )
        for row in rows
        for side in ("", "other_")
    )
    note = (
        "Sumber publik berbeda tentang batas ini. Yang dipakai adalah baris pertama tiap program; rapat dapat memilih."
    )
    return Table("Bila batasnya lain", columns, lines, f"{note} {meeting.source_note}", "c Batas lain")


def _limit(row: Source, side: str) -> str:
    """The limit with where it stands."""
    source, percentile = row.row[f"{side or 'rule_'}source"], row.row[f"{side}max_percentile"]
    limit = f"persentil {percentile}" if percentile is not None else f"desil {row.row[f'{side}max_decile']}"
    return f"{limit}: {'surat kesepakatan' if source == 'agreed_source' else source}"


def _deciles(meeting: Meeting) -> Table:
    """Receivers by decile, the lowest first."""
    cells = {
        (row.row["programme_code"], row.row["breakdown_code"]): row
        for row in meeting.sources("mart_targeting", breakdown="decile")
    }
    shown = [str(number) for number in range(1, _DECILES + 1) if any(key[1] == str(number) for key in cells)]
    codes = [row.row["programme_code"] for row in meeting.sources("mart_targeting", breakdown="city")]
    columns = (Column("Program", "text"), *(Column(f"Desil {number}") for number in shown), Column("Tanpa desil"))
    lines = tuple(
        (
            meeting.programme(code),
            *(cells[code, at].count("receiver_count") if (code, at) in cells else "–" for at in (*shown, "unknown")),
        )
        for code in codes
    )
    note = (
        "Desil 1 paling rendah. Tanpa desil: tidak ditemukan di sumber acuan, atau sumber tidak menyebut peringkatnya."
    )
    return Table("Penerima menurut desil kesejahteraan", columns, lines, note, "c Desil")


def _reading() -> Prose:
    return Prose(
        (
            ("Cakupan: bagian sasaran yang menerima. Terlewat: sisanya.",),
            ("Di luar sasaran: ada di sumber acuan, tetapi di atas batas program itu.",),
            ("Tidak ditemukan: tidak ada di sumber acuan. Belum tentu mampu, belum tentu miskin; perlu dipadankan.",),
        ),
        "Cara membaca",
    )
