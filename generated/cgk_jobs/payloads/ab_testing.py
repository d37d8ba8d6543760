# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""A/B testing: Tests of shop variants, their metrics and their winner."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import NotRequired, TypedDict


class ABTestCreatedDict(TypedDict, closed=True):
    """`ab.testCreated`: An A/B test was drafted.

    Example::

        await send_job("ab.testCreated", {
            "tenantId": "rawdog",
            "testId": "test_5",
            "name": "Green button",
            "variants": 2,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    testId: str
    """The A/B test's id."""
    name: str
    """The test's name as the team sees it."""
    variants: int | float
    """How many variants it compares."""


class ABTestStartedDict(TypedDict, closed=True):
    """`ab.testStarted`: An A/B test started to show its variants to visitors.

    Example::

        await send_job("ab.testStarted", {
            "tenantId": "rawdog",
            "testId": "test_5",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    testId: str
    """The A/B test's id."""


class ABTestEndedDict(TypedDict, closed=True):
    """`ab.testEnded`: An A/B test ended.

    Example::

        await send_job("ab.testEnded", {
            "tenantId": "rawdog",
            "testId": "test_5",
            "winningVariant": "variant_b",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    testId: str
    """The A/B test's id."""
    winningVariant: NotRequired[str]
    """The id of the variant that won, if one did."""


class ABMetricsAggregateDict(TypedDict, closed=True):
    """`ab.metricsAggregate`: Aggregate the metrics of A/B tests.

    Example::

        await send_job("ab.metricsAggregate", {
            "tenantId": "rawdog",
            "period": "hourly",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    testId: NotRequired[str]
    """The A/B test's id; all running tests if absent."""
    period: Literal["hourly", "daily", "full"]
    """The period of the metrics to aggregate."""


class ABOptimizeDict(TypedDict, closed=True):
    """`ab.optimize`: Shift traffic to the variants that do better.

    Example::

        await send_job("ab.optimize", {
            "tenantId": "rawdog",
            "testId": "test_5",
            "algorithm": "thompson",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    testId: NotRequired[str]
    """The A/B test's id; all running tests if absent."""
    algorithm: NotRequired[Literal["mab", "thompson"]]
    """How to shift: multi-armed bandit or Thompson sampling."""


class ABOrderReconcileDict(TypedDict, closed=True):
    """`ab.orderReconcile`: Match orders with the test variants their customers saw.

    Example::

        await send_job("ab.orderReconcile", {
            "tenantId": "rawdog",
            "startDate": "2026-03-01T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    orderId: NotRequired[str]
    """The order's id; all orders since the start date if absent."""
    startDate: NotRequired[datetime | str]
    """Orders placed from this time on are matched."""
