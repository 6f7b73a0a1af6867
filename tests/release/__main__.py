"""`make release`: build/release/ with wheel, versions, licences and bill of materials, after a trial of the wheel.

The wheel is installed into a fresh environment with the versions of the lock, and simulates a city, runs a semester and
examines its home there: no git, no make, no checkout, nothing on the path but that environment.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "build" / "release"
SBOM_MAKER = "cyclonedx-bom>=7,<8"
POPULATION, SEMESTER = "1000", "2017-S1"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)([^\\]*)", re.MULTILINE)


def main() -> None:
    """Makes the release, or ends with what went wrong."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    wheel, versions = build_wheel(TARGET), write_versions(TARGET / "versions.txt")
    with tempfile.TemporaryDirectory() as folder:
        python = installed(wheel, versions, Path(folder) / "fresh")
        run(str(python), str(ROOT / "tests" / "release" / "licences.py"), str(TARGET / "licences.csv"))
        parts = bill_of_materials(python, Path(folder) / "sbom", TARGET / "sinergi.cdx.json")
        trial(python.parent, Path(folder) / "home")
    print(f"{wheel.name}: {parts} parts, licences allowed, a semester run without git and make. {TARGET}")  # noqa: T201


def build_wheel(target: Path) -> Path:
    """The wheel of this checkout."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir",
        str(target), str(ROOT))  # fmt: skip
    (wheel,) = target.glob("sinergi-*.whl")
    return wheel


def write_versions(target: Path) -> Path:
    """The versions of the lock as constraints for pip, each with the systems that it is for.

    Without these marks two versions of one package contradict each other, and nothing can be installed.
    """
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = _PINNED.findall(lock)
    target.write_text("".join(f"{name}=={version}{mark.rstrip()}\n" for name, version, mark in pinned), "utf-8")
    return target


def installed(wheel: Path, versions: Path, folder: Path) -> Path:
    """The Python of a fresh environment with the wheel and these versions."""
    python = fresh(folder)
    run(str(python), "-m", "pip", "install", "--quiet", "--constraint", str(versions), str(wheel))
    return python


def fresh(folder: Path) -> Path:
    """The Python of a new environment."""
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def bill_of_materials(python: Path, folder: Path, target: Path) -> int:
    """Writes what the environment is made of as CycloneDX, by its own program; gives the number of parts."""
    maker = fresh(folder)
    run(str(maker), "-m", "pip", "install", "--quiet", SBOM_MAKER)
    run(str(maker.with_name("cyclonedx-py")), "environment", "--pyproject", str(ROOT / "pyproject.toml"),
        "--output-reproducible", "--of", "JSON", "-o", str(target), str(python))  # fmt: skip
    return len(json.loads(target.read_text(encoding="utf-8"))["components"])


def trial(programs: Path, home: Path) -> None:
    """Simulates, runs and examines with nothing but the environment on the path."""
    alone = {"PATH": str(programs), "HOME": str(home.parent), "PYTHONUTF8": "1", "SINERGI_PDF": "0"}
    sinergi = str(programs / "sinergi")
    for arguments in (
        ("simulate", "--out", str(home), "--population", POPULATION, "--semesters", SEMESTER),
        ("run", SEMESTER, "--home", str(home)),
        ("doctor", "--home", str(home)),
    ):
        run(sinergi, *arguments, environment=alone, cwd=home.parent)


def run(*arguments: str, environment: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Runs a program to its end; SystemExit with what it said where it failed."""
    done = subprocess.run(arguments, env=environment, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments[:4])} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
