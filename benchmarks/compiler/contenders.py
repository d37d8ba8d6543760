"""Commands of other code generators. All but glean_parser read the catalog as one JSON Schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks.compiler.catalogs import MAX_CATEGORIES

ROOT: Final = Path(__file__).parents[2]
NODE: Final = (sys.executable, str(ROOT / "tools" / "node.py"))
"""Command that runs a Node program with the arguments after it."""

_DATAMODEL_PROGRAM: Final = """
import sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
options = {} if sys.argv[3] == "formatted" else {"formatters": []}
generate(
    Path(sys.argv[1]), output=Path(sys.argv[2]), input_file_type=InputFileType.JsonSchema, schema_version="2020-12",
    output_model_type=DataModelType.PydanticV2BaseModel, snake_case_field=True, use_annotated=True,
    strict_nullable=True, use_title_as_name=True, skip_root_model=True, keep_model_order=True,
    use_schema_description=True, disable_timestamp=True, **options,
)
"""


def generator_commands(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the command of each generator; `folder` contains `bundle.json` and `metrics.yaml` with the catalog."""
    bundle, output = str(folder / "bundle.json"), folder / "generators"
    output.mkdir(exist_ok=True)
    datamodel = (sys.executable, "-c", _DATAMODEL_PROGRAM, bundle, str(output / "models.py"))
    glean = (sys.executable, "-m", "glean_parser", "translate", "-f", "typescript", "-o", str(output / "glean"))
    json2ts = ("-i", bundle, "-o", str(output / "json2ts.d.ts"), "--unreachableDefinitions")
    quicktype = (
        "-s",
        "schema",
        "-l",
        "typescript",
        "--just-types",
        "--no-date-times",
        "-o",
        str(output / "quicktype.ts"),
    )
    return {
        "datamodel-code-generator, unformatted": (*datamodel, "unformatted"),
        "datamodel-code-generator, its formatters": (*datamodel, "formatted"),
        "json-schema-to-typescript": (*NODE, "json2ts", *json2ts),
        "quicktype": (*NODE, "quicktype", *quicktype, bundle),
        "glean_parser": (*glean, str(folder / "metrics.yaml")),
    }


def glean_metrics(bundle: dict[str, Any]) -> str:
    """Return the input of glean_parser for a catalog's JSON Schema: a metric per event, with an extra key per field."""
    # glean_parser requires these fields of every metric.
    common = {"type": "event", "bugs": ["https://example.org/1"], "data_reviews": ["https://example.org/2"],
              "notification_emails": ["ada@example.org"], "expires": "never"}  # fmt: skip
    categories: dict[str, dict[str, Any]] = {}
    for index, (event, reference) in enumerate(bundle["properties"].items()):
        schema = bundle["$defs"][reference["$ref"].rpartition("/")[2]]
        keys = {name.lower(): {"type": "string", "description": "A field."} for name in schema["properties"]}
        name = event.replace(".", "_").lower()
        metric = {**common, "description": schema["description"], "extra_keys": keys}
        categories.setdefault(f"group{index % MAX_CATEGORIES}", {})[name] = metric
    head = {"$schema": "moz://mozilla.org/schemas/glean/metrics/2-0-0"}
    return json.dumps({**head, **categories})  # JSON is YAML
