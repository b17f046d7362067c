"""Steps of a training loop: what the loop goes through is watched, so that the time it waits for data and the time of the step are
told apart, and the function is left when there are enough. Absent on purpose: how many are enough."""
import builtins

from . import devices, outline
from .clock import now_ns


class Enough(BaseException):
    """Leaves the measured function; nothing that handles errors handles it."""


class Step:
    def __init__(self, data_ns, work_ns, items, round_):
        self.data_ms = data_ns / 1e6
        self.ms = (data_ns + work_ns) / 1e6
        self.items = items
        #: How often the loop was begun before.
        self.round = round_


class Steps:
    """One for all variants: each watched loop says which it is in."""

    def __init__(self):
        #: Called with each Step; raises Enough.
        self.sink = None
        #: Called with each batch, before its step.
        self.sees = None
        self._rounds = 0
        setattr(builtins, outline.steps_name, self._watched)

    def _watched(self, _variant, iterable):
        if self.sink is None:
            yield from iterable
            return
        round_ = self._rounds
        self._rounds += 1
        devices.wait()
        started = now_ns()
        # Worker processes of a loader begin here.
        iterator = iter(iterable)
        while True:
            try:
                batch = next(iterator)
            except StopIteration:
                return
            data_ns = now_ns() - started
            items = items_of(batch)
            if self.sees is not None:
                self.sees(batch)
            began = now_ns()
            yield batch
            devices.wait()
            step = Step(data_ns, now_ns() - began, items, round_)
            del batch
            self.sink(step)
            started = now_ns()


def items_of(batch):
    """Size of the first dimension of what comes first; None where nothing says it."""
    for _ in range(4):
        shape = getattr(batch, "shape", None)
        if shape is not None:
            return int(shape[0]) if len(shape) > 0 else None
        if isinstance(batch, dict) and batch:
            batch = next(iter(batch.values()))
        elif hasattr(batch, "values") and callable(batch.values) and hasattr(batch, "keys"):
            batch = next(iter(batch.values()), None)
        elif isinstance(batch, tuple) and len(batch) == 2 and isinstance(batch[0], int):
            batch = batch[1]  # of enumerate
        elif isinstance(batch, (list, tuple)) and batch:
            if isinstance(batch[0], (str, int, float)):
                return len(batch)
            batch = batch[0]
        else:
            return None
    return None
