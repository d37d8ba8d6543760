"""Middleware that enters the request's tenant, so that what a route sends and reads is its tenant's.

from cgk_runtime.web.asgi import TenantMiddleware
from cgk_runtime.web.django import tenant_middleware
"""
