# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# A folder of wheels that pip is told of is told to uv too, which does not read pip's settings.
UV := UV_FIND_LINKS="$${PIP_FIND_LINKS:-}" $(BIN)/uv pip install -q -c constraints.txt

.PHONY: demo test heavy servers lint check clean

demo: .venv/.demo ## the main job: hub up, catalog built, HubBench annotated three ways, judged, compared
	$(BIN)/toolsearch demo --out runs/demo

test: .venv/.dev ## every test but the heavy ones, offline
	$(BIN)/pytest -n 2 --dist loadfile -m "not heavy"

heavy: .venv/.heavy ## the tests that need torch, Ray or a browser
	HF_HUB_OFFLINE=1 $(BIN)/pytest -m heavy

servers: .servers/.done ## programs of other makers that tests use; without them those tests are skipped

lint: .venv/.dev ## format, style, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_layers.py

check: lint test ## both

clean: ## forget the environment and the caches
	rm -rf .venv .servers .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.uv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q uv
	touch $@

.venv/.demo: .venv/.uv pyproject.toml constraints.txt
	$(UV) -e '.[hub]'
	touch $@

.venv/.dev: .venv/.uv pyproject.toml constraints.txt
	$(UV) -e '.[hub,mcp,dev]'
	touch $@ .venv/.demo

.venv/.heavy: .venv/.dev
	$(UV) -e '.[hub,mcp,dense,faiss-cpu,train,cluster,docs,dev,heavy]'
	touch $@

.servers/.done: .venv/.uv tests/servers/package.json $(wildcard tests/servers/*.txt)
	mkdir -p .servers
	cp tests/servers/package.json .servers/
	npm install --prefix .servers --no-package-lock --no-audit --no-fund --silent
	$(BIN)/uv venv -q --clear --python $(BIN)/python .servers/python
	UV_FIND_LINKS="$${PIP_FIND_LINKS:-}" $(BIN)/uv pip install -q --python .servers/python -r tests/servers/requirements.txt
	$(BIN)/uv venv -q --clear --python $(BIN)/python .servers/verifiers
	UV_FIND_LINKS="$${PIP_FIND_LINKS:-}" $(BIN)/uv pip install -q --python .servers/verifiers -r tests/servers/verifiers.txt -e '.[hub]'
	$(BIN)/uv venv -q --clear --python $(BIN)/python .servers/llamafactory
	UV_FIND_LINKS="$${PIP_FIND_LINKS:-}" $(BIN)/uv pip install -q --python .servers/llamafactory -r tests/servers/llamafactory.txt --overrides tests/servers/llamafactory-without.txt
	touch $@
