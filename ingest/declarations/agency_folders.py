"""Reads what agencies declare, layer by layer: shipped, of a city, and answered by people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingest.declarations.contract import Agency
from ingest.declarations.faults import fault_lines
from ingest.declarations.layers import Layer, laid_over
from ingest.declarations.rulings import Ruling, as_declaration
from ingest.yaml_files import read_yaml

HERE = Path(__file__).parents[1]
REGIONS = HERE / "vocabularies" / "regions.csv"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class AgencyFolder:
    """One agency with the folder that first declares it, and all layers that make it."""

    agency: Agency
    folder: Path
    layers: tuple[Layer, ...] = ()
    city_regions: Path = REGIONS

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that declare it, the first one shipped or alone."""
        return tuple(layer.path for layer in self.layers if layer.path)

    @property
    def regions_path(self) -> Path:
        """The region list of its rows: its own, else the city's."""
        own = self.agency.regions
        return self.folder / own if own else self.city_regions


def validated(model: type[Model], path: Path, problems: list[str]) -> Model | None:
    """The YAML of `path` as `model`; each misfit is added to `problems`."""
    try:
        return model.model_validate(read_yaml(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{mark.line + 1}: kolom {mark.column + 1}: " if mark else " "
        problems.append(f"{path}:{at}bukan YAML yang sah ({getattr(error, 'problem', 'galat')})")
    except ValidationError as error:
        problems += fault_lines((path,), model, error)
    return None


def _layers(roots: tuple[Path, ...], problems: list[str]) -> dict[str, list[Layer]]:
    """Agency -> what each root declares of it, in the order of the roots."""
    layers: dict[str, list[Layer]] = {}
    for path in (path for agency_root in roots for path in sorted(agency_root.glob("*/agency.yml"))):
        try:
            content = read_yaml(path)
        except yaml.YAMLError:
            validated(Agency, path, problems)
            continue
        if not isinstance(content, dict):
            validated(Agency, path, problems)
        elif content.get("agency") != path.parent.name:
            problems.append(f"{path}: agency: {content.get('agency')!r} harus sama dengan nama foldernya")
        else:
            layers.setdefault(path.parent.name, []).append(Layer(path, content))
    return layers


def agency_folders(
    roots: tuple[Path, ...], rulings: tuple[Ruling, ...], problems: list[str], city_regions: Path = REGIONS
) -> dict[str, AgencyFolder]:
    """Every agency that the roots declare, amended by later roots and by rulings."""
    agencies: dict[str, AgencyFolder] = {}
    layers = _layers(roots, problems)
    # what an agency with regions of its own calls a place says nothing of the city's
    apart = {agency_id for agency_id, declared in layers.items() if laid_over(declared).get("regions")}
    for agency_id, declared in layers.items():
        told = [ruling for ruling in rulings if ruling.agency_id == agency_id or ruling.agency_id not in apart]
        answers = as_declaration(told, agency_id, laid_over(declared))
        every = (*declared, *([Layer(None, answers)] if answers else []))
        paths = tuple(layer.path for layer in declared if layer.path)
        try:
            agency = Agency.model_validate(laid_over(every))
        except ValidationError as error:
            problems += fault_lines(paths, Agency, error)
            continue
        agencies[agency_id] = AgencyFolder(agency, paths[0].parent, every, city_regions)
    return agencies
