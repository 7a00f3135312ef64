"""The pytest plugin (entry point `pytest11`): `pytest --rulebook PATH` gives any rulebook the whole battery."""
