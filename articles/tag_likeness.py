"""Whether two names of tags may mean one subject, and why.

What is likely is said; what is certain nobody knows but an editor.
"""

from collections import Counter
from functools import cache
from itertools import product

from articles import tag_keys
from articles.models import Likeness
from articles.search.spelling import distance
from articles.search.text import forms
from articles.tag_keys import (
    ACRONYM,
    ALONE,
    FOLDED,
    INITIALS,
    PLURAL,
    ROOT,
    SLIPPABLE,
    TODAY,
    parts_of,
)

_BY_LETTER = {FOLDED: Likeness.WRITTEN, PLURAL: Likeness.PLURAL, TODAY: Likeness.OLD_SPELLING}
# From so many letters on two slips are one word; below it, one.
TWO_SLIPS = 9

# Names of one thing that no rule finds: English beside Indonesian, and what is short by habit.
# One group a line. Editors add to it at a tag, as its other names.
KNOWN = """
    AI; artificial intelligence; kecerdasan buatan; kecerdasan artifisial; akal imitasi
    generative AI; AI generatif; kecerdasan buatan generatif
    machine learning; pembelajaran mesin
    deep learning; pembelajaran mendalam
    LLM; large language model; model bahasa besar
    big data; mahadata
    cloud computing; komputasi awan
    cyber security; cybersecurity; keamanan siber
    data center; data centre; pusat data
    social media; media sosial; medsos
    startup; start-up; perusahaan rintisan; usaha rintisan
    e-commerce; niaga elektronik; perdagangan elektronik
    fintech; teknologi finansial; tekfin
    cryptocurrency; kripto; mata uang kripto; aset kripto
    electric vehicle; EV; kendaraan listrik
    electric car; mobil listrik
    renewable energy; energi terbarukan; EBT; energi baru terbarukan
    climate change; perubahan iklim
    global warming; pemanasan global
    deforestation; deforestasi
    carbon tax; pajak karbon
    human rights; HAM; hak asasi manusia
    fake news; hoaks; hoax; berita bohong
    election; pemilu; pemilihan umum
    pilkada; pemilihan kepala daerah
    pilpres; pemilihan presiden
    inflation; inflasi
    GDP; PDB; produk domestik bruto
    IMF; Dana Moneter Internasional
    World Bank; Bank Dunia
    WHO; Organisasi Kesehatan Dunia
    UN; PBB; Perserikatan Bangsa-Bangsa
    EU; European Union; Uni Eropa
    US; USA; AS; Amerika Serikat; United States
    UK; Inggris; Britania Raya; United Kingdom
    China; Cina; Tiongkok
    South Korea; Korea Selatan; Korsel
    North Korea; Korea Utara; Korut
    South China Sea; Laut Cina Selatan; Laut China Selatan
    World Cup; Piala Dunia
    COVID-19; Corona; virus corona
    small business; UMKM; usaha mikro, kecil, dan menengah
    IKN; Ibu Kota Nusantara
    DPR; Dewan Perwakilan Rakyat
    Polri; Kepolisian Republik Indonesia
    Kemenkeu; Kementerian Keuangan
    Kemenkes; Kementerian Kesehatan
    Kominfo; Komdigi; Kementerian Komunikasi dan Digital
"""


@cache
def known() -> dict[str, list[str]]:
    """Return by a name's folded key the keys of all names that are known to mean the same."""
    groups = [
        sorted({folded_key(name) for name in line.split(";")})
        for line in KNOWN.splitlines()
        if line.strip()
    ]
    return {key: group for group in groups for key in group}


def folded_key(name: str) -> str:
    """Return the key that a name shares with all that are written alike."""
    return FOLDED + tag_keys.encoded("".join(parts_of(name)))


def looked_for(name: str) -> set[str]:
    """Return keys, one of which every tag has that is like this name."""
    alike = tag_keys.keys_of(name)
    shared = {key for key in alike if key[0] in {FOLDED, TODAY, PLURAL, ROOT, INITIALS, ALONE}}
    return shared | tag_keys.near(name) | {*known().get(folded_key(name), ())}


def why(one: str, other: str) -> Likeness | None:
    """Return the surest reason to think that two names mean one subject."""
    parts, others = parts_of(one), parts_of(other)
    mine, yours = tag_keys.alike(parts), tag_keys.alike(others)
    for letter, reason in _BY_LETTER.items():
        if "".join(mine[letter]) == "".join(yours[letter]):
            return reason
    if folded_key(other) in known().get(folded_key(one), ()):
        return Likeness.KNOWN
    if _is_short_for(one, other) or _is_short_for(other, one):
        return Likeness.ACRONYM
    if _numbers(parts) != _numbers(others):
        return None
    if _slips("".join(parts), "".join(others)):
        return Likeness.SLIP
    same_root = "".join(mine[ROOT]) == "".join(yours[ROOT])
    return Likeness.ROOT if same_root or _is_made_of(parts, others) else None


def _is_short_for(short: str, whole: str) -> bool:
    """Whether the one has the first letters of the other's words; small words may be left out."""
    letters, parts = parts_of(short), parts_of(whole)
    if len(letters) > 1 or len(parts) < 2 or len(letters[0]) not in ACRONYM:
        return False
    # In capitals, or it is a word of its own: `bom`, `Bank of Mandiri`.
    return short.isupper() and letters[0] in tag_keys.initials(whole, parts)


def _is_made_of(parts: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one of two words is the other's root: `menulis`, `tulis`."""
    if len(parts) > 1 or len(others) > 1:
        return False
    return parts[0] in forms(others[0]) or others[0] in forms(parts[0])


def _numbers(parts: tuple[str, ...]) -> list[str]:
    """`Pemilu 2019` is not `Pemilu 2024`."""
    return [letter for letter in "".join(parts) if letter.isdigit()]


def _slips(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter not in SLIPPABLE or longer not in SLIPPABLE:
        return False
    most = tag_keys.SLIPS if shorter >= TWO_SLIPS else 1
    if longer - shorter > most:
        return False
    # Much quicker than a comparison in order, and never more.
    left, right = Counter(one), Counter(other)
    if max((left - right).total(), (right - left).total()) > most:
        return False
    return distance(one, other) <= most


def surest(names: list[str], others: list[str]) -> Likeness | None:
    """Return the surest reason among all names of two tags."""
    return min(filter(None, map(why, *zip(*product(names, others), strict=True))), default=None)
