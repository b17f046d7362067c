"""A function as it is written: its statements, and the loop whose steps are counted. Absent on purpose: running it."""
import ast

_nested = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
#: The name by which a watched loop finds the harness.
steps_name = "__inferlens_steps__"


class Outline:
    def __init__(self, node):
        self.node = node
        self.name = node.name
        #: Index of the statement that is the watched loop.
        self.loop = None
        #: First and last line of the function; decorators included, as code objects begin with them.
        self.lines = (min([node.lineno] + [one.lineno for one in node.decorator_list]), node.end_lineno)
        #: First line, last line, and whether it hands over to a caller.
        self.statements = []
        #: Index of the statement for each line.
        self.at = {}
        for statement in _statements(node.body):
            self._add(statement)

    def _add(self, node):
        body = getattr(node, "body", None)
        first, last = node.lineno, node.end_lineno
        if isinstance(body, list) and body:
            last = max(first, body[0].lineno - 1)
        head = node.iter if isinstance(node, ast.For) else node.items[0] if isinstance(node, ast.With) else node
        yields = not isinstance(body, list) and any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(head))
        index = len(self.statements)
        self.statements.append((first, last, yields))
        for line in range(first, last + 1):
            self.at.setdefault(line, index)


def _statements(body):
    for node in body:
        if isinstance(node, _nested):
            continue
        yield node
        for field in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(node, field, None) or [])
        for handler in getattr(node, "handlers", None) or getattr(node, "cases", None) or []:
            yield from _statements(handler.body)


def outline_of(tree, name):
    """`name`: `train`, `Trainer.fit`. The last definition counts, as it does when the module runs."""
    found = tree
    for part in name.split("."):
        inner = [one for one in _definitions(found.body) if one.name == part]
        if not inner:
            return None
        found = inner[-1]
    return Outline(found) if isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef)) else None


def _definitions(body):
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            for field in ("body", "orelse", "finalbody"):
                yield from _definitions(getattr(node, field, None) or [])


def imports_of(tree):
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def watch_loop(outline, position, variant):
    """`position`: of the loop among the function's `for` loops, in the order of the text."""
    loops = [one for one in _statements(outline.node.body) if isinstance(one, ast.For)]
    loops.sort(key=lambda one: (one.lineno, one.col_offset))
    if position >= len(loops):
        return
    loop = loops[position]
    watched = ast.Call(
        func=ast.Name(id=steps_name, ctx=ast.Load()),
        args=[ast.Constant(value=variant, kind=None), loop.iter],
        keywords=[],
    )
    for node in (watched, watched.func, watched.args[0]):
        ast.copy_location(node, loop.iter)
    loop.iter = watched
    outline.loop = outline.at[loop.lineno]
