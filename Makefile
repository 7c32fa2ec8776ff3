# 侨伴 Qiaoban. `make run` and `make test` do all the set-up; both are quick the second time.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
VENV := .venv
RASA_VENV := .venv-rasa
BIN := $(VENV)/bin
PIP_FLAGS := --disable-pip-version-check --no-input
# What pip says about what it need not do; grep's own "nothing left" is no failure, pip's is (pipefail).
QUIETLY := { grep -Ev '^(Requirement already|Looking in)' || true; }
# Arguments for installing torch alone, e.g. an index with CPU builds (see README).
TORCH_PIP_ARGS ?=
export RASA_TELEMETRY_ENABLED := false
export PYTHONUTF8 := 1

# find_python VERSION: prints a working interpreter of that version (python3.x, pyenv or uv), or says what to do.
define find_python
find_python() { \
  local v=$$1 p; \
  for p in "python$$v" $$(ls -d "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$$v*/bin/python 2>/dev/null | sort -rV) \
           "$$(command -v uv >/dev/null && { uv python find $$v 2>/dev/null || { uv python install -q $$v && uv python find $$v; } 2>/dev/null; })"; do \
    [ -n "$$p" ] && "$$p" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$$v')" >/dev/null 2>&1 && { echo "$$p"; return; }; \
  done; \
  echo "Python $$v with venv is needed: install python$$v, or pyenv ('pyenv install $$v'), or uv." >&2; return 1; \
}
endef

.PHONY: help
help: ## Show the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## Everything from a fresh clone to a talking kiosk on http://127.0.0.1:8000/kiosk
	@echo "── [3/5] training what has changed"
	@$(BIN)/qiaoban train
	@echo "── [4/5] speech model (Mandarin)"
	@$(BIN)/qiaoban voice get --optional
	@echo "── [5/5] serving"
	@exec $(BIN)/qiaoban serve

.PHONY: setup
setup: $(VENV)/.ready $(RASA_VENV)/.ready ## Both environments

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "── [1/5] main environment (Python 3.11)"
	@$(find_python); python=$$(find_python 3.11) && { $(BIN)/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear $(VENV); }
	@$(BIN)/python -m pip install $(PIP_FLAGS) -q --upgrade "pip>=24" setuptools
	@echo "   torch (CPU)"
	@$(BIN)/python -m pip install $(PIP_FLAGS) $(TORCH_PIP_ARGS) "$$(grep -E '^torch==' requirements.lock)" | $(QUIETLY)
	@echo "   $$(grep -c == requirements.lock) packages"
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements.lock | $(QUIETLY)
	@$(BIN)/python -m pip install $(PIP_FLAGS) -q --no-deps -e .
	@$(BIN)/python -m pip check
	@touch $@

$(RASA_VENV)/.ready: bot/rasa/requirements.lock
	@echo "── [2/5] Rasa's environment (Python 3.10)"
	@$(find_python); python=$$(find_python 3.10) && { $(RASA_VENV)/bin/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear $(RASA_VENV); }
	@$(RASA_VENV)/bin/python -m pip install $(PIP_FLAGS) -q --upgrade "pip<25"
	@echo "   $$(grep -c == $<) packages"
	@$(RASA_VENV)/bin/python -m pip install $(PIP_FLAGS) -r $< | $(QUIETLY)
	@touch $@

# The tests start servers of their own: the packages' neither get a database cluster nor stay running.
.PHONY: test-tools
test-tools: # What only tests need: a browser, Chinese fonts, the FST compiler for the toy recogniser, PostgreSQL, Redis
	@missing=""; \
	command -v chromium-headless-shell chromium chromium-browser >/dev/null || missing="$$missing chromium-headless-shell"; \
	fc-list 2>/dev/null | grep -qi 'Noto Sans CJK' || missing="$$missing fonts-noto-cjk fontconfig"; \
	command -v fstcompile >/dev/null || missing="$$missing libfst-tools"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	[ -z "$$missing" ] && exit 0; \
	echo "── system packages for the tests:$$missing"; \
	sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	no_cluster=/etc/postgresql-common/createcluster.d/qiaoban.conf; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
	  case "$$missing" in *postgresql*) $$sudo mkdir -p "$${no_cluster%/*}"; echo "create_main_cluster = false" | $$sudo tee $$no_cluster >/dev/null;; esac; \
	  $$sudo apt-get update -qq; \
	  apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing="$${missing/chromium-headless-shell/chromium}"; \
	  { $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } || \
	    echo "   they could not be installed; the tests that need them will be skipped."; \
	  case "$$missing" in *postgresql*) $$sudo rm -f $$no_cluster;; esac; \
	  case "$$missing" in *redis-server*) $$sudo systemctl disable --now redis-server >/dev/null 2>&1 || true;; esac; \
	else \
	  echo "   cannot install them here; the tests that need them will be skipped."; \
	fi

.PHONY: train
train: setup
	@echo "── training what has changed"
	@$(BIN)/qiaoban train

# Two processes share the files of tests, each with a server of its own to ask; what is marked "alone" comes after.
PYTEST_PROCESSES ?= 2
SHARED_OUT := -n $(PYTEST_PROCESSES) --dist loadfile --no-loadscope-reorder

.PHONY: test
test: train test-tools ## Everything the tests need, then the tests
	@$(BIN)/python -m pytest $(SHARED_OUT) -m "not alone" $(PYTEST_ARGS) || [ $$? = 5 ]  # 5: there are none
	@$(BIN)/python -m pytest -m alone $(PYTEST_ARGS) || [ $$? = 5 ]

.PHONY: lint
lint: setup ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

.PHONY: benchmark
benchmark: setup ## Latency, throughput, start and memory; writes docs/benchmarks.md
	@$(BIN)/qiaoban train
	@$(BIN)/python -m tests.benchmarks

.PHONY: benchmark-first-run
benchmark-first-run: setup ## How long a fresh clone takes to a talking kiosk; writes docs/first-run.md
	@$(BIN)/python -m tests.benchmarks.first_run

.PHONY: evaluate
evaluate: setup ## Understanding, search and the guard on unseen sentences; writes docs/evaluation.md
	@$(BIN)/qiaoban train
	@$(BIN)/qiaoban evaluate understanding --part test --write
	@$(BIN)/python -m tests.evaluation
	@$(BIN)/qiaoban evaluate search --part test --write

.PHONY: evaluate-stock
evaluate-stock: setup ## Train Rasa as it comes on the same examples (an hour), for `make evaluate` to set ours beside it
	@$(RASA_VENV)/bin/python -m pip install $(PIP_FLAGS) -r bot/rasa/requirements-stock.lock | $(QUIETLY)
	@$(BIN)/qiaoban train
	@$(BIN)/qiaoban evaluate understanding --part dev --stock

.PHONY: clean
clean: ## Remove environments, models, database and caches
	rm -rf $(VENV) $(RASA_VENV) var .mypy_cache .ruff_cache .pytest_cache *.egg-info
