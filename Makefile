# Two commands do everything on a fresh machine with Rust and Node: `make run` and `make test`.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run dev test lint bench torture pictures runbooks-check package icons setup ui-check

# One profile for everything that is run here, so that nothing is built twice.
CARGO_CI := --locked --profile ci
TAURI := ../../ui/node_modules/.bin/tauri
UI_SOURCES := $(shell find ui/src ui/public -type f) ui/index.html ui/vite.config.ts ui/svelte.config.js ui/tsconfig.json

DRILL := drill::the_django_drill_is_walked_by_keyboard_to_its_exported_postmortem

BUILD_PACKAGES := libwebkit2gtk-4.1-dev librsvg2-dev libxdo-dev libssl-dev build-essential pkg-config
TEST_PACKAGES := webkit2gtk-driver xvfb xauth dbus dbus-x11 cmark-gfm
DJANGO_PACKAGES := postgresql redis-server python3-venv openssl

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ui/dist/index.html ## open the app; without a display: walk the sample drill, leave pictures and postmortem in target/run/
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
	  cargo run $(CARGO_CI) -p kneeboard-desktop; \
	else \
	  echo "No display: Kneeboard opens on a virtual one and walks the sample drill."; \
	  rm -rf target/run && \
	  KNEEBOARD_RUN_DIR=target/run cargo test $(CARGO_CI) --workspace --test window -- --exact $(DRILL) --nocapture && \
	  echo "The window's pictures and the exported postmortem:" && ls target/run/*.png target/run/*.md; \
	fi

dev: setup ## the app with a debug build; the page is built anew at each change (reload it with Ctrl R)
	cd src-tauri/desktop && $(TAURI) dev

test: setup ui-check ui/dist/index.html ## every test, the real window included
	cargo test $(CARGO_CI) --workspace --no-fail-fast --lib --bins --tests

lint: setup ui-check ui/dist/index.html ## formatting, clippy, the page's types and accessibility, licences and sources
	cargo fmt --all --check
	cargo clippy $(CARGO_CI) --workspace --all-targets -- -D warnings
	@command -v cargo-deny >/dev/null || { echo "Installing cargo-deny; this compiles for minutes."; cargo install --locked cargo-deny; }
	cargo deny --all-features check bans licenses sources

bench: setup ui/dist/index.html ## what acts, searches, keys and the window cost, measured in one run on a machine that does nothing else
	cargo build $(CARGO_CI) --workspace --examples --features kneeboard-desktop/bench
	target/ci/examples/bench-act
	target/ci/examples/bench-search
	cargo bench $(CARGO_CI) -q --workspace --bench window --features kneeboard-desktop/bench
	KNEEBOARD_QUIET=1 cargo test $(CARGO_CI) --workspace --test window -- editing::a_key_costs --nocapture

torture: setup ui/dist/index.html ## what takes long: 500 kills of two writing processes and 100 of one that types, thousands of replays, promoted walks, merges and saved texts, ten minutes of random keys, every runbook in the window
	KNEEBOARD_TORTURE=500 PROPTEST_CASES=3000 cargo test $(CARGO_CI) -p kneeboard-cli --test kneeboard -- kills:: replay:: promote::
	KNEEBOARD_TORTURE=100 PROPTEST_CASES=10000 cargo test $(CARGO_CI) -p kneeboard-cli --test kneeboard -- drafting:: library:: --nocapture
	PROPTEST_CASES=20000 cargo test $(CARGO_CI) --workspace --test foreign -- properties::
	KNEEBOARD_RANDOM_SECONDS=600 KNEEBOARD_REST_SECONDS=60 KNEEBOARD_EVERY_RUNBOOK=1 cargo test $(CARGO_CI) --workspace --test window -- random_keys:: pace:: every_runbook:: --nocapture

pictures: setup ui/dist/index.html ## every screen in every state, into tests/expected/screens/
	@PACKAGES=pngquant bash -c "$$INSTALL"
	KNEEBOARD_PICTURES=1 cargo test $(CARGO_CI) --workspace --test window -- screens:: paper::
	pngquant --force --ext .png --strip 128 tests/expected/screens/*.png

runbooks-check: target/runbooks/django/installed tests/snippets/react/node_modules/.package-lock.json ## snippets and commands of the runbooks, run with PostgreSQL, Redis, Django, Celery and React; installs them
	node tests/snippets/nodejs/check.mjs
	target/runbooks/django/bin/python tests/snippets/django/check.py
	node tests/snippets/react/check.mjs

# What the snippets need, in a folder of its own; make test needs none of it.
target/runbooks/django/installed: tests/snippets/django/requirements.txt
	@PACKAGES="$(DJANGO_PACKAGES)" bash -c "$$INSTALL"
	@echo "Installing Django, its REST framework, Celery and psycopg from PyPI, into target/runbooks/django/."
	python3 -m venv target/runbooks/django
	target/runbooks/django/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

tests/snippets/react/node_modules/.package-lock.json: tests/snippets/react/package.json tests/snippets/react/package-lock.json
	@echo "Installing React, TypeScript and what tests them: npm ci, without install scripts."
	cd tests/snippets/react && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

package: setup ui/node_modules/.package-lock.json ## a Debian package, in target/release/bundle/deb/
	cd src-tauri/desktop && $(TAURI) build --bundles deb

icons: ui/node_modules/.package-lock.json ## the icon set, drawn anew from icons/mark.svg
	$(eval DRAWN := $(shell mktemp -d))
	ui/node_modules/.bin/tauri icon icons/mark.svg -o $(DRAWN)
	cp $(addprefix $(DRAWN)/,$(notdir $(filter-out icons/mark.svg,$(wildcard icons/*)))) icons/
	rm -r $(DRAWN)

ui-check: ui/node_modules/.package-lock.json
	cd ui && npm run --silent canary && npm run --silent check

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	cd ui && npm run --silent build -- --logLevel warn

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	@echo "Installing the page's packages: npm ci, without install scripts."
	cd ui && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

setup:
	@bash -c "$$SETUP"

# Installs what of $PACKAGES Debian and its kin lack.
define INSTALL
set -euo pipefail
command -v apt-get >/dev/null || { echo "Without apt-get, these have to be there: $$PACKAGES" >&2; exit 0; }
missing=()
for package in $$PACKAGES; do
  dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$$package")
done
[ $${#missing[@]} -gt 0 ] || exit 0
echo "Installing with apt-get: $${missing[*]}"
as_root=(); [ "$$(id -u)" = 0 ] || as_root=(sudo)
"$${as_root[@]}" apt-get update -q
"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --no-remove "$${missing[@]}"
endef
export INSTALL

# Checks the tools, then installs what Debian and its kin lack; elsewhere it names the packages.
define SETUP
set -euo pipefail
needs() { # program, least version, its version, where to get it
  command -v "$$1" >/dev/null || { echo "$$1 is missing. Install it: $$4" >&2; exit 1; }
  printf '%s\n' "$$2" "$$3" | sort -CV || { echo "$$1 $$3 is too old; $$2 or later is needed: $$4" >&2; exit 1; }
}
version() { { "$$@" 2>/dev/null || true; } | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }
needs cargo 1.90 "$$(version cargo --version)" https://rustup.rs
needs node 20.19 "$$(version node --version)" https://nodejs.org
needs npm 9 "$$(version npm --version)" https://nodejs.org
case "$$(uname -s)" in
  Linux) ;;
  Darwin) xcode-select -p >/dev/null || { echo "Install the command line tools: xcode-select --install" >&2; exit 1; }
    echo "macOS: the tests of the real window run on Linux only."; exit 0 ;;
  *) echo "Windows: needs the C++ build tools and the WebView2 runtime; the tests of the real window run on Linux only."; exit 0 ;;
esac
if command -v apt-get >/dev/null; then
  PACKAGES="$(BUILD_PACKAGES) $(TEST_PACKAGES)" bash -c "$$INSTALL"
elif ! pkg-config --exists webkit2gtk-4.1 librsvg-2.0 || ! command -v xvfb-run WebKitWebDriver dbus-run-session cmark-gfm >/dev/null; then
  echo "System packages are missing. Install them and try again:" >&2
  echo "  Fedora: dnf install webkit2gtk4.1-devel librsvg2-devel libxdo-devel openssl-devel gcc-c++ make pkgconf xorg-x11-server-Xvfb dbus-daemon cmark-gfm" >&2
  echo "  Arch:   pacman -S webkit2gtk-4.1 librsvg xdotool openssl base-devel xorg-server-xvfb dbus cmark-gfm" >&2
  echo "  Both also need WebKitWebDriver, which comes with WebKitGTK or in a package of its own." >&2
  exit 1
fi
endef
export SETUP
