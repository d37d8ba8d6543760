"""Audit of a database for leaks between tenants; each finding comes with the SQL that fixes it."""

from cgk_runtime.db.audit.findings import AuditFinding, AuditScope
from cgk_runtime.db.audit.runner import audit

__all__ = ["AuditFinding", "AuditScope", "audit"]
