"""A shop's API on FastAPI and PostgreSQL: requests and jobs see the rows of their own tenant only."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from cgk_jobs import OrderCreatedPayload, current_tenant, send_job, task, with_tenant
from cgk_runtime import NoTenantError
from cgk_runtime.db import Tenancy
from cgk_runtime.web.asgi import TenantMiddleware
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

# Replace this with your authentication; never take the tenant from data that a client can choose.
TENANT_OF_KEY = {"key-of-rawdog": "rawdog", "key-of-acme": "acme"}

tenancy = Tenancy(with_tenant, layout="rows")
pool = tenancy.async_pool(os.environ["DATABASE_URL"], open=False)


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> None:
    """Mark an order as seen; it runs in the payload's tenant, whichever provider delivers the job."""
    async with pool.connection() as connection:
        await connection.execute("UPDATE orders SET seen = true WHERE id = %s", (payload.order_id,))


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with pool:
        yield


def tenant_of(scope: Any) -> str | None:
    key = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
    return TENANT_OF_KEY.get(key)


def require_tenant() -> str:
    try:
        return current_tenant()
    except NoTenantError:
        raise HTTPException(401, "Unknown key") from None


app = FastAPI(lifespan=lifespan)
app.add_middleware(TenantMiddleware, resolve=tenant_of, with_tenant=with_tenant)


class NewOrder(BaseModel):
    id: str
    total_in_cents: int


@app.post("/orders", status_code=201)
async def create_order(order: NewOrder, tenant: Annotated[str, Depends(require_tenant)]) -> dict[str, str]:
    async with pool.connection() as connection:
        await connection.execute("INSERT INTO orders (id, total) VALUES (%s, %s)", (order.id, order.total_in_cents))
    job = await send_job(
        "order.created",
        {"tenantId": tenant, "orderId": order.id, "totalAmount": order.total_in_cents},
        idempotency_key=order.id,
    )
    return {"job": job.id}


@app.get("/orders", dependencies=[Depends(require_tenant)])
async def list_orders() -> list[dict[str, Any]]:
    async with pool.connection() as connection:
        rows = await (await connection.execute("SELECT id, total, seen FROM orders ORDER BY id")).fetchall()
    return [{"id": row[0], "total": row[1], "seen": row[2]} for row in rows]
