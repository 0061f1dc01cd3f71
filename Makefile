# Each task by name. A virtual environment is made where there is none.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed

.PHONY: help install run demo test thorough lint format bench crash simulation stopping year lock clean

help:      ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

install: $(READY)  ## .venv with the locked dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mailservice needs Python 3.11 or newer; say make PYTHON=python3.12 install")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY)  ## the service with the demo world, on 127.0.0.1:8025
	$(BIN)/mailservice serve --config config/demo.toml

demo: $(READY)  ## a fortnight in May 2027, in seconds
	$(BIN)/mailservice demo

# Two workers for two cores: numpy's own threads would only wait for one another.
# What is compiled is kept, whatever the surroundings say: each worker and hundreds of processes import it again.
test: export OPENBLAS_NUM_THREADS = 1
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY)  ## every test, with branch coverage
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -p tests.measuring
	$(BIN)/coverage combine --quiet
	$(BIN)/python tests/coverage_floor.py

thorough: export OPENBLAS_NUM_THREADS = 1
thorough: $(READY)  ## every test on both databases, all batches of mails, a thousand examples where the suite draws fifty
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --both-databases --older-batches --hypothesis-profile thorough

lint: $(READY)  ## format, style, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## put the code in the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## ratios beside a peer or a physical limit
	$(BIN)/python -m tests.bench

crash: $(READY)  ## 500 SIGKILLs to service and smarthost, 100 in the middle of a fan-out; each call of a mail's way fails once; on both databases
	$(BIN)/python -m tests.crash
	$(BIN)/python -m tests.crash --fan-out 2500 --kills 100
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.crash --postgresql
	$(BIN)/python -m tests.crash --postgresql --fan-out 2500 --kills 100
	$(BIN)/python -m tests.faults --postgresql

stopping: $(READY)  ## a stop in the middle of a send to 10,000, as letters and in digests: what left before, nothing after, an exact report
	$(BIN)/python -m tests.stopping
	$(BIN)/python -m tests.stopping --digests

year: $(READY)  ## a year of news for 1,000 people: each text reaches each of them once, as they wish
	$(BIN)/python -m tests.year

simulation: $(READY)  ## a year of briefings, 400 people, outages; every promise checked
	$(BIN)/python -m tests.simulation

lock:      ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --extra fast --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean:     ## remove what these tasks made
	rm -rf $(VENV) var .coverage* .mypy_cache .ruff_cache .hypothesis
