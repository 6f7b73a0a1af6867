"""Writes BDT 2015 as local government gets it.

It has 101 columns of text, numbered headers, a numbering row of formulas.
"""

from __future__ import annotations

import numpy as np

from simulation.desk import Desk
from simulation.fault_values import misspell_villages
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing
from simulation.pages import Column, Formula, PageBuilder, column_letter, every_record
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.wordlists import pairs

AGENCY = "bappeda"
SHEET = "BDT 2015"

# The 101 headings (domain notes 1.1; those it leaves out after the names of OpenSID's importer), with our field.
_HEADINGS = pairs("""ruta_6=household_id|ID rumah tangga=source_family_id|Provinsi=province_name
Kode Provinsi=province_code_source|Kab/Kota=regency_name|Kode Kab/Kota=regency_code_source|Kecamatan=district_name
Kode Kecamatan=district_code_source|Desa/Kelurahan=village_name|Kode Desa/Kelurahan=village_code_source
Nama SLS=sls_name|Alamat=address|Nama KRT=head_name|Jumlah ART=household_size
Jumlah Keluarga=family_count_in_household|Status bangunan=house_status|Status lahan=land_status
Luas lantai=floor_area_m2|Lantai terluas=floor_type|Dinding terluas=wall_type|Kondisi Dinding=wall_condition
Atap Terluas=roof_type|Kondisi Atap=roof_condition|Jumlah kamar tidur=bedrooms|Sumber air minum=water
Cara memperoleh air minum=water_how|Sumber penerangan utama=light|Daya terpasang=power|Bahan bakar memasak=fuel
Fasilitas BAB=toilet|Jenis kloset=closet|Tempat buang tinja=septic|Tabung gas 5,5 kg atau lebih=asset_1
Lemari es=asset_2|AC=asset_3|Pemanas air=asset_4|Telepon rumah=asset_5|Televisi=asset_6|Emas/perhiasan=asset_7
Komputer/laptop=asset_8|Sepeda=asset_9|Sepeda motor=asset_10|Mobil=asset_11|Perahu=asset_12|Motor tempel=asset_13
Perahu motor=asset_14|Kapal=asset_15|Nomor HP yang aktif=phone|Aset tidak bergerak: lahan=dash|Luas lahan=zero
Rumah di tempat lain=dash|Jumlah sapi=cattle|Jumlah kerbau=zero|Jumlah kuda=zero|Jumlah babi=zero|Jumlah kambing=zero
ART memiliki usaha=dash|Status KKS=has_kks|Status KIP=has_kip|Status KIS=has_kis|Status BPJS mandiri=bpjs_own
Status Jamsostek=jamsostek|Status asuransi kesehatan lainnya=other_insurance|Status PKH=has_pkh
Status Rastra=has_rastra|Status KUR=has_kur|Nama istri/suami peserta KB=|Usia kawin suami=|Usia kawin istri=
Peserta KB=|Metode KB=|Lama KB (tahun)=|Lama KB (bulan)=|Tempat pelayanan KB=|Ingin punya anak lagi=|Alasan tidak KB=
Jumlah anak lahir hidup=|percentile=welfare_percentile|Nomor urut ART=member_no|Nama ART=full_name|NIK=nik
HubKRT=relation_head|Nomor urut keluarga=family_no_in_household|Hubungan dengan kepala keluarga=relation_family_head
jenis kelamin=sex|Umur anggota rumah tangga (tahun)=age_years|Status perkawinan=marital_status
Kepemilikan akta/buku nikah=marriage_book|Tercantum di dalam KK=in_family_card
Kepemilikan kartu identitas=identity_card|Status kehamilan=is_pregnant|Jenis cacat=disability_code
Penyakit kronis=chronic_illness_code|Partisipasi sekolah=school_participation|Pendidikan tertinggi=education_level
Kelas tertinggi=grade|Ijazah tertinggi=certificate|Bekerja seminggu yg lalu=is_working|Jumlah jam kerja=hours
Lapangan usaha=trade|Status dalam pekerjaan=occupation""")

BDT_COLUMNS = tuple(
    Column(f"{heading} ({number})", field, width=10) for number, (heading, field) in enumerate(_HEADINGS, start=1)
)


def write_bdt(desk: Desk, survey: Listing) -> None:
    """Writes `BDT 2015 Kota Parepare.xlsx`, all values text.

    Row 2 has formulas `=B2+1`, half of them with no stored value.
    """
    _plant(desk, survey)
    builder = PageBuilder(SHEET, BDT_COLUMNS, survey)
    builder.header()
    numbers = [
        Formula(f"={column_letter(at - 1)}2+1", at + 1 if at < 50 else None) for at in range(2, len(BDT_COLUMNS))
    ]
    builder.line("column_numbers", ["kolom", 2, *numbers])
    builder.rows(every_record(survey))
    faults = [LayoutFault(12, SHEET, 1), LayoutFault(17, SHEET, 1)]
    publish(
        desk,
        OfficeFile(AGENCY, "bdt_2015", "BDT 2015 Kota Parepare.xlsx", [builder.page], layout_faults=faults),
        survey,
    )


def _plant(desk: Desk, survey: Listing) -> None:
    survey.family = desk.city.people.family[survey.person]  # the family at the end of this semester
    shared = np.flatnonzero(survey.cells["family_count_in_household"] != "1")
    survey.mark("family_no_in_household", shared, 11, None, survey.cells["family_no_in_household"][shared])
    planter = Planter(desk, AGENCY, "bdt_2015", survey, is_workbook=False)  # a sheet of text holds no numeric cells
    planter.names("full_name", 0.12)
    planter.names("head_name", 0.02)
    planter.nameless(0.0001)
    planter.identifiers("nik", IdentifierFaults(empty=0.06, number=0.004, marked=0.01, dummy=0.008, length=0.004))
    misspell_villages(planter, 0.02)
    planter.spoil("marital_status", "outside", 0.0008, (18, "KODE-001"), lambda cell, luck: "5")
