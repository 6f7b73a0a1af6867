"""The `sinergi` command; imports wait until they are used, so that help comes at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.agree_commands import admit, agreement, hold
from orchestration.cli.frames import Commands
from orchestration.cli.home_commands import backup, doctor, forget, give_up, key, releases, restore, rollback, shards
from orchestration.cli.list_commands import agencies, decide, proposals, questions, texts
from orchestration.cli.options import Home, ToldErrors
from orchestration.cli.person_commands import explain, verdict, why_not

app = Commands(
    cls=ToldErrors, add_completion=False, no_args_is_help=True, rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    help="Sinergi: dari berkas-berkas instansi ke satu gudang data, setiap semester.",
)  # fmt: skip


@app.command()
def simulate(
    out: Annotated[Path, typer.Option(help="Folder tujuan; dapat langsung dipakai sebagai --home.")],
    population: Annotated[int, typer.Option(min=200, help="Banyaknya penduduk.")] = 163_000,
    semesters: Annotated[str, typer.Option(help="Semester, dipisahkan koma.")] = "2017-S1,2017-S2",
    seed: Annotated[int, typer.Option(help="Benih acak: benih sama, berkas sama.")] = 1,
    faults: Annotated[str, typer.Option(help="Banyaknya kesalahan: light, normal, life, heavy.")] = "normal",
    strange: Annotated[int | None, typer.Option(help="Benih kebiasaan kantor: kota yang asing bentuknya.")] = None,
    source: Annotated[
        str, typer.Option(help="Sumber acuan: usual, atau dtsen (dua berkas, seperti diserahkan sejak 2025).")
    ] = "usual",
    regencies: Annotated[int, typer.Option(help="Banyaknya kabupaten/kota; orang berpindah di antaranya.")] = 1,
) -> None:
    """Menulis berkas-berkas kota buatan, dengan kesalahan yang lazim dan jawaban yang benar."""
    from orchestration.cli.commands import simulate_city

    simulate_city(out, population, semesters, seed, faults, strange, source, regencies)


@app.command()
def run(
    semester: Annotated[str, typer.Argument(help="Semester, misalnya 2017-S1; atau: terakhir.")],
    home: Home = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tampilkan semua catatan Dagster dan dbt.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Jalankan juga bila tidak ada yang berubah.")] = False,
) -> None:
    """Menjalankan satu semester sampai terbit.

    Kode keluar: 0 terbit, 3 terbit dengan kiriman yang ditahan, 4 tidak terbit, 2 salah pakai.
    """
    from orchestration.cli.run import run_one

    raise typer.Exit(run_one(home, semester, verbose=verbose, again=again))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="Berkas yang diperiksa.")],
    agency: Annotated[
        str | None, typer.Option(help="Instansi pengirim (bila tidak ditulis: menurut folder atau nama).")
    ] = None,
    semester: Annotated[
        str | None, typer.Option(help="Semester (bila tidak ditulis: menurut folder, atau kini).")
    ] = None,
    home: Home = None,
) -> None:
    """Memeriksa satu berkas: semua yang akan dikatakan tentangnya, tanpa menjalankan semester.

    Kode keluar: 0 dapat dibaca, 3 akan ditahan, 2 salah pakai.
    """
    from orchestration.cli.commands import check_one

    raise typer.Exit(check_one(home, file, agency, semester))


@app.command()
def status(
    semester: Annotated[str | None, typer.Argument(help="Semester; bila tidak ditulis, semua.")] = None,
    home: Home = None,
) -> None:
    """Siapa yang sudah mengirim, putusannya, siapa yang terlambat, dan rilis mana yang terbit."""
    from orchestration.cli.commands import show_status

    show_status(home, semester)


@app.command("new-agency")
def new_agency(
    agency_id: Annotated[str, typer.Argument(metavar="ID", help="Nama pendek instansi, misalnya dp3a.")],
    file: Annotated[Path, typer.Argument(help="Berkas yang dikirim instansi itu.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder deklarasi (bila tidak ditulis: SINERGI_AGENCIES, atau ingest/agencies).")
    ] = None,
) -> None:
    """Merancang deklarasi instansi baru dari sebuah berkas, lalu memeriksa berkas itu dengannya.

    Kode keluar: 0 dapat dibaca, 3 masih ada yang harus diputuskan, 2 salah pakai.
    """
    from orchestration.cli.new_agency import draft_from

    raise typer.Exit(draft_from(agency_id, file, out))


@app.command("new-city")
def new_city(
    regency: Annotated[str, typer.Argument(metavar="KODE", help="Kode Kemendagri kota/kabupaten, misalnya 33.75.")],
    regions: Annotated[
        Path | None, typer.Option(help="Daftar wilayah: kolom kode, nama, bila ada kode_bps dan alias.")
    ] = None,
    offices: Annotated[Path | None, typer.Option(help="Nama instansi (YAML), misalnya dinsos: Dinas Sosial X.")] = None,
    population: Annotated[
        Path | None, typer.Option(help="Penduduk resmi: kolom kode, jumlah_penduduk, tanggal (atau tahun), sumber.")
    ] = None,
    poverty: Annotated[
        Path | None, typer.Option(help="Kemiskinan menurut BPS: kolom tahun, penduduk_miskin, p0, sumber.")
    ] = None,
    home: Home = None,
) -> None:
    """Menyiapkan folder data untuk kota atau kabupaten lain, atau memperbarui angka resminya.

    Kode keluar: 0 siap, 2 salah pakai (setiap kesalahan daftar disebut dengan barisnya).
    """
    from orchestration.cli.new_city import CityFiles, found_city

    raise typer.Exit(found_city(regency, CityFiles(regions, offices, population, poverty), home))


@app.command()
def trace(
    figure: Annotated[
        str | None,
        typer.Argument(
            help="Angka, misalnya mart_targeting.coverage_rate[semester=2017-S1,programme=KKS,kelurahan=Lapadde]."
        ),
    ] = None,
    cell: Annotated[
        str | None, typer.Option(help="Dari baris ke angka: INSTANSI/BERKAS/LEMBAR/BARIS, atau record_id.")
    ] = None,
    lineage: Annotated[str | None, typer.Option(help="Dari kolom ke kolom: mart.kolom.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Cocokkan setiap angka dengan barisnya.")] = False,
    rows: Annotated[int, typer.Option(min=0, help="Banyaknya baris yang ditampilkan satu per satu.")] = 0,
    csv: Annotated[Path | None, typer.Option(help="Tulis semua baris ke berkas CSV ini.")] = None,
    home: Home = None,
) -> None:
    """Menelusuri angka terbit sampai ke berkas, lembar dan baris; atau sebaliknya, dari baris ke angka.

    Kode keluar: 0 ada jawabannya, 2 salah pakai, 4 (--all) ada angka yang berbeda dari barisnya.
    """
    from orchestration.cli.trace import trace as trace_it

    raise typer.Exit(trace_it(home, figure, cell, lineage, everything, rows, csv))


@app.command("try-rules")
def try_rules(
    file: Annotated[Path, typer.Argument(help="Aturan yang dicoba: kolom programme_code dan yang diubah saja.")],
    semester: Annotated[str, typer.Argument(help="Semester yang sudah dijalankan, misalnya 2017-S1.")],
    csv: Annotated[Path | None, typer.Option(help="Tulis daftar nama yang masuk dan keluar ke berkas CSV ini.")] = None,
    home: Home = None,
) -> None:
    """Mencoba aturan sasaran lain pada semester lalu: siapa masuk, siapa keluar, berapa biayanya per kelurahan.

    Gudang data tidak berubah. Kode keluar: 0 dapat dicoba, 2 salah pakai atau isi berkas keliru.
    """
    from orchestration.cli.try_rules import try_rules as try_them

    raise typer.Exit(try_them(home, file, semester, csv))


@app.command()
def review(
    semester: Annotated[str, typer.Argument(help="Semester, misalnya 2017-S2.")],
    home: Home = None,
) -> None:
    """Menulis buku tinjauan orang: pasangan baris yang mungkin satu orang, untuk diputuskan."""
    from orchestration.cli.review import make_review

    raise typer.Exit(make_review(home, semester))


@app.command()
def docs(
    out: Annotated[Path | None, typer.Option(help="Berkas HTML tujuan (bila tidak ditulis: di folder data).")] = None,
    home: Home = None,
) -> None:
    """Menulis satu halaman HTML tentang isi gudang data.

    Isinya tabel, kolom, rumus, silsilah. Dapat dibuka tanpa jaringan.
    """
    from orchestration.cli.docs import write_docs

    raise typer.Exit(write_docs(home, out))


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="Berkas bobot yang ditulis.")] = Path("weights.json"),
    version: Annotated[str, typer.Option(help="Nama versi bobot ini.")] = "baru",
    home: Home = None,
) -> None:
    """Menghitung ulang bobot model penautan dari data yang diterima. Jarang, dengan tangan; tidak langsung dipakai."""
    from orchestration.cli.train import make_weights

    raise typer.Exit(make_weights(home, out, version))


@app.command()
def prepare(home: Home = None) -> None:
    """Menyiapkan proyek dbt untuk folder data ini (`run` dan `ui` melakukannya sendiri)."""
    from orchestration.cli.commands import prepare_home

    prepare_home(home)


@app.command()
def ui(
    home: Home = None,
    port: Annotated[int, typer.Option(help="Nomor port di 127.0.0.1.")] = 3000,
    read_only: Annotated[bool, typer.Option("--read-only", help="Hanya melihat: tanpa tombol jalankan.")] = False,
) -> None:
    """Membuka layar Dagster di 127.0.0.1: silsilah data, pemeriksaan, tombol jalankan."""
    from orchestration.cli.commands import open_ui

    raise typer.Exit(open_ui(home, port, read_only=read_only))


app.add_typer(agreement, name="agree")
app.add_typer(key, name="key")
app.command("admit")(admit)
app.command("hold")(hold)
app.command("questions")(questions)
app.command("texts")(texts)
app.command("decide")(decide)
app.command("proposals")(proposals)
app.command("agencies")(agencies)
app.command("explain")(explain)
app.command("why-not")(why_not)
app.command("verdict")(verdict)
app.command("doctor")(doctor)
app.command("releases")(releases)
app.command("rollback")(rollback)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("shards")(shards)
app.command("forget")(forget)
app.command("give-up")(give_up)

if __name__ == "__main__":
    app()
