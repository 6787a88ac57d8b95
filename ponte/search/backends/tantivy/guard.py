"""What the engine's own failures become."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from ponte.search.backends.base import IndexIsLocked
from ponte.search.documents import SearchUnavailable


class Guard:
    """Around calls of the engine: its failures become SearchUnavailable or IndexIsLocked."""

    def __init__(self, trouble: Callable[[], None]):
        self._trouble = trouble

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: Any
    ) -> None:
        # A panic of the engine is no Exception; its class cannot be imported.
        ours = isinstance(error, ValueError | OSError) or (
            kind is not None and kind.__module__ == "pyo3_runtime"
        )
        if not ours:
            return
        if "LockBusy" in str(error):
            raise IndexIsLocked from error
        self._trouble()
        raise SearchUnavailable(f"The index gave trouble: {error}") from error


class Guarded(Protocol):
    guard: Guard


P = ParamSpec("P")
S = TypeVar("S", bound=Guarded)
T = TypeVar("T")


def guarded(
    method: Callable[Concatenate[S, P], T],
) -> Callable[Concatenate[S, P], T]:
    @wraps(method)
    def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.guard:
            return method(self, *args, **kwargs)

    return call
