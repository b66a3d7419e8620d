# Hearth: everything one does with the sources. `make help` lists it.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help run build test lint test-rust journeys soak fuzz screenshots bench assets setup-build setup-test

SIZE ?= agency
LISTEN ?= 127.0.0.1:8080

out := $(or $(CARGO_TARGET_DIR),target)
# Where a machine checks, nothing may be resolved anew.
locked := $(if $(CI),--locked)
npm_ci := npm ci --no-audit --no-fund --loglevel=error

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## serve the demo on http://127.0.0.1:8080 (SIZE=agency|region|nation, LISTEN=host:port)
	@scripts/run-demo $(out)/release/hearth $(SIZE) $(LISTEN)

build: setup-build assets ## the program, as target/release/hearth
	cargo build $(locked) --release --workspace --bin hearth

test: setup-test assets lint test-rust journeys ## everything that can be checked, on both engines and in a browser

lint: setup-build assets ## formatting and clippy, warnings denied
	@scripts/lint

test-rust: setup-test assets ## the Rust tests beside a throw-away PostgreSQL (ARGS='-p store --lib')
	scripts/with-postgres cargo test $(locked) --no-fail-fast $(or $(ARGS),--workspace)

# HEARTH_BIN=path walks through another program, and builds none.
journeys: setup-test assets journeys/node_modules/.package-lock.json ## the browser journeys (ONLY=name for one)
ifndef HEARTH_BIN
	cargo build $(locked) --workspace --bin hearth
endif
	@HEARTH_BIN=$(or $(HEARTH_BIN),$(out)/debug/hearth) ONLY=$(ONLY) node journeys/run.mjs

# Process deaths, not power loss. HEARTH_SOAK says how many of each kind.
soak: setup-test assets ## the long tests: kills, races, changes to the log again and again, every page on a narrow screen (HEARTH_SOAK=30 for fewer)
	HEARTH_SOAK=$(or $(HEARTH_SOAK),300) scripts/with-postgres cargo test $(locked) -p hearth --test all -- --nocapture --include-ignored crash
	HEARTH_SOAK=$(or $(HEARTH_SOAK),300) scripts/with-postgres cargo test $(locked) --no-fail-fast -p casework -p funding -p strategy -p hearth -- --nocapture races
	HEARTH_SOAK=$(or $(HEARTH_SOAK),5000) scripts/with-postgres cargo test $(locked) -p trust --lib -- --nocapture --include-ignored tamper
	$(MAKE) journeys ONLY=every-page

# Random noise at every parser that reads from outside. Not guided by coverage, so it needs no nightly compiler.
fuzz: setup-test assets ## noise at every door, longer than in the tests (HEARTH_FUZZ=20000 of each)
	HEARTH_FUZZ=$(or $(HEARTH_FUZZ),20000) PROPTEST_CASES=$(or $(HEARTH_FUZZ),20000) scripts/with-postgres cargo test $(locked) --no-fail-fast -p hearth -p store -p page -p trust -p insight -- noise any_bytes

screenshots: journeys ## the README's pictures, made anew by the journeys
	@scripts/screenshots

# Both with the features of the whole workspace, so that neither builds the libraries of the other anew.
bench: setup-test assets ## measure against the limits in the README (ARGS=... for the benchmark)
	cargo build $(locked) --release --workspace --bin hearth --bin bench
	scripts/with-postgres --fsync $(out)/release/bench $(ARGS)

assets: web/dist/manifest.txt ## styles, scripts and typefaces, as web/dist

setup-build:
	@scripts/setup build

setup-test:
	@scripts/setup test

# The list of what was built is written last, so it stands for all of it.
web/dist/manifest.txt: web/node_modules/.package-lock.json \
		$(shell find web \( -path web/node_modules -o -path web/dist \) -prune -o -type f -print 2>/dev/null)
	cd web && npm run --silent build

# npm writes this list last, so it stands for a whole installation.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json | setup-build
	cd $* && $(npm_ci)
	@touch $@
