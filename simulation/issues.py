"""Problems as agencies write them down for the meeting: agency, programme, problem, cause, proposed solution, who."""

ISSUES = [
    ("Dinas Sosial", "KKS", "Sebagian penerima KKS sudah meninggal dunia atau pindah", "Data BDT 2015 belum dimutakhirkan", "Verifikasi dan validasi ulang di setiap kelurahan", "Dinas Sosial; Lurah"),
    ("Dinas Sosial", "PKH", "Nama pengurus PKH berbeda dengan kepala rumah tangga di BDT", "Pengurus PKH adalah ibu, BDT mencatat KRT", "Pencocokan menurut No. KK, bukan nama", "Koordinator PKH"),
    ("Dinas Sosial", "BPNT", "Kartu tidak dapat digesek (status UNCLEAN)", "NIK tidak padan dengan Dukcapil", "Pemadanan NIK setiap triwulan", "Dinas Sosial; Disdukcapil"),
    ("Dinas Pendidikan", "PIP", "Siswa pemegang KIP bukan dari keluarga pemegang KKS", "Usulan sekolah tidak memakai BDT", "Sekolah diberi daftar anak usia 6-21 tahun dari BDT", "Dinas Pendidikan"),
    ("Dinas Pendidikan", "PIP", "Rekening SimPel belum diaktivasi\nsehingga dana tidak cair", "Orang tua tidak membawa KK asli", "Aktivasi bersama di sekolah", "Kepala sekolah"),
    ("Dinas Kesehatan", "PBI JK", "Bayi baru lahir dari peserta PBI belum terdaftar", "Belum memiliki NIK", "Akta, KK dan KIS dalam satu layanan", "Dinas Kesehatan; Disdukcapil"),
    ("Dinas Kesehatan", "PBI JK", "Peserta dinonaktifkan tanpa pemberitahuan", "SK Kemensos terbit setiap bulan", "Daftar nonaktif dikirim ke kelurahan", "BPJS Kesehatan"),
    ("Bagian Ekonomi", "Rastra", "Beras dibagi rata oleh RT", "Jumlah pagu lebih kecil dari jumlah warga miskin", "Sosialisasi dan sanksi; daftar DPM ditempel", "Camat; Lurah"),
    ("Bagian Ekonomi", "Rastra", "Tunggakan setoran HTR di beberapa kelurahan", "Setoran dikumpulkan setelah beras habis", "Setoran paling lambat 7 hari", "Lurah"),
    ("Dinas Ketahanan Pangan", "CBP", "Penerima cadangan beras sama dengan penerima Rastra", "Belum ada daftar bersama", "Daftar penerima disandingkan oleh Bappeda", "Bappeda"),
    ("Dinas Tenaga Kerja", "Pelatihan Kerja", "Peserta pelatihan bukan dari keluarga miskin", "Pendaftaran terbuka", "Kuota 60 % untuk anggota rumah tangga BDT", "Dinas Tenaga Kerja"),
    ("Dinas Perdagangan", "Bantuan UMKM", "Alat bantuan dijual kembali", "Tidak ada pendampingan", "Pendampingan 6 bulan", "Dinas Perdagangan"),
    ("Dinas Perkim", "RTLH", "Lahan penerima bukan milik sendiri", "Sertifikat tidak ada", "Surat keterangan lurah", "Dinas Perkim; Lurah"),
    ("Disdukcapil", "", "NIK ganda dan KK ganda pada daftar OPD", "Pengetikan manual", "OPD memakai format baku", "Semua OPD"),
    ("Bappeda", "", "Data antar-OPD tidak sama", "Setiap OPD memakai sumber data sendiri", "Satu data: BDT 2015 disepakati sebagai rujukan", "TKPK"),
]
