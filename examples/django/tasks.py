"""Handlers; run them with `cgk dev tasks`, or with the worker of your provider."""

import django
from cgk_jobs import CreatorApprovedPayload, OrderCreatedPayload, current_tenant, task

django.setup()  # handlers may use models


@task("order.created")
def order_created(payload: OrderCreatedPayload) -> str:
    return f"order {payload.order_id} of {current_tenant()}"


@task("creator.approved")
async def creator_approved(payload: CreatorApprovedPayload) -> str:
    return f"creator {payload.creator_id} of {current_tenant()}"
