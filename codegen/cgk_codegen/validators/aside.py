"""Building the validators beside everything else: Node takes longest, and only the resolved catalog is needed."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from cgk_codegen.content import Published
from cgk_codegen.memory.pieces import Pieces
from cgk_codegen.resolve import Catalog
from cgk_codegen.validators.build import Built, build_validators
from cgk_codegen.validators.node import Runner


class ValidatorsAside:
    """The validators of one catalog, built in a thread of their own; left early, what is under way is ended.

    Example:
        with ValidatorsAside(output, pieces, published) as aside:
            aside.begin(catalog)
            built = aside.of(catalog)
    """

    def __init__(self, output: Path, pieces: Pieces, published: Published) -> None:
        """Prepare to build; see `build_validators`."""
        self._output = output
        self._pieces = pieces
        self._published = published
        self._runner = Runner()
        self._thread = ThreadPoolExecutor(1)
        self._building: Future[Built] | None = None

    def begin(self, catalog: Catalog) -> Future[Built]:
        """Begin to build."""
        self._building = self._thread.submit(
            build_validators, catalog, self._output, self._pieces, self._published, self._runner
        )
        return self._building

    def of(self, catalog: Catalog) -> Built:
        """Give what was begun, or begin now; waits for it."""
        return (self._building or self.begin(catalog)).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.stop()
        self._thread.shutdown()
