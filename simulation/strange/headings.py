"""Names that offices give to columns, by field and list (domain notes 1.0 to 1.10)."""

from __future__ import annotations

from simulation.wordlists import pairs

_NAMES = """nik=NIK;No. NIK;NIK KTP;No. KTP;Nomor NIK;Nomor Induk Kependudukan;nomor_nik;nik_ktp;no_ktp;No NIK
family_card_no=No. KK;No KK;Nomor KK;NKK;No. Kartu Keluarga;Nomor Kartu Keluarga;no_kk;nomor_kk;KK;NOKK
full_name=Nama;Nama Lengkap;Nama Penerima;Nama Individu;Nama KPM;nama_penerima;Nama Penerima Manfaat
head_name=Nama KRT;Kepala Keluarga;Nama Kepala Keluarga;Nama KK;nama_kepala_keluarga
sex=JK;Jenis Kelamin;L/P;Jenkel;JNSKEL;Jns Kel;Sex
birth_place=Tempat Lahir;Tmp Lahir;Tmp. Lahir;TMPLHR;tmp_lhr;Tempat Lhr
birth_date=Tanggal Lahir;Tgl Lahir;Tgl. Lahir;TGLLHR;tgl_lhr;Tgl. Lhr
birth_place_and_date=TTL;Tempat/Tanggal Lahir;Tempat, Tanggal Lahir;Tempat/Tgl Lahir;Tempat & Tgl. Lahir
mother_name=Nama Ibu Kandung;Nama Ibu;Ibu Kandung;nama_ibu_kandung;Nama Gadis Ibu Kandung
father_name=Nama Ayah;Nama Bapak;nama_ayah
address=Alamat;Alamat Tinggal;Alamat Lengkap;Alamat Rumah;ALAMAT KTP;Jalan/Alamat;alamat_tinggal
rt=RT;Rt.;No. RT;rt
rw=RW;Rw.;No. RW;rw
rt_rw=RT/RW;RT / RW;RT-RW;rt_rw;RT RW
village_name=Kelurahan;Kel.;Desa/Kelurahan;Desa/Kel;Kel/Desa;Nama Kelurahan;NMKEL;nm_kel;desa_kelurahan;Desa/Keluarahan
district_name=Kecamatan;Kec.;Nama Kecamatan;NMKEC;nm_kec;Kec;Nama Kecamataan
regency_name=Kabupaten/Kota;Kab/Kota;NMKAB;Kota;kabkot
province_name=Provinsi;NMPROP;Prov.;nama_provinsi;propinsi
status_text=Ket;Keterangan;Status;KET.;Ket Tambahan;Status Penerima
note=Keterangan;Ket.;Catatan;Ket. Tambahan
phone=No HP;No. HP;No. Telp/HP;Telepon;No. Handphone;NOHP
age_years=Usia;Umur;Umur (Thn);Usia (Tahun)
benefit_amount_idr=Nominal;Jumlah Bantuan;Nominal (Rp);Jumlah (Rp);Nilai Bantuan;Besaran Bantuan;Jumlah Dana
benefit_date=Tanggal Terima;Tgl Penyaluran;Tanggal Penyaluran;Tgl. Cair
cycle=Tahap;Thp;Tahap Penyaluran;Termin;Periode
component=Komponen;Kategori;Kategori Komponen;Komponen PKH
member_name=Nama Anggota;Nama Anggota Keluarga;Nama ART;Anggota
account=No Rekening;No. Rek;Nomor Rekening;No. Rekening Bank;norek
bank=Bank;Nama Bank;Bank Penyalur
source_person_id=IDARTBDT;ID ART;IDSEMESTA;ID Semesta
source_family_id=IDBDT;ID Keluarga;IDKELUARGA;ID DTKS
programme_text=Program;Jenis Bantuan;Bansos;Nama Program
card_no=No KKS;No. KKS;Nomor KKS;Nomor Kartu;No Kartu;No. Kartu KKS;Nomor Kartu KKS;no_kks
relation_head=Hubungan Keluarga;Hub. Keluarga;SHDK;Hub Kel;Status Hubungan Dalam Keluarga;hub_keluarga
segment=Segmen;Segmen Peserta;Jenis Kepesertaan;SEGMEN
education_level=Pendidikan;Pendidikan Terakhir;Pend. Terakhir
business=Nama Usaha;Jenis/Nama Usaha;nama_usaha
trade=Bidang Usaha;Jenis Usaha;Sektor Usaha
nib=NIB;No. NIB;Nomor Induk Berusaha
turnover=Omset;Omzet/Tahun;Omset Pertahun;Omset per Tahun (Rp)
benefit_quantity=Jumlah;Jml;Banyaknya;Vol.;Volume
benefit_unit=Satuan;Sat.
nisn=NISN;No. NISN
school_id=NPSN;NPSN Sekolah
school_name=Nama Sekolah;Sekolah;Asal Sekolah;nama_sekolah
school_grade=Kelas;Kls;Tingkat
school_level=Jenjang;Jenjang Pendidikan;Bentuk
decision_no=Nomor SK;No. SK;nomor_sk
is_proposed=Layak PIP;Layak PIP (Usulan Sekolah);Usulan Layak PIP
budget_source=Sumber Dana;Asal Dana;sumber_dana
budget_year=Tahun;Tahun Anggaran;TA;Thn Anggaran
district_capil=Kecamatan Capil;kec_capil;Kec. (KTP)
village_capil=Kelurahan Capil;kel_capil;Kel. (KTP)
quota_count=Jumlah KPM;Jml KPM;Jumlah RTS;KPM;RTS-PM;Jumlah RTS/KPM
quota_kg=Pagu (Kg);Pagu/Bulan (Kg);Alokasi (Kg);Pagu Beras (Kg)
realised_kg=Realisasi (Kg);Realisasi;Penyaluran (Kg);Realisasi Penyaluran (Kg)
price_idr_per_kg=HTR;Harga (Rp/Kg);HTR (Rp)
deposit_idr=Setoran;Setoran (Rp);Jumlah Setoran;Nilai Setoran (Rp)
balance_kg=Sisa;Sisa (Kg);Sisa Beras
agency_text=Perangkat Daerah;OPD;SKPD;Dinas/Instansi;OPD Pelaksana
indicator=Indikator;Indikator Kinerja;Indikator Program
unit_text=Satuan;Sat.
target_count=Target;Target Fisik;Sasaran
realised_count=Realisasi;Realisasi Fisik;Capaian
budget_idr=Pagu;Pagu Anggaran;Anggaran (Rp);Pagu (Rp)
realised_idr=Realisasi;Realisasi Anggaran;Realisasi Keuangan (Rp);Realisasi (Rp)
percent=%;Persen;Capaian (%)
percent_idr=%;Persen;% Keuangan
problem=Permasalahan;Masalah;Uraian Masalah;Kendala/Permasalahan
cause=Penyebab;Akar Masalah;Faktor Penyebab
proposed_solution=Usulan Solusi;Solusi;Rekomendasi;Tindak Lanjut/Solusi
responsible_text=Penanggung Jawab;PJ;Penanggungjawab;OPD Penanggung Jawab
due_text=Batas Waktu;Target Waktu;Tenggat;Waktu Penyelesaian
registry_status=status_padan;Status Padan;Hasil Padan;Keterangan Padan;Status
status_date=tanggal_status;Tgl Status;Tanggal Padan
household_id=RUTA6
welfare_decile=desil_nasional;Desil;Desil Nasional
#=No;No.;NO;Nomor;NO URUT;No. Urut;Nmr"""

_OF_LIST = """pkh/full_name=Nama Pengurus;NAMA PENGURUS;Nama Pengurus PKH;nama_pengurus;Nama Penerima/Pengurus
pkh/nik=NIK;NIK Pengurus;NIK PENGURUS;NIK KTP
pkh/card_no=No Peserta PKH;No. Peserta;Nomor Peserta PKH;NOPESERTAPKH
pkh/status_text=Ket;Keterangan;Status;Status Kepesertaan
pip/full_name=Nama Siswa;Nama PD;nama_siswa;Nama Peserta Didik
pip/card_no=No KIP;Nomor KIP;no_kip;No. KIP
pip/status_text=Tipe SK;tipe_sk;Jenis SK
pip/source_person_id=pdid;PDID
pip/benefit_date=Tanggal Cair;tanggal_cair;Tgl Pencairan
dapodik/full_name=Nama;Nama Siswa;Nama Peserta Didik;Nama PD
dapodik/card_no=Nomor KIP;No KIP
food_reserve_rice/full_name=Nama PBP;Nama Penerima;Nama KPM;Nama PBP/KPM
food_reserve_rice/benefit_quantity=Jumlah Beras (Kg);Beras (Kg);Kg;Jumlah (Kg);Alokasi Beras (Kg)
pbi_jk/full_name=nama_individu;Nama;Nama Peserta;NAMA
pbi_jk/source_person_id=PSNOKA_BPJS;PSNOKA;No. Kartu BPJS;Nomor Kartu JKN
pbi_jk/source_family_id=NOKA_BPJS;NOKA
pbi_jk/address=alamat_individu;Alamat;ALAMAT
pbi_jk/relation_head=pisat;PISAT;Hub. Keluarga;hub_keluarga
bpnt/full_name=NAMA_PENERIMA;Nama Penerima;NAMA PENGURUS;Nama KPM
bpnt/card_no=NOMOR_KARTU;Nomor Kartu;No. Kartu Kombo;No Kartu;NOKARTU
bpnt/status_text=KET_TAMBAHAN;Keterangan;Status;Status Kartu
training/full_name=Nama;Nama Peserta;Nama Lengkap;Nama Peserta Pelatihan
training/component=Jenis Pelatihan;Pelatihan;Kejuruan;Program Pelatihan
training/note=Alasan Pelatihan;Alasan;Motivasi
training/status_text=Status;Hasil;Keterangan;Status Kelulusan
umkm_aid/full_name=Nama Lengkap;Nama;Nama Pemilik;Nama Pelaku Usaha
umkm_aid/component=Jenis Bantuan;Jenis Barang;Bantuan yang Diterima
rtlh/full_name=Nama;Nama Penerima;nama;Nama KK Penerima
rtlh/status_text=lpj;LPJ;Status LPJ;SPJ
rtlh/benefit_date=tgl_lpj;Tgl LPJ;Tanggal LPJ
rtlh/benefit_amount_idr=nilai_bantuan;Nilai Bantuan;Nilai Bantuan (Rp);Jumlah Bantuan (Rp)"""

_LOWER = {
    "birth_place": "Tempat", "birth_date": "Tanggal", "rt": "RT", "rw": "RW", "village_name": "Kel.",
    "district_name": "Kec.", "address": "Jalan",
}  # fmt: skip


def _table(text: str) -> dict[str, list[str]]:
    return {field: names.split(";") for field, names in pairs(text)}


_BY_FIELD, _BY_LIST = _table(_NAMES), _table(_OF_LIST)


def names_of(table: str, field: str) -> list[str]:
    """Headings that `field` may have in `table`, the usual ones first."""
    return _BY_LIST.get(f"{table}/{field}") or _BY_FIELD.get(field, [])


def short_below_group(field: str) -> str | None:
    """The short heading below a group that says the rest: `Tanggal` below `TTL`."""
    return _LOWER.get(field)


# The raw names of the BDT person and household tables (domain notes 1.1), by the heading of the exchanged sheet.
RAW_BDT = dict(
    pairs("""ruta_6=RUTA6|ID rumah tangga=IDBDT|Provinsi=NMPROP|Kode Provinsi=KDPROP|Kab/Kota=NMKAB
Kode Kab/Kota=KDKAB|Kecamatan=NMKEC|Kode Kecamatan=KDKEC|Desa/Kelurahan=NMDESA|Kode Desa/Kelurahan=KDDESA
Nama SLS=Nama_SLS|Alamat=Alamat|Nama KRT=Nama_KRT|Jumlah ART=Jumlah_ART|Jumlah Keluarga=Jumlah_Keluarga
Status bangunan=sta_bangunan|Status lahan=sta_lahan|Luas lantai=luas_lantai|Lantai terluas=lantai
Dinding terluas=dinding|Kondisi Dinding=kondisi_dinding|Atap Terluas=atap|Kondisi Atap=kondisi_atap
Jumlah kamar tidur=jumlah_kamar|Sumber air minum=sumber_airminum|Cara memperoleh air minum=cara_peroleh_airminum
Sumber penerangan utama=sumber_penerangan|Daya terpasang=daya|Bahan bakar memasak=bb_masak|Fasilitas BAB=fasbab
Jenis kloset=kloset|Tempat buang tinja=buang_tinja|Status KKS=sta_kks|Status KIP=sta_kip|Status KIS=sta_kis
Status BPJS mandiri=sta_bpjs_mandiri|Status Jamsostek=sta_jamsostek|Status asuransi kesehatan lainnya=sta_asuransi
Status PKH=sta_pkh|Status Rastra=sta_rastra|Status KUR=sta_kur|percentile=percentile|Nomor urut ART=NoArtPBDT
Nama ART=Nama|NIK=NIK|HubKRT=Hub_KRT|Nomor urut keluarga=NUK|Hubungan dengan kepala keluarga=Hubkel
jenis kelamin=JnsKel|Umur anggota rumah tangga (tahun)=Umur|Status perkawinan=Sta_kawin
Kepemilikan akta/buku nikah=Ada_akta_nikah|Tercantum di dalam KK=Ada_diKK
Kepemilikan kartu identitas=Ada_kartu_identitas|Status kehamilan=Sta_hamil|Jenis cacat=Jenis_cacat
Penyakit kronis=Penyakit_kronis|Partisipasi sekolah=Partisipasi_sekolah|Pendidikan tertinggi=Pendidikan_tertinggi
Kelas tertinggi=Kelas_tertinggi|Ijazah tertinggi=Ijazah_tertinggi|Bekerja seminggu yg lalu=Sta_Bekerja
Jumlah jam kerja=Jumlah_jamkerja|Lapangan usaha=Lapangan_usaha|Status dalam pekerjaan=Status_pekerjaan
Jumlah sapi=jumlah_sapi|Jumlah kerbau=jumlah_kerbau|Jumlah kuda=jumlah_kuda|Jumlah babi=jumlah_babi
Jumlah kambing=jumlah_kambing""")
)
