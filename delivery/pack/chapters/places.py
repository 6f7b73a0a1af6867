"""Kelurahan: the city as tiles, a ranking, and a page for each."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise

from delivery.pack.blocks import Block, Chapter, Column, Dot, Dots, Link, Part, Prose, Stack, Stacks, Table, Tile, Tiles
from delivery.pack.chapters.targeting import outcomes
from delivery.pack.figures import Figure, Source, quotient, total
from delivery.pack.gone import GONE, of_which_gone, targets_gone
from delivery.pack.meeting import Meeting, Village
from delivery.pack.numerals import count, percent

_SHADES = 5
# In fewer families, counts that were moved for protection make a share that says nothing.
_LEAST_FAMILIES = 30
_UP_TO_FOUR = "0–4 keluarga"
_SERVED = ("tanpa program", "satu program", "dua program", "tiga atau lebih")


def places(meeting: Meeting) -> Chapter:
    """The whole city by kelurahan: share of target families without any programme."""
    unserved = {village.code: unserved_in(meeting, village) for village in meeting.villages}
    return Chapter(
        "p",
        "Kelurahan",
        "Bagian keluarga sasaran yang belum menerima program apa pun, tiap kelurahan. Batas wilayah "
        "tidak dipunyai, maka ini ubin menurut kecamatan, bukan peta.",
        (_tiles(meeting, unserved), _dots(meeting, unserved), _table(meeting)),
    )


def profile_of(meeting: Meeting, village: Village) -> Source | None:
    """The profile of a kelurahan, or None where the release has no such row."""
    return next(iter(meeting.sources("mart_kelurahan_profile", village_code=village.code)), None)


def unserved_in(meeting: Meeting, village: Village) -> Figure:
    """The share of a kelurahan's target families without a programme, from what is shown."""
    profile = profile_of(meeting, village)
    if profile is None:
        return Figure("belum ada", None, "missing")
    parts = [profile.count(f"target_served_{number}_count") for number in range(len(_SERVED))]
    none, group = parts[0], profile.count("target_family_count")
    if not group.is_known:
        # the parts are shown, so their sum tells nobody more
        group = replace(total(parts), state="moved")
    if not (none.is_known and group.is_known):
        return none if not none.is_known else profile.count("target_family_count")
    of = f"{none.text} dari {group.text} keluarga sasaran"
    if float(group.value or 0) < _LEAST_FAMILIES:
        return Figure(
            "terlalu sedikit", None, "none", f"{none.trace} : {group.trace}", f"{group.text} keluarga sasaran"
        )
    share = quotient(none, group, of)
    # a zero that was moved may be a few: nobody reads out that nobody is missed
    return replace(share, text=_UP_TO_FOUR) if none.state == "moved" and not none.value else share


def _tiles(meeting: Meeting, unserved: dict[str, Figure]) -> Tiles:
    bounds = _bounds([figure.ratio for figure in unserved.values() if figure.is_known])
    groups = tuple(
        (
            district,
            tuple(
                Tile(village.name, village.chapter, unserved[village.code], _shade(unserved[village.code], bounds))
                for village in members
            ),
        )
        for district, members in groupby(meeting.villages, key=lambda village: village.district)
    )
    legend = tuple(f"{percent(low)[:-2]}–{percent(high)}" for low, high in pairwise(bounds))
    return Tiles(
        "Tanpa program, dari keluarga sasaran", groups, legend, f"Lima kelas sama lebar. {meeting.source_note}"
    )


def _bounds(shares: list[float]) -> list[float]:
    """Bounds of classes of equal width, up to the largest share."""
    largest = max(0.05, -(-max(shares, default=0.0) // 0.05) * 0.05)
    return [largest * number / _SHADES for number in range(_SHADES + 1)]


def _shade(figure: Figure, bounds: list[float]) -> int | None:
    return min(_SHADES - 1, int(figure.ratio / bounds[-1] * _SHADES)) if figure.is_known else None


def _dots(meeting: Meeting, unserved: dict[str, Figure]) -> Dots:
    known = [(village, unserved[village.code]) for village in meeting.villages if unserved[village.code].is_known]
    known.sort(key=lambda pair: (-pair[1].ratio, pair[0].name))
    steps = {row.row["step_code"]: row for row in meeting.sources("mart_number_bridge")}
    city = _city_share(steps)
    largest = _bounds([figure.ratio for _, figure in known] + [city.ratio])[-1]
    dots = tuple(Dot(Link(village.name, village.chapter), figure, figure.ratio / largest) for village, figure in known)
    scale = tuple((number / 4, percent(largest * number / 4)) for number in range(5))
    left = len(meeting.villages) - len(known)
    more = f"{left} kelurahan tanpa angka tidak digambar. " if left else ""
    return Dots("Urutan kelurahan", dots, city, city.ratio / largest, scale, f"{more}Garis: seluruh kota.")


def _city_share(steps: dict[str, Source]) -> Figure:
    if not {"target_served_0", "target_families"} <= steps.keys():
        return Figure("–", None, "none")
    none, group = (steps[code].count("step_count") for code in ("target_served_0", "target_families"))
    return quotient(none, group, f"{none.text} dari {group.text} keluarga sasaran")


def _table(meeting: Meeting) -> Table:
    columns = (
        Column("Kelurahan", "text"),
        Column("Kecamatan", "text"),
        Column("Terdaftar (orang)"),
        Column("Terdaftar (keluarga)"),
        Column("Keluarga sasaran"),
        *(Column(words) for words in _SERVED),
        Column("Keluarga penerima"),
    )
    lines: list[tuple[Part, ...]] = []
    for village in meeting.villages:
        profile = profile_of(meeting, village)
        counts = (
            *(f"reference_{unit}_count" for unit in ("person", "family")),
            "target_family_count",
            *(f"target_served_{number}_count" for number in range(4)),
            "receiver_family_count",
        )
        absent = Figure("belum ada", None, "missing")
        cells = (profile.count(column) if profile else absent for column in counts)
        lines.append((Link(village.name, village.chapter), village.district, *cells))
    note = f"{targets_gone(meeting)}{meeting.source_note}"
    return Table("Semua kelurahan", columns, tuple(lines), note, "p Kelurahan")


def place_chapters(meeting: Meeting) -> list[Chapter]:
    """One chapter for each kelurahan."""
    return [_place(meeting, village) for village in meeting.villages]


def _place(meeting: Meeting, village: Village) -> Chapter:
    profile = profile_of(meeting, village)
    share = unserved_in(meeting, village)
    blocks: list[Block] = []
    if profile is None:
        blocks.append(Prose((("Kelurahan ini belum ada di sumber acuan semester ini.",),), tone="ask"))
    else:
        parts = tuple(profile.count(f"target_served_{number}_count", "dari keluarga sasaran") for number in range(4))
        known = all(part.is_known for part in parts) and any(part.value for part in parts)
        stack = Stack("Keluarga sasaran", parts if known else (), "" if known else _no_bar(parts))
        blocks += [
            Prose(
                (
                    (
                        "Terdaftar di sumber acuan: ",
                        profile.count("reference_person_count"),
                        " orang dalam ",
                        profile.count("reference_family_count"),
                        " keluarga; ",
                        profile.count("target_family_count"),
                        " keluarga menjadi sasaran, ",
                        profile.count("target_gone_family_count"),
                        f" di antaranya seluruhnya {GONE}. Menerima: ",
                        profile.share("served_rate", "dari keluarga sasaran"),
                        "; tanpa mereka ",
                        profile.share("present_served_rate", f"dari keluarga sasaran, tanpa yang {GONE}"),
                        ". Belum menerima program apa pun: ",
                        share,
                        ".",
                    ),
                )
            ),
            Stacks("Keluarga sasaran menurut banyaknya program", _SERVED, (stack,), meeting.source_note, "served"),
        ]
    rows = meeting.sources("mart_targeting", breakdown="village", breakdown_code=village.code)
    blocks += [outcomes(meeting, rows, names=False), _changes(meeting, village, rows)] if rows else []
    return Chapter(
        village.chapter,
        village.name,
        f"Kelurahan {village.name}, Kecamatan {village.district}.",
        tuple(blocks),
        group="place",
    )


def _no_bar(parts: tuple[Figure, ...]) -> str:
    return next((part.text for part in parts if not part.is_known), "tidak ada keluarga sasaran")


def _changes(meeting: Meeting, village: Village, rows: list[Source]) -> Table:
    columns = (
        Column("Program", "text"),
        Column("Satuan", "text"),
        Column("Penerima"),
        Column("Rapat lalu"),
        Column("Baru"),
        Column("Berhenti"),
        Column("Sasaran di sini"),
        Column("Cakupan", "bar", "dari sasaran"),
    )
    moved = {
        row.row["programme_code"]: row for row in meeting.sources("mart_receiver_changes", village_code=village.code)
    }
    lines: list[tuple[Part, ...]] = []
    for row in rows:
        code = row.row["programme_code"]
        change = [
            moved[code].count(column) if code in moved else Figure("–", None, "none")
            for column in ("previous_receiver_count", "new_count", "left_count")
        ]
        of = f"dari {count(row.row['target_count'])} sasaran" if row.row["target_count"] is not None else ""
        of += of_which_gone(row, "target_gone_count", "present_coverage_rate") if of else ""
        lines.append(
            (
                meeting.programme(code),
                meeting.unit(code),
                row.count("receiver_count"),
                *change,
                row.count("target_count"),
                row.share("coverage_rate", of),
            )
        )
    return Table("Penerima di kelurahan ini", columns, tuple(lines), meeting.source_note)
