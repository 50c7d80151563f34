# Everything goes through SwiftPM; this file only remembers the flags. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

# In the project's own builds a warning is an error; Package.swift reads this.
export TAGQ_STRICT = 1

# A release has a folder of its own, so that it and the tests do not undo each other's work.
RELEASE_SCRATCH = .build-release
RELEASE_FLAGS = -c release --scratch-path $(RELEASE_SCRATCH)
# The command, and what it leaves to others so that it starts quickly itself.
EXECUTABLES = tagq tagq-registry tagq-server
TAGQ = $(RELEASE_SCRATCH)/release/tagq

ifeq ($(shell uname -s),Darwin)
# Compilers do not look into Homebrew's folders by themselves.
HOMEBREW := $(shell command -v brew >/dev/null 2>&1 && brew --prefix)
ifneq ($(HOMEBREW),)
export CPLUS_INCLUDE_PATH := $(HOMEBREW)/include$(if $(CPLUS_INCLUDE_PATH),:$(CPLUS_INCLUDE_PATH))
export LIBRARY_PATH := $(HOMEBREW)/lib$(if $(LIBRARY_PATH),:$(LIBRARY_PATH))
endif
else
# The command carries Swift's libraries in itself; only macOS has them in the system.
# At a fixed address and without symbols it starts a good deal faster.
RELEASE_FLAGS += --static-swift-stdlib -Xlinker -no-pie -Xlinker -s
endif

FORMATTED = $(wildcard Package.swift Sources Tests Benchmarks Fuzz examples)

.DEFAULT_GOAL := help
.PHONY: help run test build release format lint bench fuzz interop install clean dependencies

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: release ## Builds tagq, runs a first script against a made-up registry and explains it.
	@echo '$$ tagq run examples/quickstart.tagq --registry demo: --format table'
	@$(TAGQ) run examples/quickstart.tagq --registry demo: --format table
	@cat examples/quickstart.txt

# One after another: many tests run programs and sockets, and with few processors they would take
# so much time from each other that time-outs of seconds pass.
test: dependencies lint ## Checks the layout of the code, then runs every test.
	@$(SWIFT) test --no-parallel

build: dependencies ## Builds everything for debugging.
	@$(SWIFT) build --build-tests

release: dependencies ## Builds tagq as it is installed.
	@set -e; for name in $(EXECUTABLES); do $(SWIFT) build $(RELEASE_FLAGS) --product $$name; done

format: ## Lays out the code.
	@$(SWIFT) format format --in-place --parallel --recursive $(FORMATTED)

lint: ## Checks the layout of the code and that what is public is documented.
	@$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)

# The benchmarks are a host of this package, so it is built as for any host.
bench: dependencies ## Runs the benchmarks.
	@env -u TAGQ_STRICT $(SWIFT) package --package-path Benchmarks --disable-sandbox benchmark

# Each check runs so long.
SECONDS ?= 600
CHECKS ?=

fuzz: dependencies ## Looks for inputs that break something, SECONDS (600) for each of CHECKS (all).
	@Scripts/fuzz.sh $(SECONDS) $(CHECKS)

interop: dependencies ## Has the vendor's official client read what tagq-server serves.
	@$(SWIFT) build --product tagq-server
	@Scripts/interop/run .build/debug/tagq-server

install: release ## Installs tagq into $(DESTDIR)$(PREFIX)/bin (PREFIX is /usr/local).
	@install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/libexec/tagq'
	@install -m 755 $(TAGQ) '$(DESTDIR)$(PREFIX)/bin/tagq'
	@set -e; for name in $(filter-out tagq,$(EXECUTABLES)); do install -m 755 \
	  $(RELEASE_SCRATCH)/release/$$name '$(DESTDIR)$(PREFIX)/libexec/tagq/'; done
	@echo 'Installed $(DESTDIR)$(PREFIX)/bin/tagq'

clean: ## Removes what builds have made.
	@rm -rf .build $(RELEASE_SCRATCH) Benchmarks/.build Fuzz/.build

dependencies: ## Installs the libraries that the build needs and this system lacks.
	@Scripts/install-dependencies.sh
