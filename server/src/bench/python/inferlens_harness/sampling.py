"""Samples as they are taken: warm-up, then until the parent has enough of them, which it is asked now and then. Absent on purpose:
what is sampled, and statistics, which are the parent's."""
import time

from .channel import resident_bytes
from .clock import now_ns

_look_ns = 250_000_000
_look_in_warm_up_ns = 60_000_000


class Sampling:
    def __init__(self, channel, stop, variants, started):
        self._channel = channel
        self._stop = stop
        self._started = started
        self._variants = variants
        self.over = None
        self.warm_up = [[] for _ in range(variants)]
        self.wall_ms = self.cpu_ms = 0
        self.phase = "warm-up"
        self._begin("warm-up")
        if stop["warmUpMs"] <= 0:
            self._begin("runs")

    def _begin(self, phase):
        self.phase = phase
        self._channel.enter(phase)
        self.samples = [[] for _ in range(self._variants)]
        #: What else is known of each sample.
        self.notes = [[] for _ in range(self._variants)]
        self._told = 0
        if phase == "runs":
            self._started()
        self._cpu = time.process_time()
        self._start = self._looked = now_ns()

    @property
    def count(self):
        return len(self.samples[0])

    def turn(self, times_ms, notes):
        """One sample of each variant."""
        now = now_ns()
        for samples, noted, ms, note in zip(self.samples, self.notes, times_ms, notes):
            samples.append(ms)
            noted.append(note)
        elapsed_ms = (now - self._start) / 1e6
        if self.phase == "runs":
            self.wall_ms = elapsed_ms
            self.cpu_ms = (time.process_time() - self._cpu) * 1e3
            full = self.count >= self._stop["maxRuns"] or elapsed_ms >= self._stop["maxMs"]
            if full or now - self._looked >= _look_ns:
                self._look(elapsed_ms)
        elif self.count >= self._stop["maxRuns"] or now - self._looked >= _look_in_warm_up_ns:
            self._look(elapsed_ms)

    def end(self, why):
        if self.phase == "runs":
            self.over = self.over or why

    def _look(self, elapsed_ms):
        answer = self._channel.ask(
            {
                "kind": "samples",
                "phase": self.phase,
                "elapsedMs": elapsed_ms,
                "samplesMs": [samples[self._told :] for samples in self.samples],
                "rssBytes": resident_bytes(),
            }
        )
        self._told = self.count
        self._looked = now_ns()
        if answer == "begin":
            self.warm_up = self.samples
            self._begin("runs")
        elif answer != "on":
            self.over = answer
