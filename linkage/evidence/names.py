"""Brings South Sulawesi names into features that can be compared.

Titles are dropped, particles told apart, old spellings made equal.

The input is the fold of ingest (`fold_name`: A-Z words). Features are computed in Python once per distinct name, so
that every engine compares the very same letters; `agreement.py` compares them. Sources: domain notes 3.3. For
matching only: what people read keeps its titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa


def _words(*lines: str) -> frozenset[str]:
    """The words of `lines` as a set."""
    return frozenset(word for line in lines for word in line.split())


# Honorifics before a name, of which none is part of the name itself; the first ones may stand anywhere.
_ANYWHERE = _words("ALM ALMH ALMARHUM ALMARHUMAH DG DAENG PUANG PETTA OPU")
_LEADING = _ANYWHERE | _words(
    "H HJ HAJI HAJJAH HAJJA HJA ALHAJ KH DRS DRA DR DRG DRH IR PROF UST USTAD USTADZ USTADZAH",
    "TN NY NN BPK BAPAK IBU PAK",
)
_TRAILING = _words("HJ HAJI HAJJAH DRS DRA IR")
_PATRONYM = _words("BIN BINTI BINTE BTE ALIAS")
# Degrees behind a name. The fold lost the dots, so `S.Pd.I` stands as S PD I; an `ST` in front is Sitti.
_DEGREES = frozenset(
    tuple(degree.split())
    for line in (
        "S PD I|S PD|SPD|SPDI|S E|SE|S H|SH|S SOS|SSOS|S KOM|SKOM|S AG|SAG|S KEP|SKEP|S KM|SKM|S T|ST|S IP|SIP",
        "S HI|SHI|S SI|SSI|S PT|S P|SP|S FARM|S KED|S PI|S ST|SST|S TR KEB|S TP|A MD KEP|A MD KEB|A MD|AMD",
        "A MA PD|A MA|AMA|M SI|MSI|M PD|MPD|M PD I|M KES|MKES|M H|MH|M M|MM|M AP|M AG|MAG|M T|MT|B A|BA|NS|APT|LC",
    )
    for degree in line.split("|")
)

_MUHAMMAD = _words(
    "MUH MOH MUHD MOHD MHD MUCH MOCH MUHAMMAD MUHAMAD MOHAMMAD MOHAMAD MUHAMMED MOHAMMED MUCHAMMAD MUCHAMAD MOCHAMMAD",
    "MOCHAMAD MUHAMMADD MUHAMAT MUHAMMAT MUHMMAD MUHAMMD",
)
_ABDUL = _words("ABD ABDUL ABDU ABDL ABDOEL")
_SITTI = _words("ST SITTI SITI STI SITTY SITY SITIE")
# Parts so common that they tell little: a name without one of them may still be the same name.
_PARTICLES = {"MUHAMMAD": "M", "ABDUL": "B", "SITI": "S", "ANDI": "N"}

_RULES = (  # old spelling, foreign letters, letters that local speech does not tell apart; order matters
    ("OE", "U"), ("DJ", "Y"), ("TJ", "C"), ("SY", "S"), ("SJ", "S"), ("CH", "H"), ("KH", "H"), ("DZ", "S"), ("TS", "S"),
    ("Z", "S"), ("J", "Y"), ("Q", "K"), ("X", "KS"), ("V", "P"), ("F", "P"), ("AE", "AI"), ("IY", "I"), ("UW", "U"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_ABDUL_JOINED = re.compile(r"ABDUL(?!LA).{3}|ABDU(RR|SS).{3}")
_UNHEARD = re.compile(r"[AEIOUHWY]")
_GLOTTAL_K = re.compile(r"K(?=[BDMNT])")  # Makmur and Ma'mur


@dataclass(frozen=True)
class NameFeatures:
    """The letters of one name that are compared.

    `full`: all words joined. `ordered`: the same words sorted, then joined. `core`: without particles, joined.
    `plain`: the core in the letters as written, where a slip of the typist changes the spelling.
    `particles`: letters of the particles met (M Muhammad, B Abdul, S Sitti, N Andi, `?` a bare `A`). `words`: words of
    the core. `sound`: the first letter of the core and its consonants, which most slips leave alone.
    """

    full: str
    ordered: str
    core: str
    plain: str
    particles: str
    words: tuple[str, ...]
    sound: str


@lru_cache(maxsize=262_144)
def spell(word: str) -> str:
    """One word in the spelling of comparison.

    >>> spell("SYAMSUDDIN") == spell("SAMSUDIN"), spell("BAHARUDDING") == spell("BAHARUDIN"), spell("DJOEMRIAH")
    (True, True, 'YUMRIA')
    """
    if word.endswith("NG"):
        word = word[:-1]
    for old, new in _RULES:
        word = word.replace(old, new)
    word = word[:1] + word[1:].replace("H", "")
    return _DOUBLED.sub(r"\1", _GLOTTAL_K.sub("", word))


def _without_titles(words: list[str]) -> list[str]:
    """`words` without honorifics, degrees and the father's name, but never empty."""
    for position, word in enumerate(words):
        if position and word in _PATRONYM:
            words = words[:position]
            break
    start = 0
    while start < len(words) - 1 and words[start] in _LEADING:
        start += 1
    words = words[start:]
    shortened = True
    while shortened:
        shortened = False
        for length in (3, 2, 1):
            if len(words) > length and tuple(words[-length:]) in _DEGREES:
                words, shortened = words[:-length], True
                break
        if len(words) > 1 and words[-1] in _TRAILING:
            words, shortened = words[:-1], True
    return [word for word in words if word not in _ANYWHERE] or words


def _canonical(words: list[str]) -> list[str]:
    """`words` with the short forms of common name parts written out.

    `Abdul` is split from what follows it.
    """
    out: list[str] = []
    for position, word in enumerate(words):
        leads = position == 0 or all(done in _PARTICLES or done == "A" for done in out)
        is_last = position == len(words) - 1
        if word in _MUHAMMAD or (word == "M" and leads and not is_last):
            out.append("MUHAMMAD")
        elif word in _ABDUL and not is_last:
            out.append("ABDUL")
        elif word in _SITTI and not (word == "ST" and is_last):
            out.append("SITI")
        elif word in ("BECCE", "BECE", "BESE"):
            out.append("BESSE")
        elif _ABDUL_JOINED.match(word):
            out += ["ABDUL", word[5:]]
        else:
            out.append(word)
    return out


def _joined(words: Iterable[str]) -> str:
    """Spelled words run together as if they had been written as one."""
    text = ""
    for word in words:
        piece = word.lstrip("H") if text else word
        text += piece[1:] if text and piece and piece[0] == text[-1] else piece
    return text


def sound(letters: str) -> str:
    """The phonetic key of letters in the spelling of comparison.

    >>> sound("PAISAL") == sound("PAIASL") == sound("PEISAL"), sound("AMINA")
    (True, 'AMN')
    """
    return _DOUBLED.sub(r"\1", letters[:1] + _UNHEARD.sub("", letters[1:]))


def features(name_key: str) -> NameFeatures:
    """The features of a folded name.

    >>> features("HJ ST NURHAYATI S PD").core == features("SITTI NUR HAYATI").core
    True
    >>> features("LA TANG").full == features("LATANG").full
    True
    >>> found = features("ABD RAHMAN")
    >>> found.full, found.ordered, found.core, found.plain, found.particles, found.words, found.sound
    ('ABDULRAMAN', 'ABDUL RAMAN', 'RAMAN', 'RAHMAN', 'B', ('RAMAN',), 'RMN')
    """
    words = _canonical(_without_titles(name_key.split()))
    particles, core = [], []
    for position, word in enumerate(words):
        if word in _PARTICLES:
            particles.append(_PARTICLES[word])
        elif word == "A" and position == 0 and len(words) > 1:
            particles.append("?")  # Andi, Abdul or Ahmad: nobody can say
        else:
            core.append(word)
    spelled = [spell(word) for word in words]
    spelled_core = [spell(word) for word in core] or spelled
    return NameFeatures(
        full=_joined(spelled),
        ordered=" ".join(sorted(spelled)),
        core=_joined(spelled_core),
        plain="".join(core or words),
        particles="".join(sorted(set(particles))) if core else "",
        words=tuple(word for word in spelled_core if len(word) > 1) or tuple(spelled_core),
        sound=sound(_joined(spelled_core)),
    )


AS_STRUCT = (
    "struct_pack(full_form := full_form, ordered_form := ordered_form, core_form := core_form,"
    " plain_form := plain_form, particles := particles, words := words, sound := sound)"
)
"""The features of a name as the one value that the macros of `agreement` compare, from a `feature_table`."""


def feature_table(name_keys: Iterable[str]) -> pa.Table:
    """One row of features for each name key, numbered by `name_id` in the order given."""
    keys = list(name_keys)
    found = [features(key) for key in keys]
    return pa.table(
        {
            "name_id": pa.array(range(len(keys)), pa.int32()),
            "name_key": pa.array(keys, pa.string()),
            "full_form": pa.array([item.full for item in found], pa.string()),
            "ordered_form": pa.array([item.ordered for item in found], pa.string()),
            "core_form": pa.array([item.core for item in found], pa.string()),
            "plain_form": pa.array([item.plain for item in found], pa.string()),
            "particles": pa.array([item.particles for item in found], pa.string()),
            "words": pa.array([item.words for item in found], pa.list_(pa.string())),
            "sound": pa.array([item.sound for item in found], pa.string()),
        }
    )
