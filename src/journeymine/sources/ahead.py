"""Work ahead: an iterator runs in a thread of its own, a few items before the one who takes them.

Reading and storing a large file then go on side by side; what comes out and in which order is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
_DEPTH = 2
_END = object()


def ahead(items: Iterator[Item]) -> Generator[Item]:
    """The items of an iterator, made by another thread while the last ones are used.

    Args:
        items: used by that thread alone.

    Yields:
        Its items in order; its error is raised where it came. Nothing runs on once this iterator is closed.
    """
    waiting: Queue[object] = Queue(_DEPTH)
    given_up = Event()
    worker = Thread(target=_work, args=(items, waiting, given_up), daemon=True)
    worker.start()
    try:
        while (item := waiting.get()) is not _END:
            if isinstance(item, _Failure):
                raise item.error
            yield item  # type: ignore[misc]
    finally:
        given_up.set()
        while worker.is_alive():
            _empty(waiting)
            worker.join(0.01)


class _Failure:
    """An error on its way from the thread."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def _work(items: Iterator[object], waiting: Queue[object], given_up: Event) -> None:
    try:
        for item in items:
            waiting.put(item)
            if given_up.is_set():
                break
        if isinstance(items, Generator):
            items.close()
        waiting.put(_END)
    except BaseException as error:
        waiting.put(_Failure(error))


def _empty(waiting: Queue[object]) -> None:
    while not waiting.empty():
        waiting.get_nowait()
