# Two commands for newcomers. Both first install what is missing (scripts/setup); `cargo xtask` is the door for the rest.
.DEFAULT_GOAL := help
.PHONY: help demo test

# rustup's folder, for shells that have not read its profile yet.
export PATH := $(PATH):$(HOME)/.cargo/bin

# For example: make demo DEMO_ARGS="--json"
DEMO_ARGS ?=

help: ## Say what can be made
	@echo 'Minyi (民意): 有事找代表, from filing to closing'
	@echo
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16
	@echo
	@echo 'Single checks, figures, a throw-away PostgreSQL: cargo xtask --help; docs/TESTING.md tells more.'

demo: ## Set up, build, run the whole loop with demo data, leave the server running (options: DEMO_ARGS)
	@scripts/setup demo
	@cargo xtask web
	@cargo build --release -p minyi
	@cargo run --release -q -p minyi -- demo $(DEMO_ARGS)

test: ## Set up, then pass every check and every test
	@scripts/setup test
	@cargo xtask ci
