# The commands that a newcomer, an operator's technician and CI type. Each sets up what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin

ADAPTER := vox/models/adapter/vox-fr-270m.gguf
# A step of teaching asks for gigabytes and gives them back: kept, in large pages, it is a fifth faster.
LARGE_PAGES := glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=17179869184

TEACH = GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training
# Each round of teaching goes on from the one before, over what was written since: passes over the same lines overfit.
SECOND := corrections-b danger-b negotiation-b ordinary-b own-topics-e own-topics-f rambling-b several-wishes-b
THIRD := corrections-c corrections-d edges edges-b flows-b ordinary-c ordinary-d own-topics-g own-topics-h own-topics-i \
	own-topics-j own-topics-k own-topics-l own-topics-m rare-wishes rare-wishes-b spoken spoken-b two-things \
	two-things-b two-things-c
FOURTH := corrections-e edges-c ordinary-e own-topics-n own-topics-o rare-wishes-c
# Not taught: a fifth round over them, in the mean with any share, understood less than the fourth.
UNTAUGHT := corrections-f edges-d negotiation-c no-danger ordinary-f unseen-b unseen-c

# Where `make train-hearing` keeps what voices said: outside of the project, and not said again the next time.
SPOKEN ?= $(HOME)/.cache/vox/taught-hearing
HEARD := vox/models/adapter/whisper-base-fr.npz

.PHONY: help setup setup-test run test lint bench train train-hearing train-words image lock clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## Install system packages, Python environment and models (safe to run again)
	@scripts/setup run

setup-test: ## The same, with what the tests need beside it
	@scripts/setup test

run: setup ## Answer a demonstration call, then stay up for yours (Ctrl-C stops all)
	@$(BIN)/vox demo

test: setup-test ## Lint and run all tests
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest $(PYTEST_ARGS)

lint: setup-test ## ruff, mypy --strict, and the one-way arrows between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: setup ## Voice to voice, measured on the wire
	@$(BIN)/vox bench latency

train: setup-test ## Teach the understanding model anew, in four rounds (hours on 2 cores), and measure it
	@$(TEACH) --without $(SECOND) $(THIRD) $(FOURTH) $(UNTAUGHT) --evaluate
	@$(TEACH) --from $(ADAPTER) --rate 6e-4 --again 0.45 --seed 2 --without $(THIRD) $(FOURTH) $(UNTAUGHT) \
		--evaluate
	@$(TEACH) --from $(ADAPTER) --frozen 0 --rate 6e-4 --again 0.12 --seed 3 --known 0.22 --without $(FOURTH) $(UNTAUGHT) \
		--evaluate --new $(THIRD)
	@$(TEACH) --from $(ADAPTER) --frozen 0 --rate 6e-4 --again 0.12 --seed 4 --known 0.2 --share 0.3 \
		--without $(UNTAUGHT) --new $(FOURTH)

# The 500 with usual names, and 1 880 of the others, which are in random order: with more it was not tried. Three quarters
# of the delta heard better than all of it. The second round teaches names letter by letter; of more than three fifths of
# it, everyday sentences were heard worse than before. The third teaches many more names, with long lines and words said
# alone beside them, without which a round of names alone made human voices heard worse; all of it did so too, half did not.
# The fourth teaches, in more noise, the first 1 580 of the lines that no round had: half of it is better than all, again.
# In the fifth a Frenchwoman says lines of all rounds and new ones, most in tighter windows; half of it is kept.
train-hearing: setup-test ## Speak 15 000 lessons and teach the recogniser with them, in five rounds (five hours on 2 cores)
	@$(BIN)/python -m training.hearing render $(SPOKEN) --first 2380
	@GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training.hearing teach $(SPOKEN) --passes 3 --share 0.75
	@$(BIN)/python -m training.hearing render $(SPOKEN) --round 2
	@GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training.hearing teach $(SPOKEN) --round 2 --from $(HEARD) \
		--passes 3 --rate 5e-4 --share 0.6
	@$(BIN)/python -m training.hearing render $(SPOKEN) --round 3
	@GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training.hearing teach $(SPOKEN) --round 3 --from $(HEARD) \
		--rank 32 --passes 1 --rate 3e-4 --warm-up 20 --share 0.5
	@$(BIN)/python -m training.hearing render $(SPOKEN) --round 4 --first 1580
	@GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training.hearing teach $(SPOKEN) --round 4 --from $(HEARD) \
		--rank 32 --passes 1 --rate 3e-4 --warm-up 20 --harsh --share 0.5
	@$(BIN)/python -m training.hearing render $(SPOKEN) --round 5
	@GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training.hearing teach $(SPOKEN) --round 5 --from $(HEARD) \
		--rank 32 --passes 1 --rate 3e-4 --warm-up 20 --harsh --tighter 0.6 --share 0.5

train-words: setup-test ## Count anew what callers usually say, after lines were added (seconds)
	@$(BIN)/python -m training.usual_words

image: setup-test ## Build the container image with the real Docker engine
	@scripts/image

lock: ## Renew the pinned dependencies (needs uv: pip install uv)
	@scripts/lock

clean: ## Remove the Python environment (models and wheels stay in your cache)
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
