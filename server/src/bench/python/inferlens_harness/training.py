"""The steps of a training loop, timed while its function runs: one after the other, or of two variants in short stretches by turns.
Absent on purpose: waiting for data and steps told apart (steps.py)."""

from . import chance, channel as channels, devices
from .clock import now_ns
from .growth import Looks
from .held import Held, compared
from .lines import Lines
from .sampling import Sampling
from .steps import Enough

#: A stretch of steps, when two variants take turns: the first half of it lets a loader's workers and caches begin.
_stretch_ms = 600
_fewest_steps = 4
_most_steps = 60
_watched_steps = 20


class FoundSteps:
    def __init__(self, sampling, looks, lines, device):
        self.sampling = sampling
        self.looks = looks
        self.lines = lines
        self.device = device

    def notes(self, index):
        steps = self.sampling.notes[index]
        items = [step.items for step in steps]
        return {
            "steps": {
                "dataMs": [step.data_ms for step in steps],
                "items": items if items and all(one is not None for one in items) else None,
            }
        }


def measure(channel, job, prepared, steps):
    return _one(channel, job, prepared[0], steps) if len(prepared) == 1 else _in_turns(channel, job, prepared, steps)


def _run(one, steps, sink):
    """The whole function, unless the sink has enough before. True when it came to its end."""
    given, named = one.entry.arguments()
    one.modules.activate()
    steps.sink = sink
    try:
        one.caller.call(given, named)
        return True
    except Enough:
        return False
    finally:
        steps.sink = None


def _one(channel, job, one, steps):
    channel.enter("first-run", 0)
    looks = Looks(job["watchesGrowth"])

    def started():
        devices.begin_memory()
        looks.begin()

    begun = now_ns()
    sampling = None

    def sink(step):
        nonlocal sampling
        if sampling is None:
            one.first_call_ms = (now_ns() - begun) / 1e6
            sampling = Sampling(channel, job["stop"], 1, started)
            return
        sampling.turn([step.ms], [step])
        if looks.look(sampling.count, step.round):
            sampling.end("time")
        if sampling.over is not None:
            raise Enough()

    while sampling is None or sampling.over is None:
        before = _count(sampling)
        if _run(one, steps, sink) and _count(sampling) == before:
            raise channels.Fault(kind="no-steps")
    device = devices.memory()
    return FoundSteps(sampling, looks.taken, _watch_lines(one, steps), device)


def _count(sampling):
    return -1 if sampling is None else sampling.count + len(sampling.warm_up[0])


def _watch_lines(one, steps):
    lines = Lines(one.modules.outline, one.modules.file)
    counted = 0

    def sink(step):
        nonlocal counted
        counted += 1
        # What comes before the first step is no step, nor is the first one like the others.
        if counted > 2:
            lines.flush(step.ms * 1e6, step.data_ms)
        else:
            lines.forget()
        if counted >= _watched_steps:
            raise Enough()

    lines.calibrate()
    lines.begin()
    try:
        _run(one, steps, sink)
    finally:
        lines.end()
    return lines.result()


def _in_turns(channel, job, prepared, steps):
    size = _fewest_steps
    held = []
    # The first one once more: what differs without a change is no difference.
    for index, one in [*enumerate(prepared), (0, prepared[0])]:
        channel.enter("first-run", index)
        held.append(Held(one.modules.outline, one.modules.file))
        begun = now_ns()
        taken = _stretch(one, steps, 2 * _fewest_steps, held[-1])
        one.first_call_ms = (now_ns() - begun) / 1e6
        later = taken[len(taken) // 2 :]
        typical = sorted(step.ms for step in later)[len(later) // 2]
        size = max(size, min(_most_steps, int(_stretch_ms / max(typical, 0.001))))
    before, after, again = held
    prepared[0].output, prepared[1].output = compared(before, again, after)
    del held, before, after, again
    sampling = Sampling(channel, job["stop"], len(prepared), devices.begin_memory)
    order = list(enumerate(prepared))
    times, notes = [0.0] * len(prepared), [None] * len(prepared)
    while sampling.over is None:
        for index, one in order if sampling.count % 2 == 0 else order[::-1]:
            taken = _stretch(one, steps, size)
            later = taken[len(taken) // 2 :]
            times[index] = sum(step.ms for step in later) / len(later)
            notes[index] = later[0]
        sampling.turn(times, notes)
    return FoundSteps(sampling, [], None, devices.memory())


def _stretch(one, steps, size, held=None):
    taken = []

    def sink(step):
        taken.append(step)
        # The function may come to its end before there are so many.
        if held is not None and len(taken) in (1, _fewest_steps, size):
            held.take()
        if len(taken) >= size:
            raise Enough()

    chance.begin()
    steps.sees = None if held is None else held.add
    try:
        _run(one, steps, sink)
    finally:
        steps.sees = None
    if not taken:
        raise channels.Fault(kind="no-steps")
    return taken
