"""Handlers in Python of jobs that a TypeScript program sends."""

from __future__ import annotations

from cgk_jobs import OrderCreatedPayload, current_tenant, task


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> dict[str, str]:
    return {"order": payload.order_id, "tenant": current_tenant()}
