"""Files that the compiler and the runtime both have, because neither imports the other."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest
from cgk_codegen.check import time_zones as compiler_time_zones
from cgk_codegen.cli import suggesting_parser as compiler_parser
from cgk_runtime.cli import suggesting_parser as runtime_parser
from cgk_runtime.schedules import time_zones as runtime_time_zones


@pytest.mark.parametrize(
    ("compiler", "runtime"),
    [
        (compiler_time_zones, runtime_time_zones),
        (compiler_parser, runtime_parser),
    ],
    ids=["time_zones", "suggesting_parser"],
)
def test_copies_are_equal(compiler: ModuleType, runtime: ModuleType) -> None:
    assert inspect.getsource(compiler) == inspect.getsource(runtime)
