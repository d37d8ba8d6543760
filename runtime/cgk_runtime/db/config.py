"""Configuration of a database with many tenants: schemas, setting name, tenant ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cgk_runtime.db.errors import SchemaNameError
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.tenant import TenantRule

Layout: TypeAlias = Literal["schemas", "rows"]
"""One schema per tenant, or shared tables under row-level security."""

MAX_NAME_BYTES: Final = 63
"""PostgreSQL truncates longer names (NAMEDATALEN - 1)."""

MIN_KEY_LENGTH: Final = 32
_OWN_SCHEMAS: Final = ("cgk", "cgk_jobs")
"""Schemas of signed tenants and of the job queue."""
_SETTING_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+", re.ASCII)


@dataclass(frozen=True)
class TenancyConfig:
    """Names that a `Tenancy` uses in the database; `Tenancy` describes the attributes.

    Raises:
        ConfigurationError: `setting` is not a valid name of a custom PostgreSQL setting, or the key is too short.
    """

    with_tenant: TenantRule
    layout: Layout = "schemas"
    schema_prefix: str = "tenant_"
    shared_schemas: tuple[str, ...] = ("public",)
    setting: str = "app.tenant_id"
    signing_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Validate the setting's name and the key."""
        if _SETTING_NAME.fullmatch(self.setting) is None:
            raise ConfigurationError(
                f"Invalid setting name {self.setting!r}; use one like app.tenant_id", component="TenantDatabase"
            )
        if self.signing_key is not None and len(self.signing_key) < MIN_KEY_LENGTH:
            raise ConfigurationError(
                f"The signing key has fewer than {MIN_KEY_LENGTH} characters; make one with `openssl rand -hex 32`",
                component="TenantDatabase",
            )

    @cached_property
    def tenant_settings(self) -> frozenset[str]:
        """Settings that hold the tenant; statements in a tenant's context must not set them."""
        return frozenset({self.setting, self.signature_setting})

    @property
    def signature_setting(self) -> str:
        """Setting that holds the signature of a signed tenant."""
        return f"{self.setting}_signature"

    def schema_of(self, tenant_id: str) -> str:
        """Return the name of a tenant's schema.

        Raises:
            InvalidTenantError: The id does not match the catalog's pattern.
            SchemaNameError: The name is longer than 63 bytes, so PostgreSQL would truncate it, or it is the name of a
                schema that tenants share.

        Example:
            >>> TenancyConfig(TenantRule()).schema_of("rawdog")
            'tenant_rawdog'
        """
        schema = self.schema_prefix + self.with_tenant.check(tenant_id)
        size = len(schema.encode())
        if size > MAX_NAME_BYTES:
            raise SchemaNameError(
                tenant_id,
                schema,
                f"has {size} bytes, PostgreSQL truncates names after {MAX_NAME_BYTES}; shorten the schema prefix, or "
                "the tenant ids that events.yaml allows",
            )
        if self._is_shared(schema):
            raise SchemaNameError(tenant_id, schema, "is that of a shared schema; use another schema prefix")
        return schema

    def tenant_of(self, schema: str) -> str | None:
        """Return the id of the tenant whose schema has this name, or None if it is not a tenant's schema."""
        tenant_id = schema.removeprefix(self.schema_prefix)
        if (tenant_id == schema and self.schema_prefix) or self._is_shared(schema):
            return None
        return tenant_id if self.with_tenant.matches(tenant_id) else None

    def _is_shared(self, schema: str) -> bool:
        """Return whether a schema belongs to the platform, this package or PostgreSQL."""
        return schema in (*self.shared_schemas, *_OWN_SCHEMAS, "information_schema") or schema.startswith("pg_")
