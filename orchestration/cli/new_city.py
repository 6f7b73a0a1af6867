"""Runs `sinergi new-city`: makes a home for another city.

It is made from the city's region list and the names of its offices.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from rich.markup import escape

from ingest.declarations.catalogue import CatalogueError
from ingest.drafting.city import as_csv, city_regions
from ingest.store import write_text
from ingest.workbook import UnreadableFile
from orchestration.cli.console import PUBLISHED, console_on, settings_of, wrong_usage
from orchestration.settings import Settings


def found_city(regency: str, regions: Path, offices: Path | None, home: Path | None) -> int:
    """Writes the city's regions and office names into its home; gives the exit code."""
    settings = settings_of(home)
    store = settings.store
    if store.city_regions.exists():
        wrong_usage(f"{store.city_regions} sudah ada: ubah di situ, atau pilih --home lain")
    if not regions.is_file():
        wrong_usage(f"berkas tidak ada: {regions}")
    try:
        rows = city_regions(regions, regency)
    except CatalogueError as error:
        wrong_usage(*error.problems)
    except UnreadableFile as unreadable:
        wrong_usage(f"{regions.name}: [{unreadable.code}] {unreadable.reason_id}")
    names = _office_names(offices, settings) if offices else {}
    write_text(as_csv(rows), store.city_regions)
    for agency_id, name in names.items():
        path = store.agencies / agency_id / "agency.yml"
        if path.exists():
            wrong_usage(f"{path} sudah ada: tulis nama instansi di situ")
        write_text(yaml.safe_dump({"agency": agency_id, "name": name}, allow_unicode=True, sort_keys=False), path)
    city = next(row["region_name"] for row in rows if row["region_level"] == "regency")
    counts = {level: sum(row["region_level"] == level for row in rows) for level in ("district", "village")}
    console_on().print(
        f"[green]✓[/] {escape(city)}: {counts['district']} kecamatan, {counts['village']} kelurahan/desa, "
        f"{len(names)} nama instansi\nDisimpan di {store.city_regions} dan {store.agencies}\n"
        f"Lanjutkan: taruh kiriman di {store.inbox}/<semester>/<instansi>/, lalu: "
        f"sinergi run <semester> --home {settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def _office_names(offices: Path, settings: Settings) -> dict[str, str]:
    """Agency -> its name in this city, from a YAML file of such pairs."""
    if not offices.is_file():
        wrong_usage(f"berkas tidak ada: {offices}")
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
