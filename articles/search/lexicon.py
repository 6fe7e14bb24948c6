"""What no rule can know of Indonesian words (pure).

These lists are short on purpose. Add to them what you see going wrong; nothing is lost where a word
is missing but some precision, or a piece that is written the other way.
"""


def _listed(words: str) -> frozenset[str]:
    """A list that is easier to read, and to add to, than one of quoted words."""
    return frozenset(words.split())


# Words that look as though they were made from others. Only common ones in which something
# else would be found are worth a place.
WHOLE = _listed(
    """
    bangku bekasi belanda belanja bencana benda bendera bensin beranda berandal berani berapa
    beras berat beringin berita berkah berkas berkat bermuda bersih beruk besar cukai dinamika
    dinas dinasti dinding dingin diri disiplin distrik divisi durian gegabah istilah jumlah
    kabupaten kalian karyawan kebaya kebun kecap kecil kecuali kedai kediri kejagung kejari
    kejati kelabu kelapa kelas kelereng kelompok keluarga kemarau kemarin kemayoran kembali
    kembang kembar kemeja kemudi kemudian kenal kenang kendala kendali kendari kentang kepala
    kepiting kepung kerabat keramik keranjang keras kereta kerinci kering keringat kerja
    kertas kesal kesan kesumba ketat ketik ketua kuasa kuat kubur kucing kuda kuliah kulit
    kumpul kunci kuning kuningan kunjung kupang kurang kurban kursi kurus kutip langkah
    lebaran majalah makalah masalah medali medan media median melati melayu memori menang
    menara mendung mengkudu menjangan mentah mental mentari mentega menteri menu merah merapi
    meratus merdeka merek mereka meriah meriam meriang merica merpati mesin mesti meter metode
    mewah naskah negara negeri nyaman nyaring nyaris nyata nyawa nyeri pecah pedang pedas
    pedoman pegawai pekalongan pekarangan pelangi pelosok peluang peluk peluru pemalang pemilu
    penajam pendek pengantin pengaruh penjara penjuru penting pepatah perahu perak peran
    perang perangkap perangkat perangko peranti perawan percaya percuma perdana perdata
    perempuan pergi peristiwa perkara perkasa perlahan perlu permadani permata permisi pernah
    persela persen persis persita personel pertama pertamina perut pesan pesantren pesawat
    pesisir pesona pesta petak petir polisi produksi rambutan relawan sebab sebar sebatik
    sebut sedekah sedia sedih segar segera sejahtera sejarah sekali sekarang sekitar sekolah
    seksi sektor sekutu selada selamat selasa selat selatan selayar seleksi selesai seluruh
    semangat semangka semarang semester semua semut senang senator sendiri sengaja sengketa
    senin senjata sensus sepak sepakat sepatu sepeda sepele serang serangga serat serikat
    sering serius serta seru setan setia setuju strategi suami teladan terang terapi terasi
    terbang teriak terigu terima terminal ternak teror tertib terus tetangga tragedi tunai
    """
)

# Words that say nothing of a piece's subject. A query of nothing else still means them.
STOP_WORDS = _listed(
    """
    ada adalah agar akan aku anda antara apa apakah atas atau bagai bagaimana bagi bahwa banyak
    beberapa belum bila bisa bukan dalam dan dapat dari dengan di dia hal hanya harus hingga ia
    ini itu jadi jika juga kalau kami kamu kapan karena ke kenapa kepada ketika kita lagi lain
    lalu lebih maka masih mengapa mereka mungkin namun nya oleh pada para pernah pun saat saja
    sama sampai sangat saya sebagai sebuah sedang sehingga sejak seorang seperti serta setelah
    siapa suatu sudah supaya tak tanpa telah tentang terhadap tersebut tetapi tidak untuk yaitu
    yakni yang
    deh dong gak kok nggak nih rp sih vs ya
    the a an and of in on to for is are was were by with from at as it its
    """
)

# Words that news says of anything. They are looked for like all others, but make no two pieces
# alike; a large archive would know that by itself, a young one does not.
COMMONPLACE = _listed(
    """
    akhir akhirnya awal ayat baik bagian baru belas belasan belum berada berbagai berikut berjalan
    berlangsung bersama besar cukup datang delapan depan dua dugaan diduga dilakukan dinilai
    disebut diminta empat enam hampir hari hasil ikut jam jelas juta jumlah jumlahnya kali kata
    katanya kecil kedua keduanya kembali kemudian kini lama langsung lewat lima malam masing masuk
    melakukan melalui membuat memberi memberikan memiliki meminta menambah menambahkan mencapai
    mencatat mendapat mengaku mengalami mengatakan mengumumkan menilai menjadi menjelaskan
    menurut menuju menyatakan menyebut menyebutkan merupakan miliar minggu mulai naik nanti
    orang paling pagi pekan penuh persen pertama pihak puluh puluhan rabu ratus ratusan ribu
    ribuan sabtu salah sebagian sebelum sebelumnya sebut secara sehari sekarang sekitar selain
    selama selasa seluruh semakin sembilan sementara semua senin sendiri sepuluh setiap setahun
    siang sore tahun tambahan tanggal tengah terakhir terjadi termasuk ternyata terus tetap tiap
    tiba tidak tiga tinggi triliun turun tutur ujar ujarnya ungkap utama waktu wib jumat kamis
    januari februari maret april mei juni juli agustus september oktober november desember
    """
)

# Words that many write otherwise than the standard has it (KBBI), which stands last.
_SPELLINGS = """
    aktip aktif, alquran quran, analisa analisis, antri antre, apotik apotek, ashar asar,
    asik asyik, atlit atlet, azas asas, baharu baru, baterei baterai, bazaar bazar,
    bhakti bakti, blanko blangko, bujet budget, cabe cabai, cafe kafe,
    cendikiawan cendekiawan, cengkram cengkeram, cidera cedera, cina china, coklat cokelat,
    deterjen detergen, detil detail, diagnosa diagnosis, disain desain, draft draf,
    dzuhur dhuhur zuhur, ekstrim ekstrem, faham paham, fikir pikir, gubug gubuk, hadits hadis,
    hakekat hakikat, handal andal, hapal hafal, hektar hektare, hembus embus, himbau imbau,
    hipotesa hipotesis, hirarki hierarki, hisap isap, hutang utang, ijasah ijazah, ijin izin,
    iklas ikhlas, indera indra, insyaf insaf, intelejen intelijen, isteri istri, isyu isu,
    jadual jadwal, jaman zaman, jenasah jenazah, jendral jenderal, jogja yogya,
    jogjakarta yogyakarta, kadaluarsa kadaluwarsa kedaluwarsa, kaedah kaidah, kaos kaus,
    karir karier, kharisma karisma, komoditi komoditas, komplek kompleks,
    kongkrit konkrit konkret, konperensi konferensi, kuatir khawatir, lafadz lafaz lafal,
    lembab lembap, lobang lubang, maghrib magrib, mahluk makhluk, makkah mekkah mekah,
    manager manajer, mantera mantra, masal massal, menejemen manajemen, mentri menteri,
    merk merek, mesjid masjid, metoda metode, millenium milenium, milyar milyard miliar,
    mushalla musholla mushola musala, nafas napas, nahkoda nakhoda, nasehat nasihat,
    negri negeri, nomer nomor, nopember november, obyek objek, omset omzet, orisinil orisinal,
    otopsi autopsi, paska pasca, pasport paspor, pebruari februari, perduli peduli,
    personil personel, pondasi fondasi, popular populer, praktek praktik, projek proyek,
    propinsi provinsi, prosentase persentase, putera putra, puteri putri, rapot rapor,
    rejeki rezeki, rejim rezim, relijius religius, resiko risiko, samudera samudra, saos saus,
    sekedar sekadar, sekertaris sekretaris, seksama saksama, sentausa sentosa,
    sertipikat sertifikat, shalat sholat solat salat, sholeh saleh, shubuh subuh,
    silahkan silakan, silaturahim silaturahmi, sintesa sintesis, sistim sistem, sorga surga,
    standard standar, stop setop, stress stres, subyek subjek, sumatra sumatera, supir sopir,
    survey survei, sutera sutra, syaraf saraf, syeikh syekh, takwa taqwa, tauladan teladan,
    tehnik teknik, tehnis teknis, tehnologi teknologi, telefon telpon telepon,
    tentram tenteram, teoritis teoretis, tradisionil tradisional, trampil terampil,
    trilyun triliun, umroh umrah, urine urin, varitas varietas
"""
SPELLINGS = {
    word: frozenset(group.split()) for group in _SPELLINGS.split(",") for word in group.split()
}
# What is written in either of two ways within words: `ustadz`, `Ramadhan`, `kwitansi`, `Soekarno`.
LETTERS = (("fitas", "vitas"), ("dz", "z"), ("dh", "d"), ("kw", "ku"), ("oe", "u"))
