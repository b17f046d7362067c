"""How the harness speaks with its parent: JSON, one message a line. Prints of the measured code go where its errors go. Absent on
purpose: what is said."""
import json
import math
import os
import queue
import sys
import threading
import traceback

_folder = os.path.dirname(os.path.abspath(__file__))


class Fault(Exception):
    """Something wrong that is understood here; `told` is a FunctionFault of messages.ts."""

    def __init__(self, **told):
        super().__init__(told["kind"])
        self.told = told


class Channel:
    def __init__(self):
        self._out = os.fdopen(os.dup(1), "wb")
        words = os.fdopen(os.dup(0), "rb", -1)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        self.job = json.loads(words.readline())
        self._answers = queue.Queue()
        self._stage = "runtime"
        self._variant = 0
        self._parent = os.getpid()
        _end_with_parent()
        threading.Thread(target=self._listen, args=(words,), daemon=True).start()

    def _listen(self, words):
        for line in words:
            self._answers.put(json.loads(line))
        os._exit(1)  # the parent is gone: nobody wants the result

    def tell(self, message):
        if os.getpid() != self._parent:
            return  # a worker process that was forked off
        text = json.dumps(_sendable(message), separators=(",", ":"), allow_nan=False)
        self._out.write(text.encode("ascii") + b"\n")
        self._out.flush()

    def ask(self, message):
        self.tell(message)
        return self._answers.get()

    def enter(self, stage, variant=None):
        self._stage = stage
        if variant is not None:
            self._variant = variant
        self.tell({"kind": "stage", "stage": stage, "rssBytes": resident_bytes()})

    def fail(self, fault):
        error = {"kind": "function", "fault": fault}
        self.tell({"kind": "failed", "stage": self._stage, "variant": self._variant, "error": error})

    def wait_for_end(self):
        threading.Event().wait()


def _end_with_parent():
    """A shell beside it ends the whole group when the parent is gone: native code may let no thread of this process run."""
    if os.name != "posix":
        return
    actions = [(os.POSIX_SPAWN_DUP2, _lifeline, 0), (os.POSIX_SPAWN_CLOSE, _lifeline)]
    actions += [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_WRONLY, 0) for one in (1, 2)]
    command = ["/bin/sh", "-c", 'read _; kill -s KILL -- "-$0"', str(os.getpid())]
    os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    os.close(_lifeline)


#: A pipe on which nothing is ever said; it closes with the parent.
_lifeline = 3


def fault_of(error, during):
    if isinstance(error, Fault):
        return error.told
    if isinstance(error, SystemExit):
        return {"kind": "exited", "code": "exit code %s" % (0 if error.code is None else error.code)}
    if isinstance(error, ModuleNotFoundError) and error.name:
        return {"kind": "python-module-not-found", "name": error.name, "interpreter": sys.executable}
    if isinstance(error, SyntaxError) and during == "import":
        place = "" if error.lineno is None else " (%s:%d)" % (os.path.basename(error.filename or "?"), error.lineno)
        return {"kind": "syntax", "message": "%s: %s%s" % (type(error).__name__, error.msg, place)}
    frames = [one for one in traceback.extract_tb(error.__traceback__) if not _is_ours(one.filename)]
    stack = "".join(traceback.format_list(frames) + traceback.format_exception_only(type(error), error))
    return {
        "kind": "thrown",
        "during": during,
        "name": type(error).__name__,
        "message": str(error)[:1000],
        "stack": stack[-4000:],
    }


def thrown_during(during, error):
    return Fault(**fault_of(error, during))


def _is_ours(filename):
    return filename.startswith(_folder) or filename.startswith("<frozen importlib")


def _sendable(value):
    """JSON has no names for what is no number."""
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {key: _sendable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sendable(one) for one in value]
    return value


def resident_bytes():
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return peak_bytes()


def peak_bytes():
    """On Linux not what getrusage says: a new process inherits that from the one it was forked from."""
    try:
        with open("/proc/self/status", "rb") as file:
            for line in file:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    except ImportError:
        return _windows_peak_bytes()


def _windows_peak_bytes():
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [("cb", wintypes.DWORD), ("PageFaultCount", wintypes.DWORD)] + [
            (name, ctypes.c_size_t)
            for name in (
                "PeakWorkingSetSize",
                "WorkingSetSize",
                "QuotaPeakPagedPoolUsage",
                "QuotaPagedPoolUsage",
                "QuotaPeakNonPagedPoolUsage",
                "QuotaNonPagedPoolUsage",
                "PagefileUsage",
                "PeakPagefileUsage",
            )
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    current = ctypes.windll.kernel32.GetCurrentProcess
    current.restype = wintypes.HANDLE
    ask = ctypes.windll.psapi.GetProcessMemoryInfo
    ask.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
    return counters.PeakWorkingSetSize if ask(current(), ctypes.byref(counters), counters.cb) else 0
