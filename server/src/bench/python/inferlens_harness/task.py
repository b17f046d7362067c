"""The task: a function is loaded, then called with the arguments of its bench file, one variant or two in turns; or the steps of its
training loop are timed while it runs. Absent on purpose: time limits, and words for what goes wrong."""
import os
import platform
import sys

from . import calling, chance, channel as channels, devices, entry as entries, modules, training, values
from .clock import now_ns
from .growth import Looks
from .lines import Lines
from .network import Network
from .sampling import Sampling
from .steps import Steps

#: The pass that watches lines.
_lines_ns = 1_000_000_000
_most_watched = 50


class Prepared:
    def __init__(self, modules, entry, caller, import_ms):
        self.modules = modules
        self.entry = entry
        self.caller = caller
        self.import_ms = import_ms
        self.first_call_ms = 0
        self.output = {"kind": "opaque"}

    @property
    def has_loop(self):
        return self.modules.outline is not None and self.modules.outline.loop is not None


def carry_out(channel, job):
    channel.enter("runtime")
    variants = job["variants"]
    os.chdir(modules.project_folder(variants[0]["file"]))
    modules.add_paths(variants[0]["file"])
    network = Network(job["replay"])
    steps = Steps()
    loop = calling.new_loop()
    prepared = []
    try:
        for index, variant in enumerate(variants):
            prepared.append(_prepare(channel, variant, index, loop))
        network.look()
        if all(one.has_loop for one in prepared):
            found = training.measure(channel, job, prepared, steps)
        else:
            found = _measure(channel, job, prepared, network)
    finally:
        for one in prepared:
            one.entry.run("teardown")
    sampling = found.sampling
    computed_on = devices.computed_on()
    return {
        "kind": "done",
        "task": "function",
        "wallMs": sampling.wall_ms,
        "cpuMs": sampling.cpu_ms,
        "peakBytes": channels.peak_bytes(),
        "stoppedBy": sampling.over,
        "results": [
            {
                "importMs": one.import_ms,
                "firstCallMs": one.first_call_ms,
                "output": one.output,
                "warmUpMs": sampling.warm_up[index],
                "samplesMs": sampling.samples[index],
                "blockedMs": [],
                "stream": None,
                **found.notes(index),
                "looks": found.looks,
                "remote": network.per_call(max(1, sampling.count * len(prepared))),
                "lines": found.lines,
                "device": found.device,
                "computedOn": computed_on,
            }
            for index, one in enumerate(prepared)
        ],
        "python": {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "executable": sys.executable,
            "packages": _versions(prepared[0].modules.imports),
        },
    }


def _versions(names):
    """Of installed packages; those of the standard library are the interpreter's."""
    found = {}
    for name in sorted(names):
        module = sys.modules.get(name)
        version = getattr(module, "__version__", None)
        if isinstance(version, str) and "-packages" in (getattr(module, "__file__", None) or ""):
            found[name] = version
    return found


def _prepare(channel, variant, index, loop):
    channel.enter("load", index)
    own = modules.Modules(variant, index)
    chance.begin()
    started = now_ns()
    module = own.load(variant["file"])
    import_ms = (now_ns() - started) / 1e6
    channel.enter("inputs", index)
    name, bench_file = variant["name"], variant["benchFile"]
    entry = entries.nothing if bench_file is None else entries.entry_for(own.load(bench_file), name, bench_file)
    entry.run("setup")
    caller = calling.Caller(entries.bind(module, name, entry), loop)
    return Prepared(own, entry, caller, import_ms)


class Found:
    def __init__(self, sampling, looks, lines, device):
        self.sampling = sampling
        self.looks = looks
        self.lines = lines
        self.device = device

    def notes(self, index):
        answers = self.sampling.notes[index]
        told = {}
        if answers and all(blocked is not None for _, blocked in answers):
            told["blockedMs"] = [blocked for _, blocked in answers]
        if answers and all(stream is not None for stream, _ in answers):
            told["stream"] = {key: [stream[key] for stream, _ in answers] for key in answers[0][0]}
        return told


def _measure(channel, job, prepared, network):
    channel.enter("first-run", 0)
    several = len(prepared) > 1
    for index, one in enumerate(prepared):
        channel.enter("first-run", index)
        _first_call(channel, one)
    network.look()
    stop = dict(job["stop"])
    if network.away:
        # Calls of services cost money and count against limits: none is made only to warm up.
        stop.update(warmUpMs=0, warmUpRuns=0, maxRuns=min(stop["maxRuns"], job["remoteRuns"]))
    looks = Looks(job["watchesGrowth"])

    def started():
        network.begin()
        devices.begin_memory()
        looks.begin()

    sampling = Sampling(channel, stop, len(prepared), started)
    order = list(enumerate(prepared))
    times, notes = [0.0] * len(prepared), [None] * len(prepared)
    while sampling.over is None:
        for index, one in order if sampling.count % 2 == 0 else order[::-1]:
            given, named = one.entry.arguments()
            if several:
                one.modules.activate()
            answer = one.caller.call(given, named)
            times[index] = answer.ns / 1e6
            notes[index] = (answer.stream, answer.blocked_ms)
            del answer
        sampling.turn(times, notes)
        if not several and looks.look(sampling.count):
            sampling.end("time")
    device = devices.memory()
    lines = None if several or network.away else _watch_lines(prepared[0], job)
    return Found(sampling, looks.taken, lines, device)


def _first_call(channel, one):
    one.modules.activate()
    chance.begin()
    given, named = one.entry.arguments()
    started = now_ns()
    answer = one.caller.call(given, named)
    one.first_call_ms = (now_ns() - started) / 1e6
    one.output = values.sample(answer.value)
    expect(channel, one.entry, answer.value, one.output)


def expect(channel, entry, value, output):
    if not entry.has("expected"):
        return
    expected = entry.value("expected")
    if callable(expected):
        try:
            right = expected(value)
        except Exception as error:
            raise channels.thrown_during("expected", error)
        if right is False:
            raise channels.Fault(kind="unexpected-result", where="the result")
        return
    where = channel.ask({"kind": "expected", "output": output, "wanted": values.sample(expected)})
    if where != "on":
        raise channels.Fault(kind="unexpected-result", where=where)


def _watch_lines(one, job):
    if one.modules.outline is None:
        return None
    lines = Lines(one.modules.outline, one.modules.file)
    lines.calibrate()
    until = now_ns() + min(_lines_ns, int(job["stop"]["maxMs"] * 1e6))
    for _ in range(_most_watched):
        given, named = one.entry.arguments()
        lines.begin()
        try:
            answer = one.caller.call(given, named)
        finally:
            lines.end()
        lines.flush(answer.ns)
        if now_ns() > until:
            break
    return lines.result()
