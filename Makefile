# Two commands do everything on a fresh machine: `make demo` and `make test`. Nothing is needed but Python 3.11+ and make.
PYTHON     ?= python3
comma      := ,
VENV       := .venv
BIN        := $(VENV)/bin
POPULATION ?= 20000
SOURCE     ?= usual
SEMESTERS  ?= $(if $(filter dtsen,$(SOURCE)),2026-S1$(comma)2026-S2,2017-S1$(comma)2017-S2)
DEMO_HOME  ?= data/demo
READY      := $(VENV)/.ready
PIP        := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
export PYTHONUTF8 := 1

.PHONY: setup demo dev bi bi-serve test test-fast lint lint-types lint-rest derive docs lock bench release clean

# The environment: exact versions with hashes, then the project itself, bytecode compiled so that every start is quick.
# Two processors: pip puts in half of the packages on each, for no package asks for another (the lock has them all).
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else 'Sinergi needs Python 3.11, 3.12 or 3.13; say make PYTHON=python3.12')"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -c "import re; each = re.split(r'\n(?=\w)', open('requirements.lock').read()); [open(f'$(VENV)/lock.{n}', 'w').write('\n'.join(each[n::2]) + '\n') for n in (0, 1)]"
	$(PIP) --no-compile --require-hashes -r $(VENV)/lock.0 & first=$$!; $(PIP) --no-compile --require-hashes -r $(VENV)/lock.1; second=$$?; wait $$first && exit $$second
	$(PIP) --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 0 -x '[/\\]tests[/\\]' $(VENV)/lib ingest linkage delivery expectations orchestration simulation || true
	touch $@

setup: $(READY)

# A simulated city (SOURCE=dtsen: with the agreed source of 2026 as it is handed over), its semesters run one after the other, and where to look.
demo: $(READY)
	rm -rf $(DEMO_HOME)
	$(BIN)/sinergi simulate --out $(DEMO_HOME) --population $(POPULATION) --semesters $(SEMESTERS) --source $(SOURCE)
	for semester in $$(echo $(SEMESTERS) | tr ',' ' '); do $(BIN)/sinergi run $$semester --home $(DEMO_HOME) || exit $$?; done

dev: $(READY)
	SINERGI_HOME=$(abspath $(DEMO_HOME)) $(BIN)/sinergi ui

# Superset over the releases of DEMO_HOME, in an environment of its own: set up, or brought up to the current release.
BI := .venv-bi
SUPERSET = FLASK_APP=superset SCARF_ANALYTICS=false SUPERSET_CONFIG_PATH=$(abspath $(DEMO_HOME))/bi/superset_config.py $(BI)/bin/superset
$(BI)/.ready: delivery/bi/requirements.txt
	test -x $(BI)/bin/python || $(PYTHON) -m venv $(BI)
	$(BI)/bin/python -m pip install --quiet --disable-pip-version-check -r delivery/bi/requirements.txt
	touch $@

bi: $(READY) $(BI)/.ready
	$(BIN)/python -m delivery.bi.prepare $(DEMO_HOME)
	$(SUPERSET) db upgrade
	$(SUPERSET) fab create-admin --username admin --firstname Sinergi --lastname Bappeda --email bappeda@example.org --password "$$(cat $(DEMO_HOME)/bi/password.txt)"
	$(SUPERSET) init
	$(SUPERSET) import-dashboards --path $(DEMO_HOME)/bi/sinergi.zip --username admin
	@echo "Jalankan: make bi-serve, lalu buka http://127.0.0.1:8088/superset/dashboard/sinergi (admin, sandi di $(DEMO_HOME)/bi/password.txt)"

bi-serve: $(BI)/.ready
	$(SUPERSET) run --host 127.0.0.1 --port 8088 --with-threads

test: lint
	$(BIN)/python -m pytest -n 2 tests

test-fast: $(READY)
	$(BIN)/python -m pytest -n 2 -m "not slow" tests/unit tests/agencies tests/architecture

# Two processors: the types on one, all else on the other.
lint: $(READY)
	$(MAKE) --no-print-directory -j 2 lint-types lint-rest

lint-types:
	$(BIN)/mypy

lint-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@! $(BIN)/vulture 2>&1 | grep -vE "unused (attribute|variable) "
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests
	$(BIN)/sinergi prepare --home data/lint
	$(BIN)/dbt-bouncer run --config-file dbt-bouncer.yml

# dbt sources, staging, exposures, semantic models and metrics, the data dictionary and the table of public files, from the YAML that people write.
derive: $(READY)
	$(BIN)/python -m orchestration.dbt.sources
	$(BIN)/python -m orchestration.dbt.exposures
	$(BIN)/python -m orchestration.dbt.semantics
	$(BIN)/python -m orchestration.dbt.dictionary
	$(BIN)/python -m tests.support.outcomes

# The pages of docs/ as a site that opens from its folder: build/site/index.html.
docs: $(READY)
	$(BIN)/python -m mkdocs build --quiet

# Exact versions and hashes for every platform and Python that we support; needs uv.
lock:
	uv pip compile pyproject.toml --group dev --group docs --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --output-file requirements.lock

# The second part makes .venv-peers on first use: what we are measured against never enters the product's environment.
bench: $(READY)
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.reading --home data/bench
	$(BIN)/python -m tests.bench.faults --home data/bench
	$(BIN)/python -m tests.bench.handover
	$(BIN)/python -m tests.bench.indicators data/bench
	$(BIN)/python -m tests.bench.cells data/bench
	$(BIN)/python -m tests.bench.pack data/bench
	$(BIN)/python -m tests.bench.linkage normal=data/bench
	$(BIN)/python -m tests.bench.charts data/bench
	$(BIN)/python -m tests.bench.determinism data/bench
	$(BIN)/python -m tests.bench.churn data/bench
	rm -rf data/bench-decided && cp -a data/bench data/bench-decided && $(BIN)/python -m tests.bench.deciding data/bench-decided
	$(BIN)/python -m tests.bench.growth data/bench

# Wheel, licences and bill of materials in build/release/, after the wheel alone has run a semester. Needs a registry.
release: $(READY)
	$(BIN)/python -m tests.release

clean:
	rm -rf $(VENV) data build .mypy_cache .ruff_cache .pytest_cache dbt_project/target dbt_project/logs
