"""Steps of a training loop: what the loop goes through is watched, so that the time it waits for data and the time of the step are
told apart, and the function is left when there are enough. Absent on purpose: how many are enough."""
import builtins
import time

from . import devices, outline

_now = time.perf_counter_ns


class Enough(BaseException):
    """Leaves the measured function; nothing that handles errors handles it."""


class Step:
    def __init__(self, data_ns, work_ns, items):
        self.data_ms = data_ns / 1e6
        self.ms = (data_ns + work_ns) / 1e6
        self.items = items


class Steps:
    """One for all variants: each watched loop says which it is in."""

    def __init__(self):
        #: Called with each Step; raises Enough.
        self.sink = None
        setattr(builtins, outline.steps_name, self._watched)

    def _watched(self, _variant, iterable):
        if self.sink is None:
            yield from iterable
            return
        devices.wait()
        started = _now()
        # Worker processes of a loader begin here.
        iterator = iter(iterable)
        while True:
            try:
                batch = next(iterator)
            except StopIteration:
                return
            data_ns = _now() - started
            items = items_of(batch)
            began = _now()
            yield batch
            devices.wait()
            step = Step(data_ns, _now() - began, items)
            del batch
            self.sink(step)
            started = _now()


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
