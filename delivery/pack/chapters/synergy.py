"""Synergy: wrong overlap, right overlap, and the step that families still lack."""

from __future__ import annotations

from delivery.pack.blocks import Block, Chapter, Column, Prose, Stack, Stacks, Table
from delivery.pack.figures import total
from delivery.pack.gone import GONE, of_which_gone, targets_gone
from delivery.pack.meeting import Meeting

_SETS_SHOWN = 12
_KINDS = (
    ("conflict", "Tumpang tindih yang keliru", "Tumpang tindih keliru"),
    ("complementary", "Saling melengkapi", "Saling melengkapi"),
)


def synergy(meeting: Meeting) -> Chapter:
    """Pairs of programmes, families by number of programmes, and families one step short."""
    pairs = [_pairs(meeting, *kind) for kind in _KINDS]
    blocks: list[Block] = [*pairs, served(meeting), _rights(meeting), _ladder(meeting), _sets(meeting)]
    return Chapter(
        "s",
        "Sinergi",
        "Keluarga yang menerima dua program yang seharusnya tidak bersama, yang memang saling "
        "melengkapi, dan langkah yang masih kurang.",
        tuple(blocks),
    )


def _pairs(meeting: Meeting, kind: str, title: str, sheet: str) -> Table | Prose:
    columns = (
        Column("Pasangan", "text"),
        Column("Keluarga menerima keduanya"),
        Column("dari yang pertama", "bar"),
        Column("dari yang kedua", "bar"),
        Column("Dasar", "wide"),
    )
    rows = meeting.sources("mart_programme_overlap", pair_kind=kind)
    if not rows:
        return Prose((("Tidak ada pasangan program seperti ini dalam aturan semester ini.",),), title)
    lines = tuple(
        (
            f"{meeting.programme(row.row['programme_a'])} + {meeting.programme(row.row['programme_b'])}",
            row.count("family_both_count"),
            row.share("share_of_a", f"dari {row.count('family_a_count').text} keluarga"),
            row.share("share_of_b", f"dari {row.count('family_b_count').text} keluarga"),
            row.row["pair_reason"] or "–",
        )
        for row in sorted(rows, key=lambda row: -(row.row["family_both_count"] or 0))
    )
    return Table(title, columns, lines, meeting.source_note, f"s {sheet}"[:31])


def served(meeting: Meeting) -> Stacks:
    """Families of the target group by number of programmes."""
    steps = {row.row["step_code"]: row for row in meeting.sources("mart_number_bridge")}
    codes = [f"target_served_{number}" for number in range(4)]
    parts = tuple(steps[code].count("step_count", "dari keluarga sasaran") for code in codes if code in steps)
    known = len(parts) == len(codes) and all(part.is_known for part in parts)
    stack = Stack("Keluarga sasaran", parts if known else (), "" if known else "belum dapat dihitung")
    legend = ("tanpa program", "satu program", "dua program", "tiga atau lebih")
    note = f"{targets_gone(meeting)}{meeting.source_note}"
    return Stacks("Keluarga sasaran menurut banyaknya program", legend, (stack,), note, "served")


def _rights(meeting: Meeting) -> Table:
    columns = (
        Column("Program", "text"),
        Column("Instansi", "text"),
        Column("Berhak"),
        Column("Terpenuhi"),
        Column("Terpenuhi", "number", "dari yang berhak"),
        Column("Terpenuhi", "number", f"tanpa yang {GONE}"),
        Column("Belum"),
        Column("Belum", "number", "hanya program ini"),
    )
    lines = tuple(
        (
            meeting.programme(row.row["programme_code"]),
            row.row["agency_name"],
            row.count("entitled_family_count"),
            row.count("met_family_count"),
            row.share("met_rate", f"dari {row.count('entitled_family_count').text} keluarga berhak"),
            row.share("present_met_rate", f"tanpa {row.count('entitled_gone_family_count').text} yang {GONE}"),
            row.count("short_family_count"),
            row.count("one_short_family_count"),
        )
        for row in meeting.sources("mart_programme_rights")
    )
    note = (
        "Keluarga; satu keluarga dapat berhak atas beberapa program. Hanya program ini: semua haknya yang lain sudah "
        f"diterima. {meeting.source_note}"
    )
    return Table("Hak yang belum terpenuhi", columns, lines, note, "s Hak")


def _ladder(meeting: Meeting) -> Table:
    rows = meeting.sources("mart_rights_ladder")
    met = sorted({row.row["met_count"] for row in rows})
    cells = {(row.row["right_count"], row.row["met_count"]): row.count("family_count") for row in rows}
    columns = (Column("Berhak atas", "text"), *(Column(f"{number} terpenuhi") for number in met))
    lines = tuple(
        (f"{right} program", *(cells.get((right, number), "–") for number in met))
        for right in sorted({row.row["right_count"] for row in rows})
    )
    missing = sorted({row.row["missing_programme_set"] for row in rows if row.row["missing_programme_set"]})
    lacks = f" Tanpa daftar {', '.join(map(meeting.programme, missing))}, yang belum ada." if missing else ""
    none_left = total([row.count("gone_family_count") for row in rows])
    gone = f" Di antaranya {none_left.text} keluarga seluruhnya {GONE}." if none_left.value else ""
    return Table(
        "Tangga hak: keluarga menurut hak dan yang terpenuhi",
        columns,
        lines,
        f"Baris: banyaknya hak. Kolom: yang sudah diterima seluruhnya.{gone}{lacks} {meeting.source_note}",
        "s Tangga hak",
    )


def _sets(meeting: Meeting) -> Table:
    columns = (Column("Program yang diterima bersama", "wide"), Column("Keluarga sasaran"), Column("Bagian", "bar"))
    # families without any programme stand above, exactly
    rows = [row for row in meeting.sources("mart_complementarity", is_target=True) if row.row["programme_set"] != "-"]
    known = sorted(rows, key=lambda row: (-(row.row["family_count"] or 0), row.row["programme_set"]))
    lines = tuple(
        (
            meeting.programme(row.row["programme_set"]),
            row.count("family_count", f"dari {row.count('group_family_count').text} keluarga sasaran"),
            row.share(
                "family_share",
                f"dari {row.count('group_family_count').text} keluarga sasaran"
                f"{of_which_gone(row, 'group_gone_family_count', 'present_family_share')}",
            ),
        )
        for row in known[:_SETS_SHOWN]
    )
    more = f"{len(rows) - len(lines)} susunan lain tidak ditampilkan. " if len(rows) > len(lines) else ""
    note = f"{more}{targets_gone(meeting)}{meeting.source_note}"
    return Table("Susunan program terbanyak", columns, lines, note, "s Susunan")
