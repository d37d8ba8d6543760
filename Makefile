# Each target installs what it needs on a machine with Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin

# Use the machine's certificate store, for proxies with their own certificate.
export UV_SYSTEM_CERTS := 1
export NODE_USE_SYSTEM_CA := 1

INSTALLED := .venv/.installed
NODE_INSTALLED := node_modules/.installed
BENCH_INSTALLED := .venv/.bench-installed
AUDIT_INSTALLED := .venv/.audit-installed
SUBJECT ?= *
BENCH_SUBJECTS = $(patsubst benchmarks/%/run.py,%,$(sort $(wildcard benchmarks/$(SUBJECT)/run.py)))

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

.PHONY: generate
generate: $(INSTALLED) ## Compile events.yaml into generated/
	@$(BIN)/cgk-codegen generate

.PHONY: watch
watch: $(INSTALLED) ## Compile events.yaml whenever it is saved
	@$(BIN)/cgk-codegen watch

.PHONY: new-event
new-event: $(INSTALLED) ## Add an event: NAME=order.flagged ARGS='--category commerce --description "..."'
	@$(BIN)/cgk-codegen new-event $(NAME) $(ARGS)

.PHONY: dist
dist: $(INSTALLED) ## Build the three wheels and the npm tarball into dist/
	@$(BIN)/cgk-codegen package
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation \
		--wheel-dir dist ./codegen ./runtime
	@ls dist/cgk_codegen-*.whl dist/cgk_runtime-*.whl

.PHONY: explain
explain: $(INSTALLED) ## Explain a finding of the compiler: CODE=CGK305
	@$(BIN)/cgk-codegen explain $(CODE)

.PHONY: site
site: $(INSTALLED) ## Write the catalog as a static site into site/: ARGS='--against git#tag=v0.1.0'
	@$(BIN)/cgk-codegen site $(ARGS)

.PHONY: browser
browser: ## Install Debian's Chromium for the tests of pages; needs apt-get and root
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
		|| echo "Chromium could not be installed; the tests of pages are reported as skipped" >&2

.PHONY: pictures
pictures: $(INSTALLED) ## Take the screenshots in docs/pictures again
	@$(BIN)/python tools/pictures.py

.PHONY: vendor
vendor: $(NODE_INSTALLED) ## Copy the pinned browser libraries into the site's assets
	@cp node_modules/croner/dist/croner.umd.js codegen/cgk_codegen/site/assets/vendor/croner-11.0.1.umd.js
	@cp node_modules/croner/LICENSE codegen/cgk_codegen/site/assets/vendor/LICENSE.croner.txt

.PHONY: test
test: $(INSTALLED) $(NODE_INSTALLED) ## Run every test
	@# With this variable, pytest could not store the test modules, and each of its processes would compile them again.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest

.PHONY: check
check: $(INSTALLED) $(NODE_INSTALLED) ## Check format, lint, types and generated files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/cgk-codegen check
	@$(BIN)/mypy
	@$(BIN)/python tools/node.py pyright

.PHONY: reference
reference: $(INSTALLED) ## Write the generated parts of docs/reference
	@$(BIN)/python tools/reference.py

.PHONY: soak
soak: $(INSTALLED) $(NODE_INSTALLED) ## Run the fault-injection tests many times: ROUNDS=50
	@ROUNDS=$(or $(ROUNDS),50) $(BIN)/pytest -m soak -o faulthandler_timeout=0

.PHONY: bench
bench: $(BENCH_INSTALLED) $(NODE_INSTALLED) ## Run the benchmarks: SUBJECT=local
	@for subject in $(BENCH_SUBJECTS); do PYTHONPATH=tests/support $(BIN)/python -m benchmarks.$$subject.run || exit 1; done

.PHONY: audit-python
audit-python: $(AUDIT_INSTALLED) ## Look up known vulnerabilities of the pinned Python packages
	@for file in bootstrap dev bench audit; do \
		echo "requirements/$$file.txt" >&2; \
		.venv/audit/bin/pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements/$$file.txt || failed=1; \
	done; test -z "$$failed"

.PHONY: audit-npm
audit-npm: $(NODE_INSTALLED) ## Look up known vulnerabilities of the pinned npm packages
	@$(BIN)/python tools/node.py npm audit

.PHONY: format
format: $(INSTALLED) ## Format all Python files
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: lock
lock: $(INSTALLED) ## Pin the newest versions of the development tools
	@$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --upgrade --quiet \
		requirements/dev.in -o requirements/dev.txt
	@$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --upgrade --quiet \
		requirements/bootstrap.in -o requirements/bootstrap.txt
	@$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --upgrade --quiet \
		requirements/bench.in -o requirements/bench.txt
	@$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --upgrade --quiet \
		requirements/audit.in -o requirements/audit.txt
	@$(BIN)/python tools/node.py npm install --package-lock-only --ignore-scripts

.PHONY: clean
clean: ## Remove what was installed and cached
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(INSTALLED): requirements/dev.txt requirements/bootstrap.txt codegen/pyproject.toml runtime/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is required: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@# An interrupted run leaves the file, and the next one starts over.
	@if test -e .venv/.incomplete; then rm -rf .venv; fi
	@mkdir -p .venv && touch .venv/.incomplete
	@echo "Installing the Python tools into .venv/ (about a minute the first time)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps \
		-e codegen -e runtime -e generated
	@rm .venv/.incomplete
	@touch $@

$(BENCH_INSTALLED): requirements/bench.txt $(INSTALLED)
	@$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/bench.txt
	@touch $@

$(AUDIT_INSTALLED): requirements/audit.txt $(INSTALLED)
	@$(BIN)/python -m venv .venv/audit
	@$(BIN)/uv pip install --quiet --require-hashes --python .venv/audit/bin/python -r requirements/audit.txt
	@touch $@

$(NODE_INSTALLED): package.json package-lock.json | $(INSTALLED)
	@echo "Installing the Node tools into node_modules/ (a few minutes the first time)" >&2
	@$(BIN)/python tools/node.py npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
