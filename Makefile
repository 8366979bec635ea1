# The commands that the README names, and the parts they are made of.
BINARY := .build/release/agent-memory

.PHONY: serve run test check live bench format setup build release

## Sets the machine up, builds, and starts the server on 127.0.0.1:8000.
serve:
	scripts/setup packages
	$(MAKE) --no-print-directory build
	scripts/setup model
	$(BINARY) serve $(ARGS)

## For changing the code: a debug build, started on the data in ./data. A rebuild takes seconds to a minute.
run:
	swift build --product agent-memory
	.build/debug/agent-memory serve $(ARGS)

## Everything: format, imports, structure, unit, conformance, HTTP, MCP and live tests.
test:
	scripts/test all

## What needs no release build: format, import check, structure and unit tests.
check:
	scripts/test check

## The built binary against real clients.
live:
	scripts/test live

bench:
	scripts/test bench

format:
	swift format -i -r Sources Tests Benchmarks Package.swift

setup:
	scripts/setup

build:
	scripts/build

## The files that are published, in dist/: program, archive with the model, Debian package, image.
release:
	scripts/setup packages
	scripts/setup release
	scripts/build
	scripts/setup model
	scripts/release
