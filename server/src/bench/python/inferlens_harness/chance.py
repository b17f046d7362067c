"""Numbers by chance: every variant and every process begins with the same, so that what differs between two is the change. Absent on
purpose: libraries the code does not load, and seeds of the code's own, which come later."""
import importlib.util
import random
import sys

_seed = 0


def begin():
    """Again from the start; what is loaded later starts there too."""
    random.seed(_seed)
    for name in _seeds:
        module = sys.modules.get(name)
        if module is not None:
            _sow(name, module)
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def _sow(name, module):
    try:
        _seeds[name](module)
    except Exception:
        pass  # it is what the code gets, whatever became of it


_seeds = {
    "numpy": lambda numpy: numpy.random.seed(_seed),
    "torch": lambda torch: torch.manual_seed(_seed),
    "tensorflow": lambda tensorflow: tensorflow.random.set_seed(_seed),
}


class _Finder:
    def __init__(self):
        self._within = False

    def find_spec(self, name, path=None, target=None):
        if name not in _seeds or self._within:
            return None
        self._within = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._within = False
        if spec is not None and hasattr(spec.loader, "exec_module"):
            plain = spec.loader.exec_module

            def exec_module(module):
                plain(module)
                _sow(name, module)

            spec.loader.exec_module = exec_module
        return spec


_finder = _Finder()
