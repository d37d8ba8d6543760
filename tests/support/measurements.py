"""Metrics of a test, read through OpenTelemetry's in-memory reader."""

from __future__ import annotations

import weakref
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from cgk_runtime._internal import metrics
from opentelemetry.metrics import _internal as api
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader, NumberDataPoint
from opentelemetry.util._once import Once


class Measurements:
    """Values of the reader, by metric and attributes."""

    def __init__(self, reader: InMemoryMetricReader) -> None:
        self._reader = reader

    def points(self, name: str) -> list[NumberDataPoint | HistogramDataPoint]:
        """Return the points of a metric."""
        data = self._reader.get_metrics_data()
        metrics_of_test = [
            metric
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        ]
        return [point for metric in metrics_of_test if metric.name == name for point in metric.data.data_points]  # type: ignore[misc]  # the points of a metric have one type

    def count(self, name: str, **attributes: str) -> int:
        """Return the sum of the points that have these attributes; the first `_` in a name represents a dot."""
        expected = {key.replace("_", ".", 1): value for key, value in attributes.items()}
        return int(
            sum(
                point.value if isinstance(point, NumberDataPoint) else point.count
                for point in self.points(name)
                if expected.items() <= dict(point.attributes or {}).items()
            )
        )


@contextmanager
def measuring(monkeypatch: pytest.MonkeyPatch) -> Generator[Measurements]:
    """Collect the metrics of a block with a separate meter provider."""
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], shutdown_on_exit=False)
    monkeypatch.setattr(api, "_METER_PROVIDER", provider)
    monkeypatch.setattr(api, "_METER_PROVIDER_SET_ONCE", Once())
    sources: weakref.WeakSet[metrics.WaitingSource] = weakref.WeakSet()
    monkeypatch.setattr(metrics, "waiting_sources", sources)  # without those of earlier tests
    metrics.instruments.cache_clear()
    yield Measurements(reader)
    metrics.instruments.cache_clear()
    provider.shutdown()
