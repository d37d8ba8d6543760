# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""A/B testing: Tests of shop variants, their metrics and their winner."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Number, Omittable
from pydantic import Field


class ABTestCreatedPayload(EventPayload[Literal["ab.testCreated"], Any], frozen=True):
    """`ab.testCreated`: An A/B test was drafted.

    Example::

        await send_job("ab.testCreated", {
            "tenantId": "rawdog",
            "testId": "test_5",
            "name": "Green button",
            "variants": 2,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    test_id: str
    """The A/B test's id."""

    name: str
    """The test's name as the team sees it."""

    variants: Number
    """How many variants it compares."""


class ABTestStartedPayload(EventPayload[Literal["ab.testStarted"], Any], frozen=True):
    """`ab.testStarted`: An A/B test started to show its variants to visitors.

    Example::

        await send_job("ab.testStarted", {
            "tenantId": "rawdog",
            "testId": "test_5",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    test_id: str
    """The A/B test's id."""


class ABTestEndedPayload(EventPayload[Literal["ab.testEnded"], Any], frozen=True):
    """`ab.testEnded`: An A/B test ended.

    Example::

        await send_job("ab.testEnded", {
            "tenantId": "rawdog",
            "testId": "test_5",
            "winningVariant": "variant_b",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    test_id: str
    """The A/B test's id."""

    winning_variant: Omittable[str | None] = None
    """The id of the variant that won, if one did."""


class ABMetricsAggregatePayload(EventPayload[Literal["ab.metricsAggregate"], Any], frozen=True):
    """`ab.metricsAggregate`: Aggregate the metrics of A/B tests.

    Example::

        await send_job("ab.metricsAggregate", {
            "tenantId": "rawdog",
            "period": "hourly",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    test_id: Omittable[str | None] = None
    """The A/B test's id; all running tests if absent."""

    period: Literal["hourly", "daily", "full"]
    """The period of the metrics to aggregate."""


class ABOptimizePayload(EventPayload[Literal["ab.optimize"], Any], frozen=True):
    """`ab.optimize`: Shift traffic to the variants that do better.

    Example::

        await send_job("ab.optimize", {
            "tenantId": "rawdog",
            "testId": "test_5",
            "algorithm": "thompson",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    test_id: Omittable[str | None] = None
    """The A/B test's id; all running tests if absent."""

    algorithm: Omittable[Literal["mab", "thompson"] | None] = None
    """How to shift: multi-armed bandit or Thompson sampling."""


class ABOrderReconcilePayload(EventPayload[Literal["ab.orderReconcile"], Any], frozen=True):
    """`ab.orderReconcile`: Match orders with the test variants their customers saw.

    Example::

        await send_job("ab.orderReconcile", {
            "tenantId": "rawdog",
            "startDate": "2026-03-01T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: Omittable[str | None] = None
    """The order's id; all orders since the start date if absent."""

    start_date: Omittable[DateTime | None] = None
    """Orders placed from this time on are matched."""
