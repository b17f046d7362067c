"""The user's modules, loaded as their program would load them, with unsaved texts in place of what lies on the disk. Two variants
are two sets of modules in one process; installed packages are shared. Absent on purpose: bench files, and calling."""
import ast
import importlib
import importlib.machinery
import importlib.util
import linecache
import os
import sys

from . import outline
from .channel import Fault, thrown_during

_marks = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "environment.yml", ".git")


def project_folder(file):
    """Where programs are started: the nearest folder that says it is a project, else that of the file."""
    folder = os.path.dirname(file)
    while True:
        if any(os.path.exists(os.path.join(folder, mark)) for mark in _marks):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return os.path.dirname(file)
        folder = above


def add_paths(file):
    project = project_folder(file)
    wanted = [_package_root(file)[0], project, os.path.join(project, "src")]
    sys.path[:0] = [one for one in dict.fromkeys(wanted) if os.path.isdir(one)]


def _package_root(file):
    """The folder a module is imported from, and its dotted name there."""
    folder, name = os.path.split(os.path.splitext(file)[0])
    parts = [] if name == "__init__" else [name]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return folder, ".".join(parts)


def _same(file):
    return os.path.normcase(os.path.realpath(file))


class Modules:
    """Those of one variant."""

    def __init__(self, variant, index):
        self._texts = {_same(file): text for file, text in variant["texts"].items()}
        self._file = _same(variant["file"])
        #: As code objects name it.
        self.file = variant["file"]
        self._stems = {_stem(file) for file in [variant["file"], *variant["texts"]]}
        self._name = variant["name"]
        self._loop = variant.get("loop")
        self._index = index
        self._own = {}
        self.outline = None
        #: Names of the modules its file imports.
        self.imports = set()

    def load(self, file):
        """With this variant's modules in place; they stay there."""
        self.activate()
        try:
            return self._import(file)
        except Fault:
            raise
        except BaseException as error:
            raise thrown_during("import", error)

    def _import(self, file):
        _, name = _package_root(file)
        if "." in name and all(part.isidentifier() for part in name.split(".")):
            return importlib.import_module(name)
        # A module of that name may be there already: the standard library has many names.
        if name in sys.modules:
            name = "inferlens_measured_" + name
        spec = importlib.util.spec_from_file_location(name, file, loader=self.loader(name, file))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        return sys.modules.get(name, module)

    def activate(self):
        """Imports within functions find this variant's modules."""
        before = _finder.modules
        if before is self:
            return
        if before is None:
            sys.meta_path.insert(0, _finder)
        else:
            before._own = _take_users()
        sys.modules.update(self._own)
        _finder.modules = self

    def may_speak_of(self, name):
        return name.rpartition(".")[2] in self._stems

    def speaks_of(self, file):
        return _same(file) == self._file or _same(file) in self._texts

    def loader(self, name, file):
        return _Loader(name, file, self)

    def text_of(self, file):
        return self._texts.get(_same(file))

    def compiled(self, data, file):
        text = data if isinstance(data, str) else importlib.util.decode_source(data)
        tree = ast.parse(text, file)
        if _same(file) in self._texts:
            linecache.cache[file] = (len(text), None, text.splitlines(True), file)
        if _same(file) == self._file:
            self.file = file
            self.imports = outline.imports_of(tree)
            self.outline = outline.outline_of(tree, self._name)
            if self.outline is not None and self._loop is not None:
                outline.watch_loop(self.outline, self._loop, self._index)
        return compile(tree, file, "exec", dont_inherit=True)


def _stem(file):
    folder, name = os.path.split(os.path.splitext(file)[0])
    return os.path.basename(folder) if name == "__init__" else name


def _take_users():
    """The user's modules, away from where imports look, so that another variant has its own."""
    found = {name: module for name, module in list(sys.modules.items()) if _is_users(module)}
    for name in found:
        del sys.modules[name]
    return found


_installed = [
    os.path.normcase(os.path.realpath(one)) + os.sep
    for one in {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__), os.path.dirname(__file__)}
]


def _is_users(module):
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or module is sys.modules.get("__main__"):
        return False
    file = _same(file)
    if not file.endswith(".py") or "site-packages" in file or "dist-packages" in file:
        return False
    # An environment may lie within the project, and the project within what the system calls its prefix.
    inside = [one for one in _installed if file.startswith(one)]
    return not inside or (file.startswith(_same(os.getcwd()) + os.sep) and all(len(one) < len(os.getcwd()) for one in inside))


class _Finder:
    modules = None

    def find_spec(self, name, path=None, target=None):
        if not self.modules.may_speak_of(name):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or not spec.origin or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return None
        if not self.modules.speaks_of(spec.origin):
            return None
        spec.loader = self.modules.loader(name, spec.origin)
        return spec


_finder = _Finder()


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name, path, modules):
        super().__init__(name, path)
        self._modules = modules

    def get_code(self, fullname):
        text = self._modules.text_of(self.path)
        return self._modules.compiled(self.get_data(self.path) if text is None else text, self.path)


