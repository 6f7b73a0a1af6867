"""`sinergi explain` and `sinergi why-not`: why rows are one person, or are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.parsers.masking import mask
from orchestration.access_log import note_access
from orchestration.cli.console import PUBLISHED, console_on, settings_of, wrong_usage
from orchestration.settings import Settings

if TYPE_CHECKING:
    from linkage.explaining.explain import MemberTold, PersonTold, RowTold
    from linkage.explaining.why_not import WhyNot

_KINDS = {"nik": "identifier", "family_card_no": "identifier", "full_name": "name"}
_MOST_WEIGHED = 12
_ROOMY = 110
_LEGEND = "Bobot menurut model (bit; + mendukung satu orang, - menentang, kosong: salah satu tidak mengisi)"


def explain(home: Path | None, wanted: str, *, show_names: bool) -> int:
    """Shows why the rows of a person or family belong together."""
    from linkage.explaining.explain import links_of, tell_family, tell_person

    settings, console = settings_of(home), console_on()
    store, until = settings.store, _newest(settings)
    persons = links_of(store.linkage, wanted)
    if not persons:
        wrong_usage(f"tidak ada orang, keluarga, atau baris {wanted!r}; yang dicari: P..., F..., atau record_id")
    if show_names:
        note_access(settings.home, "explain --show-names", wanted)
    if wanted.startswith("F"):
        _show_family(console, wanted, tell_family(store.accepted, store.linkage, until, wanted), show_names)
        return PUBLISHED
    for person in persons.items():
        person_told = tell_person(store.accepted, store.linkage, until, settings.identity_key(), person)
        _show_person(console, person_told, show_names)
    return PUBLISHED


def why_not(home: Path | None, pair: tuple[str, str]) -> int:
    """Shows why two rows are not linked, and which one correction would link them."""
    from linkage.explaining.why_not import tell_why_not

    settings, console = settings_of(home), console_on()
    store = settings.store
    try:
        answer = tell_why_not(store.accepted, store.linkage, _newest(settings), settings.identity_key(), pair)
    except KeyError as error:
        wrong_usage(f"baris tidak ditemukan: {error.args[0]}; salin record_id dari sinergi explain")
    if answer.is_one:
        console.print(f"Kedua baris sudah satu orang: sinergi explain {pair[0]}", highlight=False)
    else:
        _show_why_not(console, answer)
    return PUBLISHED


def _newest(settings: Settings) -> str:
    """The newest semester that was linked; ends with wrong usage when there is none."""
    from linkage.identity.ledger import states_in

    states = states_in(settings.store.linkage)
    if not states:
        wrong_usage("belum ada semester yang dicocokkan; jalankan dahulu: sinergi run SEMESTER")
    return states[-1]


def _shown(name: str, value: Any, show_names: bool) -> str:
    if value is None:
        return ""
    if show_names or name in ("age_years", "sex"):
        return f"{value:%d-%m-%Y}" if hasattr(value, "isoformat") else escape(str(value))
    return mask(value if not hasattr(value, "isoformat") else str(value), _KINDS.get(name, "other"))  # type: ignore[arg-type]


def _show_person(console: Console, person: PersonTold, show_names: bool) -> None:
    from linkage.explaining.wording import RUNGS, evidence_text

    console.print(f"[bold]Orang {person.person_id}[/] · keluarga {person.family_id} · {len(person.rows)} baris")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    # ids and numbers are copied from here: not broken over two lines, where there is room
    whole = {"Daftar, baris": 24, "NIK, KK": 16} if console.width >= _ROOMY else {}
    for name in ("No", "Daftar, baris", "Nama", "NIK, KK", "Lahir", "Tertaut ke", "Karena", "Skor"):
        justify: Literal["left", "right"] = "right" if name in ("No", "Skor") else "left"
        table.add_column(name, overflow="fold", justify=justify, min_width=whole.get(name))
    numbers = {row.record_id: number for number, row in enumerate(person.rows, 1)}
    for row in person.rows:
        alone = not row.other
        reason = evidence_text(row.evidence) if alone else f"{RUNGS[row.rung]}: {evidence_text(row.evidence)}"
        name, nik, card = (
            _shown(name, row.values.get(name), show_names) for name in ("full_name", "nik", "family_card_no")
        )
        note = "\n[dim]bukan miliknya[/]" if row.is_disowned else ""
        born = _shown("birth_date", row.values.get("birth_date"), show_names)
        numbered = f"{nik or '-'}{note}\n{card or '-'}"
        score = "" if row.score is None else f"{row.score:.2f}".replace(".", ",")
        table.add_row(
            str(numbers[row.record_id]), f"{_place(row)}\n[dim]{row.record_id}[/]", name, numbered,
            born or (f"umur {row.values['age_years']}" if row.values.get("age_years") is not None else ""),
            "" if alone else f"no. {numbers.get(row.other, row.other)}", reason, score,
        )  # fmt: skip
    console.print(table)
    weighed = [row for row in person.rows if any(row.weights.values())][:_MOST_WEIGHED]
    if weighed:
        console.print(_LEGEND)
        console.print(_weights_table({f"{numbers[row.record_id]}": row.weights for row in weighed}))


def _place(row: RowTold) -> str:
    at = row.place
    sheet = f" {at['sheet']}" if at.get("sheet") else ""
    return escape(f"{at['semester']} {at['agency_id']}/{at['table_id']}{sheet} baris {at['row_number']}")


def _weights_table(rows: Mapping[str, Mapping[str, float]]) -> Table:
    from linkage.explaining.wording import field_text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    fields = list(next(iter(rows.values())))
    for name in ("No", *map(field_text, fields)):
        table.add_column(name, justify="right")
    for number, weights in rows.items():
        bits = (f"{weights[name]:+.1f}".replace(".", ",") if weights.get(name) else "" for name in fields)
        table.add_row(number, *bits)
    return table


def _show_family(console: Console, family_id: str, members: tuple[MemberTold, ...], show_names: bool) -> None:
    cards = Counter(card for member in members for card in member.cards)
    houses = Counter(house for member in members for house in member.households)
    console.print(f"[bold]Keluarga {family_id}[/] · {len(members)} orang")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Orang", "Nama", "Baris", "Nomor KK (dipakai orang)", "Rumah tangga acuan (dipakai orang)"):
        table.add_column(name, overflow="fold", justify="right" if name == "Baris" else "left")
    for member in members:
        numbers_shown = [
            "\n".join(f"{_shown('family_card_no', number, show_names)} ({counts[number]})" for number in numbers)
            for numbers, counts in ((member.cards, cards), (member.households, houses))
        ]
        table.add_row(
            member.person_id, _shown("full_name", member.name, show_names), str(member.row_count), *numbers_shown
        )
    console.print(table)
    console.print("Satu keluarga: KK yang sama; tanpa KK, rumah tangga acuan yang sama, ikut KK kepalanya.")


def _show_why_not(console: Console, answer: WhyNot) -> None:
    from linkage.explaining.wording import RUNGS, evidence_text

    console.print("[bold]Belum satu orang.[/] Menurut tiap anak tangga:")
    for number, words in answer.rungs:
        console.print(f"  {number}. {RUNGS[number]}: {words}", highlight=False)
    if any(answer.weights.values()):
        console.print(_LEGEND)
        console.print(_weights_table({"": answer.weights}))
    for guard in answer.guards:
        console.print(f"[red]Dilarang:[/] {guard}", highlight=False)
    if not answer.corrections:
        console.print("Tidak ada satu perbaikan pun yang menautkan keduanya.")
        return
    console.print("Satu perbaikan yang menautkan keduanya (sudah dicoba):")
    for correction in answer.corrections:
        joined = evidence_text(correction.evidence) if correction.evidence else "bertemu lewat baris lain"
        console.print(f"  {correction.field} di baris {correction.side}: lalu {joined}", highlight=False)
