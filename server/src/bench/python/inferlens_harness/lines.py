"""Where the time of a function goes, by statement, in a pass of its own: watching costs time. Absent on purpose: functions it calls,
whose time belongs to the statement that calls them."""
import ast
import sys

from .clock import now_ns
from .outline import outline_of


class Lines:
    def __init__(self, outline, file):
        self._outline = outline
        self._file = file
        self._code = None
        self._frame = None
        self._at = None
        self._since = 0
        self._spent = [0] * len(outline.statements)
        self._events = [0] * len(outline.statements)
        #: Calls and resumptions of other functions in each: each of them is looked at, too.
        self._others = [0] * len(outline.statements)
        self._overhead = self._other_overhead = 0
        #: Times in ms by statement, for each call or step; and how long that took as a whole.
        self.rows = []
        self.wholes = []

    def calibrate(self):
        """What watching adds to a statement: that of one with nothing to do. The least of several rounds."""
        self._overhead = _least_ns(_idle % "range(%d)" % _idle_turns) / (2 * _idle_turns)
        with_others = _least_ns(_idle % ("(one for one in range(%d))" % _idle_turns))
        self._other_overhead = max(0, with_others / _idle_turns - 2 * self._overhead)

    def begin(self):
        self._frame = None
        self._at = None
        sys.settrace(self._called)

    def end(self):
        sys.settrace(None)

    def flush(self, whole_ns, data_ms=None):
        """A call or a step is over. `data_ms`: what the watched loop waited; our own work at its head is no part of the step."""
        watched = zip(self._spent, self._events, self._others)
        cost, other = self._overhead, self._other_overhead
        self.rows.append([max(0, spent - events * cost - others * other) / 1e6 for spent, events, others in watched])
        if data_ms is not None:
            self.rows[-1][self._outline.loop] = data_ms
        self.wholes.append(whole_ns / 1e6)
        self.forget()

    def forget(self):
        self._spent = [0] * len(self._spent)
        self._events = [0] * len(self._spent)
        self._others = [0] * len(self._spent)

    def result(self):
        times = zip(*self.rows) if self.rows else []
        return {
            "functionLine": self._outline.node.lineno,
            "statements": [
                {"firstLine": first, "lastLine": last, "samplesMs": list(spent)}
                for (first, last, _), spent in zip(self._outline.statements, times)
                if any(spent)
            ],
            "wholeMs": self.wholes,
        }

    def _called(self, frame, event, _):
        code = frame.f_code
        if code is not self._code:
            if self._code is not None or not self._is_measured(code):
                if self._at is not None:
                    self._others[self._at] += 1
                return None
            self._code = code
        now = now_ns()
        if self._frame is None:
            self._frame = frame
        elif self._frame is not frame:
            return None  # it calls itself: the outer call has that time already
        elif self._at is not None and not self._outline.statements[self._at][2]:
            self._spend(now)  # what it awaited; what a caller does between two items is the caller's
        self._since = now
        return self._in_body

    def _in_body(self, frame, event, _):
        if event == "line":
            now = now_ns()
            self._spend(now)
            self._at = self._outline.at.get(frame.f_lineno)
            if self._at is not None:
                self._events[self._at] += 1
            self._since = now_ns()
        elif event == "return":
            self._spend(now_ns())
            self._since = now_ns()
            if not frame.f_code.co_flags & _pausing:
                self._frame = None
        return self._in_body

    def _spend(self, now):
        if self._at is not None:
            self._spent[self._at] += now - self._since

    def _is_measured(self, code):
        first, last = self._outline.lines
        return code.co_name == self._outline.name and first <= code.co_firstlineno <= last and code.co_filename == self._file


_idle_turns = 2000
_idle = "def idle():\n    for _ in %s:\n        pass\n"


def _least_ns(text):
    """Of several rounds of a function with nothing to do, watched."""
    lines = Lines(outline_of(ast.parse(text), "idle"), "<idle>")
    names = {}
    exec(compile(text, "<idle>", "exec"), names)
    for _ in range(5):
        lines.begin()
        names["idle"]()
        lines.end()
        lines.flush(0)
    return min(sum(row) for row in lines.rows) * 1e6


#: Generators, coroutines and both at once: leaving them is not their end.
_pausing = 0x20 | 0x80 | 0x200
