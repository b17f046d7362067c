"""What a bench file says of one function, and the function itself bound to what it is called on. Absent on purpose: finding the
file, and any import of ours in it."""
import inspect

from .channel import Fault, thrown_during

_keys = ("setup", "args", "self", "expected", "teardown")


class Entry:
    def __init__(self, found):
        self._found = found

    def has(self, key):
        return key in self._found

    def value(self, key):
        return self._found.get(key)

    def run(self, key, during="setup"):
        try:
            return self._found[key]() if key in self._found else None
        except Exception as error:
            raise thrown_during(during, error)

    def arguments(self):
        """A list and named ones."""
        if "args" not in self._found:
            return [], {}
        given = self._found["args"]
        if callable(given):
            given = self.run("args", "arguments")
        if isinstance(given, dict):
            return [], given
        if not isinstance(given, (list, tuple)):
            raise Fault(kind="bad-bench-entry", name="args", why="it gives neither a list nor a dict of names")
        return given, {}


nothing = Entry({})


def entry_for(module, name, bench_file):
    """`name`: of the function, as its module has it. The entry is a dict, or a class that holds the same."""
    found = vars(module)
    for part in name.split("."):
        found = _part(found, part)
        if found is None:
            raise Fault(kind="no-bench-entry", name=name, benchFile=bench_file)
    if isinstance(found, (list, tuple)) or (callable(found) and not inspect.isclass(found)):
        return Entry({"args": found})
    if inspect.isclass(found):
        found = {key: getattr(found, key) for key in vars(found) if not key.startswith("__")}
    if not isinstance(found, dict):
        raise Fault(kind="bad-bench-entry", name=name, why="it is no dict")
    for key in found:
        if key not in _keys:
            raise Fault(kind="bad-bench-entry", name=name, why="%s is none of %s" % (key, ", ".join(_keys)))
    for key in ("setup", "self", "teardown"):
        if key in found and not callable(found[key]):
            raise Fault(kind="bad-bench-entry", name=name, why="%s is no function" % key)
    return Entry(found)


def _part(found, name):
    if isinstance(found, dict):
        return found.get(name)
    return getattr(found, name, None)


def bind(module, name, entry):
    first, *rest = name.split(".")
    found = getattr(module, first, None)
    if found is None:
        raise Fault(kind="no-such-name", name=first, found=_functions_of(module))
    for part in rest:
        owner = found
        if inspect.isclass(owner) and not isinstance(inspect.getattr_static(owner, part, None), (staticmethod, classmethod)):
            owner = _instance(owner, name, entry)
        found = getattr(owner, part, None)
    if not callable(found):
        raise Fault(kind="not-a-function", name=name)
    if not entry.has("args") and _required(found):
        raise Fault(kind="needs-arguments", name=name)
    return found


def _instance(owner, name, entry):
    if entry.has("self"):
        return entry.run("self")
    if _required(owner):
        raise Fault(kind="needs-instance", className=name.rpartition(".")[0])
    try:
        return owner()
    except Exception as error:
        raise thrown_during("setup", error)


def _required(function):
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    many = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return any(one.default is one.empty and one.kind not in many for one in parameters)


def _functions_of(module):
    return [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]
