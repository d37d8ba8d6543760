"""What of a database could let one tenant see another's rows, each with the SQL that mends it."""

from cgk_runtime.db.audit.findings import AuditScope, Finding, UnusedIgnoreError, audit

__all__ = ["AuditScope", "Finding", "UnusedIgnoreError", "audit"]
