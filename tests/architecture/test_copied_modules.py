"""The list of timezones, which the compiler and the runtime both have, because neither imports the other."""

from __future__ import annotations

import inspect

from cgk_codegen.check import time_zones as compiler_time_zones
from cgk_runtime.schedules import time_zones as runtime_time_zones


def test_lists_of_time_zones_are_equal() -> None:
    assert inspect.getsource(compiler_time_zones) == inspect.getsource(runtime_time_zones)
