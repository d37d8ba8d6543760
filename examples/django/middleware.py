"""Middleware that runs each request in its tenant's context."""

from cgk_jobs import with_tenant
from cgk_runtime.web.django import tenant_middleware
from django.http import HttpRequest

# Replace this with your authentication; never take the tenant from data that a client can choose.
TENANT_OF_KEY = {"key-of-rawdog": "rawdog", "key-of-acme": "acme"}


def tenant_of(request: HttpRequest) -> str | None:
    return TENANT_OF_KEY.get(request.headers.get("Authorization", "").removeprefix("Bearer "))


tenant = tenant_middleware(resolve=tenant_of, with_tenant=with_tenant)
