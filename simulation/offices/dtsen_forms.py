"""Lists the headings of the two files that DTSEN is handed over in.

They stand in the order of its catalogue of variables. Each is given with the field that the simulated city fills; the
others get codes of their own list, or stay empty.
"""

from __future__ import annotations

from simulation.wordlists import pairs

FAMILY = tuple(
    pairs("""kode_provinsi=province_code_source|provinsi=province_name|kode_kabupaten_kota=regency_code_source
kabupaten_kota=regency_name|kode_kecamatan=district_code_source|kecamatan=district_name
kode_kelurahan_desa=village_code_source|kelurahan_desa=village_name|alamat=address
nomor_kartu_keluarga=family_card_no|jumlah_anggota_keluarga=household_size|nama_kepala_keluarga=head_name
desil_nasional=welfare_decile|pbi_nas=has_kis|pbi_pemda=|id_pelanggan_pln=|status_kepemilikan_rumah=
jenis_lantai_terluas=floor_type|luas_lantai=floor_area_m2|jenis_dinding_terluas=wall_type
jenis_atap_terluas=roof_type|sumber_air_minum_utama=
sumber_penerangan_utama=|daya_terpasang=|bahan_bakar_utama_memasak=|fasilitas_bab=|jenis_kloset=
pembuangan_akhir_tinja=|kepemilikan_aset=|aset_bergerak_tabung_gas=|aset_bergerak_lemari_es=|aset_bergerak_ac=
aset_bergerak_pemanas_air=|aset_bergerak_telepon_rumah=|aset_bergerak_tv_datar=|aset_bergerak_emas_perhiasan=
aset_bergerak_komputer_laptop_tablet=|aset_bergerak_sepeda_motor=|aset_bergerak_sepeda=|aset_bergerak_mobil=
aset_bergerak_perahu=|aset_bergerak_kapal_perahu_motor=|aset_bergerak_smartphone=|aset_tidak_bergerak_lahan_lainnya=
aset_tidak_bergerak_rumah_lainnya=|jumlah_ternak_sapi=|jumlah_ternak_kerbau=|jumlah_ternak_kuda=|jumlah_ternak_babi=
jumlah_ternak_kambing_domba=|desil_provinsi=welfare_decile_province|desil_kabupaten_kota=welfare_decile_city
is_gc_kemensos=is_gc_kemensos|is_pbi_se=is_pbi_se|is_siks_ng=is_siks_ng""")
)
MEMBER = tuple(
    pairs("""nomor_induk_kependudukan=nik|nomor_kartu_keluarga=family_card_no|nama=full_name|tanggal_lahir=birth_date
jenis_kelamin=sex|status_hubungan_keluarga=relation_head|pbi_nas=has_kis|pbi_pemda=|status_kawin=marital_status
partisipasi_sekolah=school_participation|jenjang_tertinggi_yang_diduduki=|kelas_tertinggi_yang_diduduki=
ijazah_tertinggi_yang_dimiliki=|status_bekerja=|lapangan_usaha_dari_pekerjaan_utama=|status_dalam_pekerjaan_utama=
kepemilikan_usaha=|jumlah_usaha=|lapangan_usaha_dari_usaha_utama=|jumlah_pekerja_yang_dibayar_dari_usaha_utama=
jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama=|omzet_usaha_utama=|kondisi_gizi=|penglihatan=|pendengaran=
berjalan_atau_naik_tangga=walking_difficulty|menggunakan_tangan_jari=|belajar_kemampuan_intelektual=
pengendalian_perilaku=|berbicara_komunikasi=|mengurus_diri=|mengingat_berkonsentrasi=|kesedihan_depresi=
penyakit_kronis=chronic_illness_code|kode_provinsi_ktp=province_code_source|provinsi_ktp=province_name
kode_kabupaten_kota_ktp=regency_code_source|kabupaten_kota_ktp=regency_name|kode_kecamatan_ktp=district_code_source
kecamatan_ktp=district_name|kode_kelurahan_desa_ktp=village_code_source|kelurahan_desa_ktp=village_name|rt_ktp=rt
rw_ktp=rw|dusun_ktp=|alamat_ktp=address|pekerjaan_ktp=|pendidikan_akhir_ktp=""")
)
# How many codes a variable has that says nothing of the simulated city; the others of its kind stay empty.
CODES = {
    "status_kepemilikan_rumah": 5, "sumber_air_minum_utama": 12, "sumber_penerangan_utama": 4, "daya_terpasang": 7,
    "bahan_bakar_utama_memasak": 12, "fasilitas_bab": 6, "jenis_kloset": 4, "pembuangan_akhir_tinja": 7,
    "kepemilikan_aset": 2, "aset_bergerak_sepeda_motor": 2, "aset_bergerak_smartphone": 2, "penglihatan": 4,
    "pendengaran": 4, "menggunakan_tangan_jari": 4, "kesedihan_depresi": 4, "status_bekerja": 2,
    "jenjang_tertinggi_yang_diduduki": 22, "status_dalam_pekerjaan_utama": 8,
}  # fmt: skip
