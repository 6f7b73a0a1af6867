"""Runs `sinergi new-city`: makes a home for another city.

It is made from the city's region list, its official figures and the names of its offices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.markup import escape

from ingest.declarations.catalogue import CatalogueError
from ingest.declarations.official_figures import POPULATION, POVERTY
from ingest.drafting.city import as_csv, city_regions, dotted, region_lines
from ingest.drafting.city_figures import population_rows, poverty_rows
from ingest.store import write_text
from ingest.workbook import UnreadableFile
from orchestration.cli.console import PUBLISHED, console_on, settings_of, wrong_usage
from orchestration.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True)
class CityFiles:
    """The files that say what a city is; None where the caller has none."""

    regions: Path | None
    offices: Path | None
    population: Path | None
    poverty: Path | None


def found_city(regency: str, files: CityFiles, home: Path | None) -> int:
    """Writes what a city is into its home; gives the exit code.

    Without a region list the home's own or the shipped one stands, and only what is given is written.
    """
    settings = settings_of(home)
    store = settings.store
    if files.regions is not None and store.city_regions.exists():
        wrong_usage(f"{store.city_regions} sudah ada: ubah di situ, atau pilih --home lain")
    for path in (files.regions, files.offices, files.population, files.poverty):
        if path is not None and not path.is_file():
            wrong_usage(f"berkas tidak ada: {path}")
    rows = _read(files.regions, city_regions, regency) if files.regions else region_lines(settings.city_regions)
    code = _city_of(rows, regency, has_list=files.regions is not None)
    written = {
        store.city_regions: as_csv(rows) if files.regions else None,
        store.city_population: _figures(files.population, population_rows, POPULATION, code, _codes(rows)),
        store.city_poverty: _figures(files.poverty, poverty_rows, POVERTY, code),
    }
    names = _office_names(files.offices, settings) if files.offices else {}
    declared = {store.agencies / agency_id / "agency.yml": agency_id for agency_id in names}
    if there := [path for path in declared if path.exists()]:
        wrong_usage(*(f"{path} sudah ada: tulis nama instansi di situ" for path in there))
    for path, text in written.items():
        if text is not None:
            write_text(text, path)
    for path, agency_id in declared.items():
        content = {"agency": agency_id, "name": names[agency_id]}
        write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), path)
    _tell(rows, code, names, written, settings)
    return PUBLISHED


def _tell(
    rows: Sequence[Mapping[str, str]], code: str, names: Mapping[str, str], written: Mapping[Path, str | None],
    settings: Settings,
) -> None:  # fmt: skip
    store = settings.store
    city = next(row["region_name"] for row in rows if row["region_code"] == code)
    own = [row["region_level"] for row in rows if row["region_code"].startswith(code)]
    figures = [path.name for path in (store.city_population, store.city_poverty) if written[path] is not None]
    counted = [
        f"{own.count('district')} kecamatan, {own.count('village')} kelurahan/desa", f"{len(names)} nama instansi",
        *([f"angka resmi: {', '.join(figures)}"] if figures else []),
    ]  # fmt: skip
    console_on().print(
        f"[green]✓[/] {escape(city)}: {', '.join(counted)}\nDisimpan di {store.city_regions.parent} dan "
        f"{store.agencies}\nLanjutkan: taruh kiriman di {store.inbox}/<semester>/<instansi>/, lalu: "
        f"sinergi run <semester> --home {settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip


def _read(path: Path, read: Callable[..., list[Row]], *arguments: object) -> list[Row]:
    """The rows of a file; ends with all its faults told."""
    try:
        return read(path, *arguments)
    except CatalogueError as error:
        wrong_usage(*error.problems)
    except UnreadableFile as unreadable:
        wrong_usage(f"{path.name}: [{unreadable.code}] {unreadable.reason_id}")


def _figures(path: Path | None, read: Callable[..., list[Row]], columns: Iterable[str], *known: object) -> str | None:
    return None if path is None else as_csv(_read(path, read, *known), tuple(columns))


def _city_of(rows: Sequence[Mapping[str, str]], regency: str, *, has_list: bool) -> str:
    """The code of the regency in its region list, as Kemendagri writes it."""
    code = dotted(re.sub(r"\D", "", regency))
    if code not in _codes(rows):
        wrong_usage(f"{regency} tidak ada dalam daftar wilayah" + ("" if has_list else "; tambahkan --regions DAFTAR"))
    return code


def _codes(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return [row["region_code"] for row in rows]


def _office_names(offices: Path, settings: Settings) -> dict[str, str]:
    """Agency -> its name in this city, from a YAML file of such pairs."""
    try:
        content = yaml.safe_load(offices.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        wrong_usage(f"{offices.name}: bukan YAML yang sah")
    known = settings.catalogue().agencies
    if not isinstance(content, dict) or not all(isinstance(name, str) and name.strip() for name in content.values()):
        wrong_usage(f"{offices.name}: harus pasangan instansi: nama, misalnya dinsos: Dinas Sosial Kota Seroja")
    if unknown := sorted(str(agency) for agency in content.keys() - known.keys()):
        wrong_usage(
            f"{offices.name}: instansi {', '.join(unknown)} tidak dikenal; yang ada: {', '.join(sorted(known))}"
        )
    return {str(agency): name.strip() for agency, name in content.items()}
