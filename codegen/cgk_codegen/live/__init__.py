"""Validation of recorded jobs against the catalog: logs in, findings and coverage out."""

from cgk_codegen.live.check import LiveCheck
from cgk_codegen.live.findings import LiveFinding, LiveReport, LogPosition

__all__ = ["LiveCheck", "LiveFinding", "LiveReport", "LogPosition"]
