"""The JSON Schema of the trace. `python -m habeas.explain.schema` prints it for `docs/`."""

import json

from habeas.explain.model import FORMAT, Report


def trace_schema() -> str:
    """The schema as text, in a fixed order."""
    schema = Report.model_json_schema(mode="serialization")
    return (
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FORMAT, **schema}, indent=2)
        + "\n"
    )


if __name__ == "__main__":
    print(trace_schema(), end="")
