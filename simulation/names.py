"""Makes Bugis and Makassar names, and the ways in which lists misspell them.

The names are as the civil registry writes them.

The kinds of names and spellings are those of domain notes 3.3; no name here is taken from a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from simulation.arrays import Floats, Ints, Mask, Objects, objects
from simulation.wordlists import phrases, words

_MEN = words("""AMIRUDDIN BAHARUDDIN SYAMSUDDIN KAHARUDDIN JAMALUDDIN NASARUDDIN SYARIFUDDIN HASANUDDIN BURHANUDDIN
SAHARUDDIN MUHTAR MAKMUR RUSLI RUSDI RIDWAN SUARDI SUDIRMAN HERMAN ARIFIN ANWAR ANSAR ASWAR AGUS AKBAR ALAMSYAH
ARHAM ASRI BAKRI BASRI DARWIS DAHLAN EDY FADIL FAISAL FAJAR FIRMAN GUNAWAN HAERUL HAMKA HAMZAH HASAN HASBI HENDRA
IDRIS IKHSAN ILHAM IRFAN IRWAN ISKANDAR ISMAIL JABIR JUFRI KADIR KAMARUDDIN LUKMAN MANSYUR MASKUR MUKHLIS MULIADI
MUSTAFA NAWIR NURDIN RAHMAN RAHIM RAHMAT REZKY RUSTAM SABIR SAENAL SALEH SAMSUL SYAHRIR SYUKUR TAHIR TAUFIK USMAN
UMAR WAHYU YUSUF YUNUS ZAINAL ZULKIFLI DZULFIKAR TAMRIN SUPARMAN SUKARDI SAPARUDDIN RISWAN RAMLI PATAHUDDIN NURSALAM
MARZUKI LATIF KASMAN JUMARDI HARIS GAZALI FITRAH ERWIN""")
_WOMEN = words("""HASNAH HASNIAH RAHMATIAH NURHAYATI NURAENI NURLINA NURMIATI NURJANNAH NURSIAH NURBAYA NURUL
SURIANI SUHARNI SUMIATI SALMAH SALMIAH SAHARIAH RAMLAH ROSMINI ROSDIANA RUSNI RUKIYAH RATNA RATNAWATI RAHMAWATI
MARWAH MARIANI MARDIANA MASNIAH MULIATI MUNIRA MIRNAWATI LINDA LISNAWATI KARTINI KASMAWATI JUMRIAH JUMIATI JOHRAH
IRMAWATI INDRAWATI ISMAWATI HERLINA HERNAWATI HAMSINAH HALIMAH HALIJAH HADERAH HAPSAH FATIMAH FATMAWATI FITRIANI
ERNAWATI EKA DEWI DARMAWATI DALLE DAHLIAH BUNGAWALI BUNGARIA BASMAWATI BAHRIAH ASRIANI ASMAWATI ASNIDAR ARNIATI
AISYAH AMINAH ANNISA AYU AZIZAH CITRA SYAMSIAH SYAMSINAR SUHADA TENRI TIARA WAHYUNI WINDA YULIANA YUSRIANI ZAKIAH
ZUBAEDAH ZULAIKHA RISKA RESKI PUTRI NADIA""")
_OLD_MEN = words("""TANG BECCE SAKKA MAPPA SOMPE RAUF DALLE PATTA NYOMPA TAHANG SANGKALA BEDDU MAKKA TAPPA GALIB
WERE PALLAWA SAMPARA COLLENG TENRI MADDI PAJUNG UNGA RENRENG LABA""")
_OLD_WOMEN = words("""SUHADA TANG CAYA NAISA BECCE JINTANG SITTI MINA SAKKA RENNU UPE CENRA MATANG NAI TUWO HARA
SOMPA BIBA DALLE CABU RAMPE LEMBA NAHARA PATIMANG COMMO""")
_SECOND_MEN = words("""RAMADHAN SAPUTRA PRATAMA HIDAYAT ALAM ASHARI MAULANA SYAH ARDIANSYAH NUGRAHA FIRMANSYAH
AKBAR HAKIM HALIM RASYID GAFFAR SALAM WAHID RAHMAN AZIS HAMID MAJID KARIM AMIN YASIN MAPPANYOMPA DAENG_MATTIRO
TAHIR ALI SANI""")
_SECOND_WOMEN = words("""PUTRI RAMADHANI LESTARI SAFITRI AMALIA AULIA MAHARANI WULANDARI PERTIWI ANGGRAENI HASAN
SYAM AMIR RAHMAN RASYID SARI UTAMI KHAERUNNISA MAGFIRAH ISLAMIAH HIDAYAH FADILAH RAHAYU MUSTIKA""")
BIRTH_PLACES = phrases("PAREPARE|PINRANG|SIDRAP|BARRU|SOPPENG|WAJO|BONE|MAKASSAR|ENREKANG|POLEWALI|MAJENE|LUWU")
_BIRTH_PLACE_WEIGHTS = np.array([70, 6, 5, 5, 2, 2, 2, 3, 2, 1, 1, 1], dtype=float)

# What stands before the name: weights for people born before 1970, and later.
_MALE_PREFIXES = ["", "MUHAMMAD", "ABDUL", "ANDI", "LA", "AMBO", "BASO", "AMBO UPE"]
_MALE_WEIGHTS = ([50, 8, 12, 7, 14, 4, 4, 1], [47, 33, 8, 8, 1, 1, 2, 0])
_FEMALE_PREFIXES = ["", "SITTI", "NUR", "ANDI", "I", "INDO", "BESSE", "WE"]
_FEMALE_WEIGHTS = ([47, 14, 4, 7, 17, 6, 4, 1], [56, 12, 14, 9, 1, 1, 7, 0])
_ABDUL = words(
    "RAHMAN RAHIM KADIR HAMID KARIM AZIS MAJID WAHID GAFFAR HALIM MALIK SALAM LATIF RASYID HAFID MUIN SAMAD HAKIM"
)
_OF_ANCESTORS = {"LA", "AMBO", "AMBO UPE", "I", "INDO", "WE"}


def make_names(rng: np.random.Generator, is_male: Mask, birth_years: Ints) -> Objects:
    """A registered name for every person, in capitals, by sex and time of birth."""
    count = len(is_male)
    old = birth_years < 1970
    picks = rng.random((count, 4))
    prefix_at = np.zeros(count, dtype=np.int64)
    for male, weights in ((True, _MALE_WEIGHTS), (False, _FEMALE_WEIGHTS)):
        for generation, which in ((0, old), (1, ~old)):
            edges = np.cumsum(weights[generation]) / sum(weights[generation])
            chosen = (is_male == male) & which
            prefix_at[chosen] = np.searchsorted(edges, picks[chosen, 0], side="right")
    parts = zip(is_male.tolist(), old.tolist(), prefix_at.tolist(), picks[:, 1:].tolist(), strict=True)
    return objects([_name(male, is_old, prefix, luck) for male, is_old, prefix, luck in parts])


def _name(male: bool, is_old: bool, prefix_at: int, luck: list[float]) -> str:
    first, second, third = luck
    prefix = (_MALE_PREFIXES if male else _FEMALE_PREFIXES)[prefix_at]
    if prefix in _OF_ANCESTORS:
        pool = _OLD_MEN if male else _OLD_WOMEN
        return f"{prefix} {pool[int(first * len(pool))]}"
    pool = _ABDUL if prefix == "ABDUL" else _MEN if male else _WOMEN
    name = pool[int(first * len(pool))]
    words = [prefix, name] if prefix else [name]
    if third < (0.25 if is_old else 0.72):  # single names are normal among the old
        family_names = _SECOND_MEN if male else _SECOND_WOMEN
        words.append(family_names[int(second * len(family_names))].replace("_", " "))
    return " ".join(words)


def make_birth_places(rng: np.random.Generator, count: int) -> Objects:
    """Place of birth, seven in ten times the city itself."""
    edges = np.cumsum(_BIRTH_PLACE_WEIGHTS) / _BIRTH_PLACE_WEIGHTS.sum()
    places: Objects = BIRTH_PLACES[np.searchsorted(edges, rng.random(count), side="right")]
    return places


def _substitution(pattern: str, replacement: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda name: compiled.sub(replacement, name, count=1)


# One way of writing a name differently each; those that leave a name as it is are passed over.
_VARIANTS: list[Callable[[str], str]] = [
    _substitution(r"\bMUHAMMAD\b", "MUH."),
    _substitution(r"\bMUHAMMAD\b", "M."),
    _substitution(r"\bMUHAMMAD\b", "MOHAMMAD"),
    _substitution(r"\bABDUL\b", "ABD."),
    _substitution(r"\bANDI\b", "A."),
    _substitution(r"\bSITTI\b", "ST."),
    _substitution(r"\bSITTI\b", "SITI"),
    _substitution(r"\bBESSE\b", "BECCE"),
    _substitution(r"\b(I|LA|INDO|NUR) ", r"\1"),
    _substitution(r"\bNUR(?=[A-Z]{3})", "NUR "),
    _substitution(r"([DMNSL])\1", r"\1"),
    _substitution(r"UDDIN\b", "UDDING"),
    _substitution(r"(?<=[AEI])H\b", ""),
    _substitution(r"(?<=[AI])\b(?=$)", "H"),
    _substitution(r"U(?=[A-Z])", "OE"),
    _substitution(r"\bJ", "DJ"),
    _substitution(r"SY", "S"),
    _substitution(r"KH", "H"),
    _substitution(r"Z", "S"),
    _substitution(r"Y(?=[AU])", "J"),
    lambda name: name + " BINTI LAMMADE" if " " not in name and name.endswith("H") else name,
    lambda name: " ".join(name.split()[:-1]) if name.count(" ") >= 2 else name,
]
BUGIS_TITLES = (["H. ", "H. ", "DRS. ", "DG. "], ["HJ. ", "HJ. ", "DRA. ", "PUANG "])  # of men and of women


def _slip(name: str, luck: float) -> str:
    """The name with one letter left out or two exchanged, as a typist does."""
    places = [at for at in range(1, len(name) - 1) if " " not in name[at : at + 2] and name[at] != name[at + 1]]
    if not places:
        return name + "H"
    at = places[int(luck * len(places))]
    if luck * 1000 % 1 < 0.5:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def respell(
    names: Objects, is_male: Mask, age: Ints, luck: Floats, titles: tuple[list[str], list[str]] = BUGIS_TITLES
) -> Objects:
    """Every name as another list may write it.

    Abbreviated, old spelling, with a title, or with a slip.
    """
    written = []
    rows = zip(names.tolist(), is_male.tolist(), age.tolist(), luck.tolist(), strict=True)
    for name, male, years, chance in rows:
        fine = chance * 977 % 1
        if years >= 45 and fine < 0.3:
            own = titles[0] if male else titles[1]
            written.append(own[int(fine / 0.3 * len(own))] + name)
            continue
        if fine > 0.8:
            written.append(_slip(name, chance * 331 % 1))
            continue
        variants = [other for other in (variant(name) for variant in _VARIANTS) if other != name]
        written.append(variants[int(chance * 101 % 1 * len(variants))] if variants else _slip(name, fine))
    return objects(written)
