"""On a terminal of 80 columns a line breaks between words; a key, a path or an id stays whole."""

from __future__ import annotations

from io import StringIO

import pytest

from orchestration.cli.word_wrap import WordConsole

KEY = "mart_targeting.coverage_rate[semester=2017-S1,programme_code=BPNT,breakdown=city,breakdown_code=all]"


@pytest.mark.parametrize(
    ("printed", "lines"),
    [
        ("[bold]Arti[/]  satu dua tiga empat", ["Arti  satu dua", "      tiga empat"]),
        ("    lembar Bukit: 51 baris", ["    lembar", "      Bukit: 51", "      baris"]),
        ("satu dua\ntiga", ["satu dua", "tiga"]),
        ("", [""]),
        (f"lihat {KEY} ini".replace("[", r"\["), ["lihat", f"  {KEY}", "  ini"]),
    ],
)
def test_a_line_goes_on_below_its_first_word(printed: str, lines: list[str]) -> None:
    output = StringIO()
    WordConsole(file=output, width=16, force_terminal=True, color_system=None).print(printed, soft_wrap=True)
    assert output.getvalue() == "\n".join(lines) + "\n"


def test_a_file_gets_the_line_in_one_piece() -> None:
    output = StringIO()
    WordConsole(file=output, width=16).print("satu dua tiga empat lima enam", soft_wrap=True)
    assert output.getvalue() == "satu dua tiga empat lima enam\n"
