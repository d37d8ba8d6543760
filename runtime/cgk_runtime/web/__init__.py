"""Web middleware that runs each request in its tenant's context.

from cgk_runtime.web.asgi import TenantMiddleware
from cgk_runtime.web.django import tenant_middleware
"""
