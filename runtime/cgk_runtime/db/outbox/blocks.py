"""Blocks in which jobs are sent in a transaction of the caller."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Generic, TypeAlias

from typing_extensions import TypeVar

TransactionT = TypeVar("TransactionT")
ResultT = TypeVar("ResultT")

TransactionStack: TypeAlias = ContextVar[tuple[TransactionT, ...]]
"""The transactions of the blocks that the current context has entered, the innermost one last."""


class TransactionBlock(Generic[TransactionT, ResultT]):
    """Context manager, sync and async, that joins a transaction.

    It neither commits nor rolls back; the owner of the connection does.

    Args:
        stack: The stack to push the transaction to.
        transaction: The transaction.
        result: The value that entering the block returns.
    """

    __slots__ = ("_result", "_stack", "_transaction")

    def __init__(self, stack: TransactionStack[TransactionT], transaction: TransactionT, result: ResultT) -> None:
        self._stack = stack
        self._transaction = transaction
        self._result = result

    def __enter__(self) -> ResultT:
        """Join the transaction."""
        self._stack.set((*self._stack.get(), self._transaction))
        return self._result

    def __exit__(self, *_exception: object) -> None:
        """Leave the transaction."""
        self._stack.set(self._stack.get()[:-1])

    async def __aenter__(self) -> ResultT:
        """Join the transaction."""
        return self.__enter__()

    async def __aexit__(self, *_exception: object) -> None:
        """Leave the transaction."""
        self.__exit__()
