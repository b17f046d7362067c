"""What a training function holds after its first steps: its numbers, its tensors, the parameters of its models. It is left early and
returns nothing, so this is what two variants are compared by. Absent on purpose: what comes by chance or from the clock."""
import inspect
import math
import numbers
import sys

from . import values

_most_batches = 8
_most_parts = 400
_deepest = 4


class Held:
    """Of one run of a function; `batches`: what its loop went through."""

    def __init__(self, outline, file):
        self._outline = outline
        self._file = file
        self.batches = []
        self.names = {}

    def add(self, batch):
        if len(self.batches) < _most_batches:
            self.batches.append(_plain(batch))

    def take(self):
        """While the function waits in its loop."""
        frame = sys._getframe()
        first, last = self._outline.lines
        while frame is not None:
            code = frame.f_code
            if code.co_name == self._outline.name and code.co_filename == self._file and first <= code.co_firstlineno <= last:
                break
            frame = frame.f_back
        if frame is None:
            return
        found = {}
        for name, value in list(frame.f_locals.items()):
            plain = _plain(value)
            if plain is not None:
                found[name] = plain
        self.names = found


def compared(before, again, after):
    """What two variants are compared by, for each: only what came out alike when the same one ran again. Nothing where they were given
    other batches."""
    if not before.batches or not _is_alike(before.batches, again.batches) or not _is_alike(before.batches, after.batches):
        return values.opaque, values.opaque
    names = [
        name
        for name, value in before.names.items()
        if name in after.names and name in again.names and _is_alike(value, again.names[name])
    ]
    if not names:
        return values.opaque, values.opaque
    return tuple({"kind": "record", "fields": [[name, one.names[name]] for name in names]} for one in (before, after))


def _plain(value, depth=0):
    """A sample of what has numbers; None for all else."""
    try:
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            return values.sample(float(value))
        if hasattr(value, "state_dict") and hasattr(value, "named_parameters"):
            return _parts(value.state_dict().items(), depth)
        if hasattr(value, "shape") and hasattr(value, "reshape") and not inspect.isclass(value):
            # A sum of tensors and a sum of numbers are one thing to who reads them.
            return values.sample(float(value) if len(value.shape) == 0 else value)
        if isinstance(value, dict):
            return _parts(value.items(), depth)
        if isinstance(value, (list, tuple)):
            return _parts(enumerate(value), depth)
    except Exception:
        pass
    return None


def _parts(items, depth):
    if depth >= _deepest:
        return None
    found = []
    for name, value in list(items)[:_most_parts]:
        plain = _plain(value, depth + 1)
        if plain is not None:
            found.append([str(name), plain])
    return {"kind": "record", "fields": found} if found else None


def _is_alike(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-4, abs_tol=1e-6) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(_is_alike(a, b) for a, b in zip(one, other))
    return one == other
