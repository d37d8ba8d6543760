"""Blocks in which jobs are sent in a transaction of the caller."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Generic, TypeAlias

from typing_extensions import TypeVar

from cgk_runtime.errors import JobsError

TransactionT = TypeVar("TransactionT")
ResultT = TypeVar("ResultT")


class TransactionBlock(Generic[TransactionT, ResultT]):
    """Context manager, sync and async, that joins a transaction.

    It neither commits nor rolls back; the owner of the connection does. Tasks that were created inside the block leave
    the transaction when the block ends, because the connection may then be in use by others. A block is entered only
    once, because such a task would otherwise join the transaction of the second time.

    Args:
        stack: The stack to push the transaction to.
        transaction: The transaction.
        result: The value that entering the block returns.

    Attributes:
        transaction: The transaction.
        is_open: True inside the block.
    """

    __slots__ = ("_result", "_stack", "_was_entered", "is_open", "transaction")

    def __init__(self, stack: TransactionStack[TransactionT], transaction: TransactionT, result: ResultT) -> None:
        self._stack = stack
        self.transaction = transaction
        self._result = result
        self._was_entered = self.is_open = False

    def __enter__(self) -> ResultT:
        """Join the transaction.

        Raises:
            JobsError: The block was entered before.
        """
        if self._was_entered:
            raise JobsError(
                "This block was entered before; create one for each use: `with outbox(connection)`, or "
                "`with send_in(connection)`"
            )
        self._was_entered = self.is_open = True
        self._stack.set((*self._stack.get(), self))
        return self._result

    def __exit__(self, *_exception: object) -> None:
        """Leave the transaction."""
        self.is_open = False
        self._stack.set(tuple(block for block in self._stack.get() if block.is_open))

    async def __aenter__(self) -> ResultT:
        """Join the transaction."""
        return self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Leave the transaction."""
        self.__exit__()


TransactionStack: TypeAlias = ContextVar[tuple[TransactionBlock[TransactionT, Any], ...]]
"""The blocks that the current context has entered, the innermost one last."""


def current_transaction(stack: TransactionStack[TransactionT]) -> TransactionT | None:
    """Return the transaction of the innermost block that is still open, or None."""
    return next((block.transaction for block in reversed(stack.get()) if block.is_open), None)
