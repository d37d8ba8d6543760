"""Building the validators in the background: Node takes longest, and needs only the resolved catalog."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from cgk_codegen.cache.store import RenderCache
from cgk_codegen.resolve import Catalog
from cgk_codegen.validators.build import ValidatorBuild, build_validators
from cgk_codegen.validators.runner import Runner


class BackgroundValidatorBuild:
    """The build of one catalog's validators, in a thread of its own; leaving the context stops it.

    Example:
        with BackgroundValidatorBuild() as validators:
            validators.start(catalog, output, cache)
            built = validators.result()
    """

    def __init__(self) -> None:
        self._runner = Runner()
        self._thread = ThreadPoolExecutor(1)
        self._build: Future[ValidatorBuild] | None = None

    def start(self, catalog: Catalog, output: Path, cache: RenderCache) -> None:
        """Start the build; see `build_validators`."""
        self._build = self._thread.submit(build_validators, catalog, output, cache, self._runner)

    def result(self) -> ValidatorBuild:
        """Wait for the build.

        Raises:
            RuntimeError: It was not started.
        """
        if self._build is None:
            raise RuntimeError("the build was not started")
        return self._build.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.stop()
        self._thread.shutdown()
        self._runner.close()
