"""A word -> the roots that Indonesian may have made it from (pure).

`menulis` may come from `tulis` or `nulis`; without a dictionary both are kept, and two words meet
where they share one. The sound changes of meN- and peN- follow the Tata Bahasa Baku Bahasa
Indonesia; a second opinion is Snowball's Indonesian stemmer. `tests/judged/` says how often both
are right, and how often words meet that have nothing in common.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("indonesian")

_CLITICS = ("nya", "lah", "kah", "tah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_VOWELS = "aeiou"
_V, _C = "[aeiou]", "[b-df-hj-np-tv-z]"
# Three layers at most: ke-ber-angkat, mem-per-tanggung, di-pem-bawa.
_LAYERS = 3
# What stands before the root and what must follow it; then what the root may have begun with. Of
# those with the same first letter the first that fits is taken, so the longer stand first.
_PREFIXES = (
    (f"(?:m|p)enge(?={_C})", ("", "ke")),
    (f"(?:m|p)eny(?={_V})", ("s", "ny")),
    (f"(?:m|p)eng(?={_V})", ("", "k")),
    ("(?:m|p)eng(?=[ghkqx])", ("",)),
    # `mengritik` and `mengklaim`, `memrotes` and `memproses` are all written.
    ("(?:m|p)eng(?=[rl])", ("k",)),
    (f"(?:m|p)em(?={_V})", ("p", "m")),
    ("(?:m|p)em(?=[bfpv])", ("",)),
    ("(?:m|p)em(?=[lr])", ("p",)),
    (f"(?:m|p)en(?={_V})", ("t", "n")),
    ("(?:m|p)en(?=[cdjstz])", ("",)),
    ("(?:m|p)en(?=r)", ("t",)),
    ("(?:bel|pel)(?=ajar)", ("",)),
    ("antar(?=....)|anti(?=....)|multi(?=....)|non(?=....)|pasca(?=....)|pra(?=.....)", ("",)),
    ("me(?=[lmnrwy])", ("",)),
    # `berenang` comes from `renang`; before a consonant the r is the prefix's own.
    (f"(?:ber|per|ter)(?={_V})", ("", "r")),
    (f"(?:ber|per|ter)(?={_C})", ("",)),
    # `bekerja`, `beternak`, `tepercaya`: one r is enough.
    (f"(?:be|te)(?={_C}er)", ("",)),
    ("pe(?=[klmnrswtdbjgc])", ("",)),
    (f"ketidak(?={_V}|{_C})", ("",)),
    (f"(?:di|ke|se)(?={_V}|{_C})", ("",)),
    # `kuambil`, `kautulis`: short roots would be parts of other words.
    (f"ku(?={_C}...|{_V}....)|kau(?=....)", ("",)),
    # As it is spoken: `ngopi`, `nyapu`, `ngecek`.
    (f"nge(?={_C})", ("", "ke")),
    (f"ng(?={_V})", ("", "k")),
    (f"ny(?={_V})", ("s",)),
)
_BY_LETTER = {
    letter: tuple((re.compile(pattern), origins) for pattern, origins in _PREFIXES)
    for letter in "abdkmnpst"
}
# After these the other prefixes are tried, too: `mengekor` comes from `ekor`.
_DOUBTFUL = ("menge", "penge", "nge")
# Roots of one syllable are borrowed: they end in two consonants (`bank`), or stand where nothing
# else can (`mengecat`, `dibom`). What else looks like one is the rest of a longer word: `per-ang`.
_BORROWED = re.compile(f"{_C}+{_V}(?!ng){_C}{{2,}}")
_BEFORE_ONE_SYLLABLE = ("menge", "penge", "nge", "di")
# As it is written in haste: `anak2` for `anak-anak`.
_REPEATED = re.compile("([a-z]{4,})2(?:nya)?")
# Snowball takes `menakar` for a kind of `akar`: the letter that melted away is lost to it.
_MELTED = re.compile(f"(?:m|p)e[mn]{_V}")

# Words that look as though they were made from others. Only common ones in which something
# else would be found are worth a place: nothing is lost where one is missing but some precision.
WHOLE = frozenset(
    """
    belanda belanja bencana benda bendera bensin beranda berani berapa beras berat berita berkah
    berkas berkat bersih beruk besar dinamika dinas dinasti dinding dingin diri disiplin
    distrik divisi istilah jumlah kabupaten kebaya kebun kecap kecil kecuali kedai
    kediri kejari kejati kelapa kelas keluarga kelompok kemarau kemarin kembali kembang kembar
    kemeja kemudi kemudian kenal kenang kendala kendali kendari kentang kepala kepiting kepung
    kerabat keramik keranjang keras kereta kering keringat kerja kertas kesal kesan ketat ketik
    ketua kuasa kuat kubur kucing kuda kuliah kulit kumpul kunci kuning kunjung kupang kurang
    kurban kursi kurus kutip langkah majalah makalah masalah medali medan media melati melayu
    memori menang menara mendung mental mentah menteri menu merah merdeka merek mereka meriah
    merpati mesin mesti meter metode mewah naskah negara negeri nyaman nyaris nyata nyawa pecah
    pedang pedas pedoman pelangi pelosok peluang peluk peluru pemilu pendek pengantin
    pengaruh penjara penting pepatah perahu perak peran perang perangko perawan percaya percuma
    perdana perempuan pergi peristiwa perkara perlu permata permisi pernah persen persis pertama
    pertamina perut pesan pesantren pesawat pesisir pesona pesta petak petir polisi produksi
    sebab sebar sebut sedekah sedia sedih segar segera sejahtera sejarah sekali sekarang sekitar
    sekolah seksi sektor selamat selasa selat selatan selesai seleksi seluruh semangat semangka
    semarang semester semua semut senang senator sendiri sengaja sengketa senin senjata sensus
    sepak sepakat sepatu sepeda sepele serang serat serikat sering serius serta seru setan setia
    setuju strategi suami teladan terang terapi terbang teriak terigu terima terminal ternak teror
    tertib terus tragedi
    """.split()  # noqa: SIM905 - easier to read and to add to than a list of quoted words
)


@lru_cache(maxsize=200_000)
def forms(word: str) -> frozenset[str]:
    """Return what a folded word may be found by: itself and each root it may come from."""
    if repeated := _REPEATED.fullmatch(word):
        return forms(repeated[1]) | {word}
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return frozenset((word,))
    bare = without_clitic(word)
    found = {word, bare}
    if bare in WHOLE:
        return frozenset(found)
    for base in (word, bare):
        for rest in _without_suffixes(base):
            found.add(rest)
            found.update(_without_prefixes(rest, _LAYERS))
    stem = "" if _MELTED.match(word) else _stemmer.stemWord(word)
    if len(stem) >= 4 and _syllables(stem) > 1:
        found.add(stem)
    return frozenset(found)


def without_clitic(word: str) -> str:
    """Return the word that a clitic was hung on to: `rumahnya` is a house, and so is `rumahmu`."""
    if word in WHOLE:
        return word
    for clitic in _CLITICS:
        rest = word[: -len(clitic)]
        # `ibunya` is her mother; `jemu` is no `je` of yours.
        if word.endswith(clitic) and len(rest) >= (3 if clitic == "nya" else 4):
            return rest
    return word


def _without_suffixes(word: str) -> Iterator[str]:
    yield word
    for suffix in _SUFFIXES:
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and _may_end_before(suffix, rest):
            yield rest
            # Both `-kan` and `-an` may be what was added: `kebijakan`, `gerakan`, `perbankan`.
            if suffix == "kan" and rest[-1] in "aeioun":
                yield word[:-2]
            return


def _may_end_before(suffix: str, rest: str) -> bool:
    # A short word that ends like one is a word of its own, `badan`, `pantai`; but `ujian`.
    if len(rest) == 3:
        return suffix != "i" and [letter in _VOWELS for letter in rest] == [True, False, True]
    return len(rest) > 3 and _syllables(rest) > 1


def _without_prefixes(word: str, layers: int) -> Iterator[str]:
    if not layers or not WHOLE.isdisjoint(_without_suffixes(word)):
        return
    for pattern, origins in _BY_LETTER.get(word[0], ()):
        if prefix := pattern.match(word):
            for origin in origins:
                root = origin + word[prefix.end() :]
                if _may_be_root(root, prefix.group()):
                    yield root
                    yield from _without_prefixes(root, layers - 1)
            if prefix.group() not in _DOUBTFUL:
                return


def _may_be_root(root: str, prefix: str) -> bool:
    if len(root) < 3:
        return False
    borrowed = prefix in _BEFORE_ONE_SYLLABLE or (len(root) > 3 and _BORROWED.fullmatch(root))
    return _syllables(root) > 1 or bool(borrowed)


def _syllables(word: str) -> int:
    return sum(letter in _VOWELS for letter in word)
