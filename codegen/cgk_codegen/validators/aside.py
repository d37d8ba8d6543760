"""Building the validators beside everything else: Node takes longest, and only the resolved catalog is needed."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from cgk_codegen.content import Published
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.resolve import Catalog
from cgk_codegen.validators.build import Built, build_validators
from cgk_codegen.validators.node import Ajv, installed_ajv
from cgk_codegen.validators.runner import NodeError, Runner


class ValidatorsAside:
    """The validators of one catalog, built in a thread of their own; left early, what is under way is ended.

    Example:
        with ValidatorsAside() as aside:
            aside.prepare(output)
            aside.begin(catalog, output, pieces, published)
            built = aside.result()
    """

    def __init__(self) -> None:
        self._runner = Runner()
        self._thread = ThreadPoolExecutor(1)
        self._ready: Ajv | None = None
        self._building: Future[Built] | None = None

    def prepare(self, output: Path) -> None:
        """Have ajv get ready before it is known whether there is anything to build; see `build_validators`."""
        self._thread.submit(self._start, output)

    def _start(self, output: Path) -> None:
        project = output.resolve()
        if installed_ajv(project) is None:  # it is fetched where it is needed
            return
        with contextlib.suppress(NodeError):  # said by whoever builds
            self._ready = Ajv(self._runner, project)

    def begin(self, catalog: Catalog, output: Path, pieces: Pieces, published: Published) -> None:
        """Begin to build; see `build_validators`."""
        self._building = self._thread.submit(
            lambda: build_validators(catalog, output, pieces, published, self._runner, self._ready)
        )

    def result(self) -> Built:
        """Wait for what was begun."""
        if self._building is None:
            raise RuntimeError("nothing was begun")
        return self._building.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.stop()
        self._thread.shutdown()
        self._runner.close()
