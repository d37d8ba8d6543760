"""Proof that imported catalogs accept what their sources accept."""
