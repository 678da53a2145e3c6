# Thin names for what start.py does; nothing here knows more than it.
.PHONY: run test check bench lock

run:
	python3 start.py

test:
	python3 start.py test

check:
	python3 start.py check

bench:
	python3 start.py bench

# Needs uv. The locks carry hashes and no addresses, so that they hold behind any package index.
COMPILE = uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group build --extra speech -c requirements.lock -o requirements-speech.lock
	$(COMPILE) --group build --extra escpos -c requirements.lock -o requirements-escpos.lock
	$(COMPILE) --group build --extra speech --extra escpos --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group build --group bench -c requirements-dev.lock -o requirements-bench.lock
