from pathlib import Path

from habeas.explain.schema import trace_schema

KEPT = Path(__file__).parents[2] / "docs" / "trace.v1.schema.json"


def test_the_schema_in_the_repository_is_that_of_the_code():
    assert KEPT.read_text(encoding="utf-8") == trace_schema(), (
        f"The trace has changed. Within trace.v1 fields may only be added: python -m habeas.explain.schema > {KEPT}"
    )
