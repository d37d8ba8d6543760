"""Views that send jobs, sync and async."""

import json

from cgk_jobs import NoTenantError, current_tenant, send_job, send_job_sync
from django.http import HttpRequest, JsonResponse
from django.urls import path


def create_order(request: HttpRequest) -> JsonResponse:
    order = json.loads(request.body)
    try:
        tenant = current_tenant()
    except NoTenantError:
        return JsonResponse({"error": "unknown key"}, status=401)
    job = send_job_sync("order.created", {"tenantId": tenant, "orderId": order["id"]}, idempotency_key=order["id"])
    return JsonResponse({"job": job.id}, status=201)


async def approve_creator(_request: HttpRequest, creator: str) -> JsonResponse:
    try:
        tenant = current_tenant()
    except NoTenantError:
        return JsonResponse({"error": "unknown key"}, status=401)
    job = await send_job("creator.approved", {"tenantId": tenant, "creatorId": creator})
    return JsonResponse({"job": job.id}, status=202)


urlpatterns = [path("orders", create_order), path("creators/<str:creator>/approve", approve_creator)]
