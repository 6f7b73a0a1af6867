"""Names of another island, with family names handed down where they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

import numpy as np

from simulation.arrays import Ints, Objects, objects
from simulation.city import CHILD, FEMALE, HEAD, MALE, SPOUSE, City
from simulation.names import BUGIS_TITLES
from simulation.randomness import draw_integers
from simulation.wordlists import words

_HAS_SECOND = 0.7  # of names that had a second part

Titles = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Island:
    """Naming of one island: `surnames` go from father to child, `leads` stand in front."""

    men: list[str]
    women: list[str]
    seconds: list[str] = field(default_factory=list)
    surnames: list[str] = field(default_factory=list)
    leads: tuple[list[str], list[str]] = ([""], [""])
    titles: Titles = (["H. ", "H. ", "DRS. ", "IR. "], ["HJ. ", "HJ. ", "DRA. ", "NY. "])


ISLANDS = {
    "jawa": Island(
        words("""SUKIMIN SUTRISNO SUPRIYADI SUGENG WALUYO WARSITO SLAMET PONIMAN PAIMIN TUKIRAN NGADIMIN SUROSO JOKO
        HARYANTO BUDIONO EKO DWI TRI AGUNG BAMBANG HERU WIDODO SUMARNO SARDI KASIMAN PARTO RUSDIANTO SUNARDI TEGUH
        YANTO MULYONO SUBAGYO NUGROHO DARMAJI WAGIMIN SARJONO KUNCORO ARIS DIDIK GALIH"""),
        words("""SITI_MARYAM SULASTRI SUMARNI PAINEM TUKINEM WAGIYEM NGATIRAH SUTINI SRI_WAHYUNI LESTARI PONIRAH RETNO
        ENDANG NUNUK TITIK YATMI SUPARTI MURNI KASIYEM RUKMINI DARTI SARINAH TUMINI WARTI WIWIK NANIK KUSTINAH
        ISTIQOMAH MUJIATI SURATMI SUHARTINI UMI_KALSUM PARTINI SUDARMI TRI_WINARNI DYAH RATIH NING_SIH"""),
        words("SANTOSO PRASETYO WIBOWO HANDAYANI SETIAWAN UTOMO WIJAYA PURNOMO NINGSIH KURNIAWAN RAHARJO SUSANTO"),
    ),
    "batak": Island(
        words("""JONNER PARLINDUNGAN SAUT HOTMAN TOGAR MANGASA POLTAK BINSAR RONALD JHONSON EDISON MARULI TUMPAL
        SAHAT PANGIHUTAN LAMHOT BISTOK ROBERT DAUD MARTUA TIGOR HOTDIN RUDOLF BONAR JANSEN PARTAHIAN"""),
        words("""TIURMA ROTUA HOTMAIDA LAMRIA NURHAIDA RUSLI_ANNA TETTY SONDANG RISMA MELVA DERMAWAN_TI LASMA PESTA
        ROMAITO SANTI_ULI HERTINA DEWI_ULINA MARINTAN FLORIDA RUMONDANG EVALINA TIOMINAR BUNGA_ROMA SERIDA"""),
        surnames=words("""SIMANJUNTAK SITUMORANG SIREGAR NASUTION LUBIS HARAHAP SINAGA SIHOMBING PANJAITAN MANURUNG
        HUTAPEA SIMBOLON NAINGGOLAN TAMPUBOLON GULTOM PARDEDE SIAHAAN PURBA GINTING TARIGAN SEMBIRING SARAGIH"""),
        titles=(["DRS. ", "IR. ", "ST. ", "H. "], ["DRA. ", "NY. ", "HJ. ", "NY. "]),
    ),
    "bali": Island(
        words("""SUARDANA ARTAWAN SUDIARTA WIRAWAN SUKARMA ADNYANA DARMAWAN SUASTIKA MERTA SUDIRA ARIMBAWA BUDIARTA
        SUPARTHA YASA WINATA SUTAMA KARIANA WIDIANA PUTRAWAN ASTAWA MURDANA SUWENDRA SUARSA REDANA"""),
        words("""SUKERTI ARIANI SUCIATI WIDIASIH PUSPAWATI MURNIASIH SUARTINI ASTINI RATNASARI KARTINI_ASIH
        SUDIASIH YULIANTARI SUKRENI MERTASIH PARWATI ARTINI SUWASTINI RUSMINI NILAWATI WIRYANI"""),
        leads=(
            ["I WAYAN", "I MADE", "I NYOMAN", "I KETUT", "I GEDE", "I PUTU"],
            ["NI WAYAN", "NI MADE", "NI NYOMAN", "NI KETUT", "NI LUH", "NI PUTU"],
        ),
        titles=(["DRS. ", "IR. ", "DR. ", "DRS. "], ["DRA. ", "NY. ", "DR. ", "NY. "]),
    ),
    "minahasa": Island(
        words("""JOHNY STEVEN FERRY JEMMY HENGKY MEIDY ROLLY DENNY NOLDY MAXI JANTJE WELLEM FRANKY BERTY HERRY SONNY
        ADRIAN RICKY MARTHEN YOPPY ALEX NIXON STENLY VICKY"""),
        words("""MEISKE JULIANA_M DEETJE FEMMY SELVIE OLGA NOVIE HENNY GRACE LINDA_M SHERLY TRULLY MARIA_L JEANE STELLA
        FENTJE VONNY ENGELINA SUSANA_P DEISY MAGDALENA RUTH YULIN"""),
        surnames=words("""RUMENGAN WENAS TUMBELAKA KAUNANG MANOPPO PONTOH SUMUAL LASUT WOWOR MAMAHIT KALIGIS RORING
        TENDEAN WAWORUNTU MANDAGI LUMENTUT PANGEMANAN SONDAKH MOKOGINTA RUNTUWENE"""),
        titles=(["DRS. ", "IR. ", "PDT. ", "DRS. "], ["DRA. ", "NY. ", "PDT. ", "NY. "]),
    ),
    "minang": Island(
        words("""SYAFRIZAL ZULKARNAIN AFRIZAL YUSRIZAL EFENDI SYAHRUL DARMAN RAMADANI NOFRIZAL ASRIL JASMAN BUSTAMI
        HENDRI MASRIZAL ERIZAL SUARDIMAN NASRUL SYAFRUDDIN ALIZAR INDRA WIRMAN AMRIZAL ZAINUDDIN DASRIL"""),
        words("""YUSNIMAR ERNIWATI NURSYAMSI ROSNIDAR ELIZAR DESMAWATI YULINAR NURHASNI ASMIDAR RAFNIDAR SYAMSIDAR
        GUSNIDAR MARDIANIS FITRA_YENI REFNI ZURAIDA NOVA_ELIZA EVI_SUSANTI ROZA WIRDANENGSIH LENI_MARLINA"""),
        words("CANIAGO KOTO PILIANG TANJUNG SIKUMBANG JAMBAK GUCI MALAYU DARWIS ANWAR_ST SUTAN MARAJO"),
    ),
}  # fmt: skip
NAMES = ("bugis", *sorted(ISLANDS))


@dataclass
class Renaming:
    """Lasting new names of a city's people; `bugis` leaves them as they are."""

    island: str
    seed: int
    _lineage: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # whose surname each person bears
    _known: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def titles(self) -> Titles:
        """Titles before the names of older men and women."""
        return ISLANDS[self.island].titles if self.island in ISLANDS else BUGIS_TITLES

    def dressed(self, city: City) -> City:
        """`city` under new names; to be called each semester, to see new fathers."""
        if self.island not in ISLANDS:
            return city
        self._extend(city)
        people, count = city.people, len(city.people)
        surname = draw_integers(self._lineage, 1 << 30, self.seed, "surname")
        own = self._renamed(people.name, people.sex, surname)
        mothers = self._renamed(people.mother, np.full(count, FEMALE), surname + 7)
        fathers = self._renamed(people.father, np.full(count, MALE), surname)
        for parents, told, sex in ((mothers, people.mother, FEMALE), (fathers, people.father, MALE)):
            at = _grown(city, sex)[people.family]
            same = (at >= 0) & (told == people.name[at])
            parents[same] = own[at[same]]
        return replace(city, people=replace(people, name=own, mother=mothers, father=fathers))

    def _extend(self, city: City) -> None:
        """Children bear the surname of their family's man, all others their own."""
        first, count = len(self._lineage), len(city.people)
        lineage = np.r_[self._lineage, np.arange(first, count)]
        father = _grown(city, MALE)[city.people.family]
        child = (city.people.relation == CHILD) & (father >= 0) & (np.arange(count) >= first)
        lineage[child] = lineage[father[child]]
        self._lineage = lineage

    def _renamed(self, names: Objects, sex: Ints, surname: Ints) -> Objects:
        island = ISLANDS[self.island]
        result = []
        for name, one_sex, number in zip(names.tolist(), sex.tolist(), surname.tolist(), strict=True):
            key = (name, one_sex)
            if key not in self._known:
                self._known[key] = self._given(name, one_sex, island)
            family = f" {island.surnames[number % len(island.surnames)]}" if island.surnames else ""
            result.append(self._known[key] + family)
        return objects(result)

    def _given(self, name: str, sex: int, island: Island) -> str:
        parts = name.split()
        luck = sha256(f"{self.island}/{self.seed}/{name}/{sex}".encode()).digest()
        pool, leads = (island.men, island.leads[0]) if sex == MALE else (island.women, island.leads[1])
        given = [leads[luck[0] % len(leads)], pool[luck[1] % len(pool)]]
        if len(parts) > 1 and luck[2] < _HAS_SECOND * 256:
            others = island.seconds or pool
            given.append(others[luck[3] % len(others)])
        return " ".join(dict.fromkeys(filter(None, given))).replace("_", " ")


def _grown(city: City, sex: int) -> Ints:
    """The head or spouse of that sex in each family; -1 where there is none."""
    people = city.people
    grown = np.full(len(city.families), -1)
    wanted = np.isin(people.relation, [HEAD, SPOUSE]) & (people.sex == sex)
    grown[people.family[wanted]] = np.flatnonzero(wanted)
    return grown
