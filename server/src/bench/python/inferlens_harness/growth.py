"""Looks at what is held while calls or steps go on. Where it is judged, garbage is collected before each look, what was there at the
beginning is left out of that, and the machine is not taken along. Absent on purpose: what the looks mean, which is the parent's."""
import gc
import os

from . import devices
from .channel import resident_bytes

#: A look may take as long as many calls, so they lie ever further apart.
_again = 1.05
_memory_share = 0.15


class Looks:
    def __init__(self, is_judged):
        self._is_judged = is_judged
        #: Calls so far, bytes held, and which time the loop of a training function was begun.
        self.taken = []
        self._round = 0
        self._before = 0
        self._next = 1
        self._most = None

    def begin(self):
        self.taken.clear()
        self._before, self._next = 0, 1
        if self._is_judged:
            gc.collect()
            gc.freeze()
            self._most = _most_bytes()

    def look(self, count, round_=0):
        """After a call or a step. True when memory allows no more."""
        if not self._is_judged:
            round_ = 0
        if round_ != self._round:
            # What a loop holds may be let go of with it.
            self._round, self._before, self._next = round_, count - 1, 1
        if count - self._before < self._next:
            return False
        held = self._held()
        self._next = (count - self._before) * _again
        self.taken.append([count, held, round_])
        return self._most is not None and held > self._most

    def _held(self):
        if self._is_judged:
            gc.collect()
        return resident_bytes() + devices.held_bytes()


def _most_bytes():
    """What is never let go of must not take the machine along; None where nobody says how much there is."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return resident_bytes() + _memory_share * total
