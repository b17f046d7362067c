"""What a function returned, as far as two results are compared; a ValueSample of messages.ts. Absent on purpose: comparing."""
import dataclasses
import numbers

_most_numbers = 10000
_most_items = 200
_most_characters = 20000
_deepest = 8
opaque = {"kind": "opaque"}


def sample(value, depth=0, seen=()):
    """Never throws: what does is opaque."""
    try:
        return _sample(value, depth, seen)
    except Exception:
        return opaque


def _sample(value, depth, seen):
    if value is None or isinstance(value, bool):
        return {"kind": "plain", "text": str(value)}
    if isinstance(value, numbers.Real):
        return _numbers([float(value)], 1)
    if isinstance(value, str):
        return {"kind": "text", "text": value[:_most_characters]}
    if isinstance(value, (bytes, bytearray)):
        return _numbers([float(one) for one in value[:_most_numbers]], len(value))
    if depth >= _deepest or id(value) in seen:
        return opaque
    seen = seen + (id(value),)
    if isinstance(value, dict):
        return _record(value.items(), depth, seen)
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(one, numbers.Real) and not isinstance(one, bool) for one in value):
            return _numbers([float(one) for one in value[:_most_numbers]], len(value))
        return _list(value, depth, seen)
    if isinstance(value, (set, frozenset)):
        return _list(sorted(value, key=repr), depth, seen)
    if hasattr(value, "to_numpy") and not hasattr(value, "detach"):
        value = value.to_numpy()
    if hasattr(value, "shape") and hasattr(value, "reshape"):
        return _array(value, depth, seen)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(vars(value).items(), depth, seen)
    return opaque


def _array(value, depth, seen):
    """Arrays and tensors of any library that has a shape and can be flattened."""
    shape = [float(one) for one in value.shape]
    if hasattr(value, "detach"):
        value = value.detach()
    flat = value.reshape(-1)
    length = int(flat.shape[0])
    first = flat[:_most_numbers].tolist()
    data = (
        _numbers([float(one) for one in first], length)
        if all(isinstance(one, numbers.Real) for one in first)
        else _list(first, depth + 1, seen)
    )
    return {"kind": "record", "fields": [["shape", _numbers(shape, len(shape))], ["data", data]]}


def _record(items, depth, seen):
    fields = [[str(name), sample(one, depth + 1, seen)] for name, one in list(items)[:_most_items]]
    return {"kind": "record", "fields": [field for field in fields if field[1] is not opaque]}


def _list(items, depth, seen):
    listed = [sample(one, depth + 1, seen) for one in list(items)[:_most_items]]
    return {"kind": "list", "items": listed, "length": len(items)}


def _numbers(values, length):
    return {"kind": "numbers", "values": values, "length": length}
