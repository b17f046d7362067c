"""One call of a function, timed to the end of its answer: awaited, and read to its end when it comes piece by piece. Absent on
purpose: how often it is called."""
import asyncio
import inspect

from . import devices
from .channel import thrown_during
from .clock import now_ns

_most_kept = 200
_beat_s = 0.001


class Answer:
    """`stream`: to the first item, between items in ms, and how many; `blocked_ms`: longest silence of the event loop."""

    def __init__(self, value, ns, stream=None, blocked_ms=None):
        self.value = value
        self.ns = ns
        self.stream = stream
        self.blocked_ms = blocked_ms


class Caller:
    def __init__(self, function, loop):
        self._function = function
        self._loop = loop
        self._is_async = inspect.iscoroutinefunction(inspect.unwrap(function)) or inspect.isasyncgenfunction(
            inspect.unwrap(function)
        )

    def call(self, given, named):
        """Throws a Fault for what the code throws; what is no Exception passes."""
        try:
            if self._is_async:
                return self._loop.run_until_complete(self._inside(given, named))
            devices.wait()
            started = now_ns()
            value = self._function(*given, **named)
            if inspect.isawaitable(value) or inspect.isasyncgen(value) or _body_of(value) is not None:
                self._is_async = True
                return self._loop.run_until_complete(self._rest(value, started))
            if inspect.isgenerator(value):
                return _read(value, started)
            devices.wait(value)
            return Answer(value, now_ns() - started)
        except Exception as error:
            raise thrown_during("call", error)

    async def _inside(self, given, named):
        beat = _Beat(self._loop)
        try:
            devices.wait()
            started = now_ns()
            answer = await self._rest(self._function(*given, **named), started)
        finally:
            silence_ms = beat.end()
        answer.blocked_ms = silence_ms
        return answer

    async def _rest(self, value, started):
        if inspect.isawaitable(value):
            value = await value
        body = _body_of(value)
        if body is not None:
            value = body
        if hasattr(value, "__aiter__"):
            return await _read_async(value, started)
        if inspect.isgenerator(value):
            return _read(value, started)
        devices.wait(value)
        return Answer(value, now_ns() - started)


def _body_of(value):
    """Streaming answers of web frameworks hold what they will send."""
    body = getattr(value, "body_iterator", None)
    return body if hasattr(body, "__aiter__") else None


class _Times:
    def __init__(self, started):
        self._started = started
        self._first = self._last = started
        self._kept = []
        self._items = 0

    def add(self, item):
        self._last = now_ns()
        if self._items == 0:
            self._first = self._last
        if self._items < _most_kept:
            self._kept.append(item)
        self._items += 1

    def answer(self):
        devices.wait()
        ended = now_ns()
        if self._items == 0:
            self._first = ended
        between = (self._last - self._first) / (self._items - 1) if self._items > 1 else 0
        stream = {"firstItemMs": (self._first - self._started) / 1e6, "betweenItemsMs": between / 1e6, "items": self._items}
        return Answer(self._kept, ended - self._started, stream)


def _read(items, started):
    times = _Times(started)
    for item in items:
        times.add(item)
    return times.answer()


async def _read_async(items, started):
    times = _Times(started)
    async for item in items:
        times.add(item)
    return times.answer()


class _Beat:
    """A timer that should beat every millisecond, and the longest time it did not."""

    def __init__(self, loop):
        self._loop = loop
        self._last = now_ns()
        self._longest = 0
        self._handle = loop.call_later(_beat_s, self._beat)

    def _beat(self):
        self._note()
        self._handle = self._loop.call_later(_beat_s, self._beat)

    def _note(self):
        now = now_ns()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def end(self):
        self._handle.cancel()
        self._note()
        return self._longest / 1e6


def new_loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop
