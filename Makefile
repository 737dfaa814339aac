# Two commands: `make lab` opens JupyterLab on the first notebook, `make test` checks what a change may break, and
# `make test-all` checks everything.
# Each sets up .venv by itself from the project's own files; it needs only Python 3.11 or newer and make.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
# What is imported is compiled then; to compile all of it now would take as long again.
PIP = $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --constraint constraints.txt
FIRST = notebooks/1_first_map.ipynb
OWN = notebooks/own_book.ipynb
MINE = notebooks/my_book.ipynb
FRONT = $(wildcard stratsell/map/front/*.* stratsell/map/front/src/* stratsell/map/front/import/*) hatch_build.py
NOTEBOOKS = $(filter-out $(MINE),$(wildcard notebooks/*.ipynb))
POOL = --numprocesses 2 --dist loadfile --no-loadscope-reorder --durations 10 -r s
PYTEST = $(BIN)/python -m pytest $(POOL)
# The lowest versions get an environment of their own, with the tests' tools as they are pinned.
LOWEST = .venv-lowest
LOWEST_BIN = $(LOWEST)/$(notdir $(BIN))
LOWEST_TOOLS = duckdb hypothesis openpyxl playwright pytest pytest-xdist
LOWEST_TESTS = tests/test_graph.py $(foreach test,book/book book/tables io/files/folder io/files/archive_check io/files/sheet io/files/xlsx \
io/store/database rules/coverage rules/introductions rules/missing rules/plan rules/portfolio rules/red_flags map/figure reports/brief \
reports/slides cli/cli,tests/$(dir $(test))test_$(notdir $(test)).py)
UV = $(BIN)/uv pip install --quiet --python $(LOWEST_BIN)/python
NBVAL = --nbval --nbval-sanitize-with notebooks/sanitize.cfg
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: lab test test-all lint types unit notebooks tested slow lowest docs package faults renew bench front clean

# With BOOK=path, your own book opens in a copy that git does not see, so that no customer's data gets into it.
lab: $(VENV)/lab $(if $(BOOK),$(MINE))
	STRATSELL_BOOK="$(if $(BOOK),$(abspath $(BOOK)))" $(BIN)/jupyter lab $(if $(BOOK),$(MINE),$(FIRST)) \
	--ServerApp.root_dir="$(CURDIR)" $(AS_ROOT) $(LAB_OPTIONS)

$(MINE): $(OWN)
	@test -e "$(BOOK)" || { echo "There is no $(BOOK)."; exit 1; }
	cp $(OWN) $(MINE)

# Types are checked beside the tests, and the notebooks are the last files of the tests' own pool: no core waits for a stage to end.
test: lint
	$(MAKE) --jobs=2 types tested
	@echo "Everything passed that is not slow; make test-all runs the rest, too."

# What takes long and seldom finds anything is marked `slow`: a fresh clone, Spark, kills. Pictures of what the browser saw are kept
# then, to be looked at; not in git.
test-all: export STRATSELL_SCREENSHOTS ?= $(CURDIR)/build/screenshots
test-all: test
	$(MAKE) slow
	@echo "Everything passed."

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(wildcard .github/workflows/*.yml)

types: $(VENV)/test
	$(BIN)/mypy

tested: $(VENV)/test
	$(PYTEST) -m "not slow" $(NBVAL) tests stratsell $(NOTEBOOKS)

slow: $(VENV)/test
	$(PYTEST) -m slow tests

unit: $(VENV)/test
	$(PYTEST) $(PYTEST_OPTIONS)

# The quick tests, without a browser, with the lowest versions that pyproject.toml allows.
lowest: $(LOWEST)/test
	$(LOWEST_BIN)/python -m pytest $(POOL) $(LOWEST_TESTS)

notebooks: $(VENV)/test
	$(PYTEST) $(NBVAL) -p no:cacheprovider $(NOTEBOOKS)

# Run the notebooks anew and save what they print now; look at the difference before you commit it.
renew: $(VENV)/test
	$(BIN)/jupyter nbconvert --to notebook --execute --inplace --ExecutePreprocessor.store_widget_state=False \
	$(NOTEBOOKS)

# Build the map's front end anew after a change of its sources; `make lab` and `make test` do so, too.
front: $(VENV)/python
	$(PIP) --no-deps --editable .

# The site of documentation, in build/docs; a link that leads nowhere, or a picture that cannot be made, is an error.
docs: $(VENV)/docs
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -d build/doctrees docs build/docs
	@echo "Open build/docs/index.html."

# Build what people install, the wheel from the source distribution, and try it in a clean environment.
package: $(VENV)/test
	rm -rf dist
	$(BIN)/uv build --quiet --build-constraint constraints.txt
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/clean
	$(BIN)/uv pip install --quiet --python build/clean/$(notdir $(BIN))/python --constraint constraints.txt dist/*.whl
	build/clean/$(notdir $(BIN))/python -I tests/installed.py

# Kill 1,000 processes that save, in each kind of place, let two writers save 50 times each, and count what is lost.
faults: $(VENV)/test
	STRATSELL_KILLS=1000 $(BIN)/python -m pytest --numprocesses 2 tests/io/store/test_faults.py -s

bench: $(VENV)/test
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.engines --save docs

# Installing builds the map's front end, too, where its sources have changed (see hatch_build.py).
$(VENV)/lab: pyproject.toml constraints.txt $(FRONT) | $(VENV)/python
	$(PIP) --editable ".[lab]"
	@touch $@

$(VENV)/test: pyproject.toml constraints.txt $(FRONT) | $(VENV)/python
	$(PIP) uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --reinstall-package stratsell \
	--editable ".[lab,test,bench]"
	@touch $@ $(VENV)/lab

$(VENV)/docs: pyproject.toml constraints.txt $(FRONT) | $(VENV)/python
	$(PIP) --editable ".[docs]"
	@touch $@

$(LOWEST)/test: pyproject.toml constraints.txt $(FRONT) | $(VENV)/test
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	$(UV) --resolution lowest-direct --editable ".[lab,docx,slides,postgres,fonts]"
	$(UV) --constraint constraints.txt $(LOWEST_TOOLS)
	@touch $@

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Stratsell needs Python 3.11 or newer; call make PYTHON=/path/to/it."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) $(LOWEST) docs/api docs/gallery docs/notebooks stratsell/map/static stratsell/map/front/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
