"""The names a wire name becomes in Python lead back to it: as pydantic's own function does, or by the table."""

from __future__ import annotations

from cgk_codegen.resolve.names import attribute_name, camel_case
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel


@example("sha256sum")
@example("x1y2")
@example("s3Key")
@example("2fa")
@example("_a1_b")
@given(st.from_regex("[A-Za-z0-9_]+", fullmatch=True))
def test_runtime_and_compiler_agree_on_wire_names(wire_name: str) -> None:
    attribute = attribute_name(wire_name)
    assert camel_case(attribute) == to_camel(attribute)
