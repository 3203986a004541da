# Two commands do all the set-up on a machine that has Python and make: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
SPARK := $(VENV)/.spark
PO := kcrm/locale/zh_CN/LC_MESSAGES/kcrm.po
MO := $(PO:.po=.mo)
TABLES := $(wildcard kcrm/*.toml kcrm/*/*/*.toml)

.PHONY: demo test lint messages docs soak long spark bench bench-group lock clean

demo: $(RUNS) $(MO)
	@$(BIN)/kcrm demo

test: lint
	$(BIN)/python -m pytest -n auto -rfEs

lint: $(READY) $(MO)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# The versions are those of the lock files, checked by hash; kcrm itself is installed in place.
$(RUNS): pyproject.toml hatch_build.py requirements.lock
	@echo "Installing into $(VENV): about a minute."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# With what tests, linters and the lock files need; what the browser's tests take of a package needs nothing that it depends on.
$(READY): $(RUNS) requirements-dev.lock requirements-browser.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-browser.lock
	@touch $@

# The installation has done it once; here only after the catalogue or a table has changed.
$(MO): $(PO) $(TABLES) | $(RUNS)
	@$(BIN)/python hatch_build.py

# With Spark for the tests that need a Java too. A lock of its own: 400 MB that nobody needs who only changes kcrm.
$(SPARK): $(READY) requirements-spark.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-spark.lock
	@touch $@

# A group's figures on a real cluster, as the continuous checks ask for it; where there is no Java, make says so and goes on.
spark: $(if $(shell command -v java),$(SPARK))
	@command -v java >/dev/null || echo "there is no Java here: nothing is counted on a cluster"

# The documents that follow from the program: command reference, man page, data dictionary, the output in the tutorial.
docs: $(READY) $(MO)
	$(BIN)/python -m docs.generate
	$(BIN)/python -m docs.screens

# What takes longer than a change may wait for: the laws with many more examples, the kills, and the tests under other Pythons that are there.
long: $(READY) $(MO) spark
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n auto -rfEs
	$(MAKE) soak
	@for version in 3.12 3.13 3.14; do \
	    if python$$version -c "" 2>/dev/null; then $(MAKE) test VENV=.venv-$$version PYTHON=python$$version || exit 1; \
	    else echo "python$$version does not run here: left out"; fi; \
	done

# The kills and the contention of the tests in full: hundreds of kills, a minute of contention.
soak: $(READY) $(MO)
	$(BIN)/python -m tests.soak --kills 400 --seconds 60

# Ratios of commands to plain means at 5,000 and 50,000 customers, into benchmarks/RESULTS.md; SIZE=L for 500,000.
bench: $(READY) $(MO)
	$(BIN)/python -m benchmarks.run $(addprefix --size ,$(SIZE))

# What a group's figures cost by the number of its stores, on DuckDB, and on Spark where there is a Java; printed as rows of benchmarks/RESULTS.md.
bench-group: $(READY) $(MO) spark
	$(BIN)/python -m benchmarks.group $(if $(shell command -v java),,--engine duckdb)

# Collects every msgid of the code and brings the catalogue up to date; then translate what is empty in kcrm.po.
messages: $(READY)
	$(BIN)/python -m tests.catalogue

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: $(READY)
	$(COMPILE) --extra build --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra build --extra excel --extra desk --extra group --extra encrypt --extra dev --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --constraint requirements-dev.lock --extra spark --output-file requirements-spark.lock pyproject.toml

clean:
	rm -rf $(VENV) .venv-3* .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist $(MO) $(TABLES:.toml=.parsed.json)
