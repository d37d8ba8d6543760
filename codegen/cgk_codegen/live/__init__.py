"""Validation of recorded jobs against the catalog; the result is findings and coverage."""

from cgk_codegen.live.check import LiveCheck
from cgk_codegen.live.findings import LiveFinding, LiveReport, LogPosition

__all__ = ["LiveCheck", "LiveFinding", "LiveReport", "LogPosition"]
