"""The settings of an installation, from the environment, which nothing else reads.

SINERGI_HOME            the folder of all data (`data`, below the present folder, when not said)
SINERGI_AGENCIES        more folders with agency declarations, parted as in PATH
SINERGI_LEDGER_URL      where the ledger is, as an SQLAlchemy address (SQLite below SINERGI_HOME when not said)
SINERGI_PUBLISH_URL     a Postgres database that gets every release too, as an SQLAlchemy address
SINERGI_PULL_<AGENCY>_<WHAT>  login for an agency's files; WHAT is USERNAME, PASSWORD, KEY_FILE, TOKEN or ENDPOINT
SINERGI_READ_SECONDS    what reading one file may cost before its reader is ended (300)
SINERGI_READ_GIB        how much memory reading one file may take, in GiB (two fifths of the machine's)
SINERGI_MAIL_SERVER     where notices go out, `smtps://user:password@host` or `smtp://host:port` (none when not said)
SINERGI_MAIL_FROM, SINERGI_MAIL_TO  the sender, and the receivers parted by commas
SINERGI_WEBHOOK_URL     an address that gets every notice as JSON (none when not said)
SINERGI_READERS         a group of the system that may read what is published (none when not said)
SINERGI_PDF             0 to leave out the PDF of the meeting's pack, which takes some seconds
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ingest.declarations.agency_folders import REGIONS
from ingest.declarations.catalogue import HERE, Catalogue, load_catalogue
from ingest.declarations.official_figures import official_population, official_poverty
from ingest.parsers.region_list import RegionList
from ingest.sandbox.bounds import Bounds
from ingest.store import Store

_PULL = re.compile(r"SINERGI_PULL_(?P<agency>[A-Z0-9_]+)_(?P<what>USERNAME|PASSWORD|KEY_FILE|TOKEN|ENDPOINT)")
_GIB = 2**30
_MOST = 1e6


class SettingsError(Exception):
    """The environment says something that cannot be; the message tells which variable."""


class Settings(BaseModel):
    """One installation."""

    model_config = ConfigDict(frozen=True)

    home: Path
    more_agencies: tuple[Path, ...] = ()
    ledger_address: SecretStr | None = None
    publish_address: SecretStr | None = None
    logins: dict[str, dict[str, SecretStr]] = Field(default_factory=dict)
    mail_server: SecretStr | None = None
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    webhook: SecretStr | None = None
    readers: str = ""
    pdf: bool = True
    bounds: Bounds = Bounds()

    @classmethod
    def from_environment(cls, home: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that the environment gives; `home` goes before SINERGI_HOME."""
        variables = os.environ if environment is None else environment
        roots = [
            Path(part).expanduser().resolve()
            for part in variables.get("SINERGI_AGENCIES", "").split(os.pathsep)
            if part
        ]
        missing = [str(root) for root in roots if not root.is_dir()]
        if missing:
            raise SettingsError(f"SINERGI_AGENCIES: folder tidak ada: {', '.join(missing)}")
        return cls(
            home=(home or Path(variables.get("SINERGI_HOME") or "data")).expanduser().resolve(),
            more_agencies=tuple(roots),
            ledger_address=_secret(variables.get("SINERGI_LEDGER_URL")),
            publish_address=_secret(variables.get("SINERGI_PUBLISH_URL")),
            logins=_logins(variables),
            mail_server=_address(variables, "SINERGI_MAIL_SERVER", ("smtp", "smtps")),
            mail_from=variables.get("SINERGI_MAIL_FROM", ""),
            mail_to=_receivers(variables),
            webhook=_address(variables, "SINERGI_WEBHOOK_URL", ("http", "https")),
            bounds=_bounds(variables),
            readers=variables.get("SINERGI_READERS", ""),
            pdf=variables.get("SINERGI_PDF", "") != "0",
        )

    @property
    def store(self) -> Store:
        return Store(self.home)

    @property
    def ledger_url(self) -> str:
        """The ledger's address; it may hold a password, so it is never shown."""
        return self.ledger_address.get_secret_value() if self.ledger_address else self.store.ledger_url

    @property
    def publish_url(self) -> str | None:
        """The second door's address; it may hold a password, so it is never shown."""
        return self.publish_address.get_secret_value() if self.publish_address else None

    def credentials(self) -> dict[str, dict[str, str]]:
        """Username, password and so on per agency, for whoever logs in."""
        return {
            agency: {what: secret.get_secret_value() for what, secret in login.items()}
            for agency, login in self.logins.items()
        }

    def catalogue(self) -> Catalogue:
        """Everything declared: shipped, of this city, and answered by people; CatalogueError lists every fault."""
        official_population(self.store), official_poverty(self.store)
        return load_catalogue(self.agency_roots, rulings=self.store.rulings, city_regions=self.city_regions)

    @property
    def city_regions(self) -> Path:
        """The region list of the city: its home's own, else the shipped one."""
        return self.store.city_regions if self.store.city_regions.exists() else REGIONS

    @property
    def city_code(self) -> str:
        """The Kemendagri code of the city or regency of this home.

        "" where its list has several.
        """
        return RegionList.load(self.city_regions).home or ""

    @property
    def city_name(self) -> str:
        """The name of the city of this home; "" where its list has several."""
        named = {region.code: region.name for region in RegionList.load(self.city_regions).regions}
        return named.get(self.city_code, "")

    @property
    def agency_roots(self) -> tuple[Path, ...]:
        """The folders that declare agencies; a later one may amend what an earlier one says."""
        return HERE / "agencies", *self.more_agencies, self.store.agencies

    def hand_on(self) -> None:
        """Tells Dagster and the programs started from here what they need to know."""
        os.environ.update(self._told())

    def environment(self, **more: str) -> dict[str, str]:
        """The environment for a program that is started from here."""
        return {**os.environ, **self._told(), **more}

    def _told(self) -> dict[str, str]:
        # Dagster writes together the thousand events of a run that begins, and those of an asset's checks
        return {"SINERGI_HOME": str(self.home), "SINERGI_CITY_CODE": self.city_code, "DAGSTER_EVENT_BATCH_SIZE": "2000"}

    def identity_key(self) -> bytes:
        """The secret of person and family ids, made at first use.

        HomeError where it is gone or another one.
        """
        from ingest.ledger import Ledger
        from orchestration.health.identity_key import identity_key

        ledger = Ledger(self.ledger_url)
        try:
            return identity_key(self.home, ledger)
        finally:
            ledger.close()


def _secret(text: str | None) -> SecretStr | None:
    return SecretStr(text) if text else None


def _address(variables: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> SecretStr | None:
    """The address in a variable; it may hold a password, so no message shows it."""
    text = variables.get(name, "")
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_one = False
    if text and not is_one:
        raise SettingsError(f"{name}: harus alamat {' atau '.join(f'{scheme}://' for scheme in schemes)}")
    return _secret(text)


def _receivers(variables: Mapping[str, str]) -> tuple[str, ...]:
    """The receivers of mail, needed with their sender where there is a server."""
    receivers = tuple(part.strip() for part in variables.get("SINERGI_MAIL_TO", "").split(",") if part.strip())
    if variables.get("SINERGI_MAIL_SERVER") and not (receivers and variables.get("SINERGI_MAIL_FROM")):
        raise SettingsError("SINERGI_MAIL_SERVER: perlu juga SINERGI_MAIL_FROM dan SINERGI_MAIL_TO")
    return receivers


def _bounds(variables: Mapping[str, str]) -> Bounds:
    """The bounds of reading one file."""
    usual = Bounds()
    seconds = _positive(variables, "SINERGI_READ_SECONDS", usual.seconds)
    return Bounds(seconds, int(_positive(variables, "SINERGI_READ_GIB", usual.memory_bytes / _GIB) * _GIB))


def _positive(variables: Mapping[str, str], name: str, otherwise: float) -> float:
    text = variables.get(name) or str(otherwise)
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < _MOST:
        raise SettingsError(f"{name}: harus angka lebih dari 0, bukan {text!r}")
    return number


def _logins(variables: Mapping[str, str]) -> dict[str, dict[str, SecretStr]]:
    logins: dict[str, dict[str, SecretStr]] = {}
    for name, value in sorted(variables.items()):
        found = _PULL.fullmatch(name)
        if found:
            logins.setdefault(found["agency"].lower(), {})[found["what"].lower()] = SecretStr(value)
        elif name.startswith("SINERGI_PULL_"):
            raise SettingsError(f"{name}: harus berakhir dengan _USERNAME, _PASSWORD, _KEY_FILE, _TOKEN atau _ENDPOINT")
    return logins
