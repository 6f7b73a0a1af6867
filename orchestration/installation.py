"""One installation of Sinergi as every step gets it: its settings, its declarations, its stores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ingest.declarations.catalogue import Catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from orchestration.settings import Settings


@dataclass(frozen=True)
class Installation:
    """Everything that a step needs: the settings, the declarations, the folders, the ledger."""

    settings: Settings
    catalogue: Catalogue

    @classmethod
    def open(cls, settings: Settings) -> Installation:
        """The installation of these settings; CatalogueError lists every fault of the declarations."""
        return cls(settings, settings.catalogue())

    @property
    def store(self) -> Store:
        return self.settings.store

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.settings.ledger_url)
