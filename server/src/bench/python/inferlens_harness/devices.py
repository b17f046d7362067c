"""Devices that compute while Python goes on: waiting for them, and their memory. Only packages the code has loaded itself are asked.
Absent on purpose: choosing a device."""
import sys


def wait(value=None):
    """Until what was begun is done."""
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    if cuda is not None and cuda.is_initialized():
        cuda.synchronize()
    mps = getattr(torch, "mps", None)
    if mps is not None and torch.backends.mps.is_available():
        mps.synchronize()
    jax = sys.modules.get("jax")
    if jax is not None and value is not None and hasattr(jax, "block_until_ready"):
        jax.block_until_ready(value)


def begin_memory():
    cuda = _cuda()
    if cuda is not None:
        cuda.reset_peak_memory_stats()


def memory():
    """The most the code held on its device since `begin_memory`; None where there is none that tells."""
    cuda = _cuda()
    return None if cuda is None else {"name": cuda.get_device_name(), "peakBytes": cuda.max_memory_allocated()}


def computed_on():
    """Name of the device the code has used; None where it has used none."""
    cuda = _cuda()
    if cuda is not None:
        return cuda.get_device_name()
    mps = getattr(sys.modules.get("torch"), "mps", None)
    if mps is not None and hasattr(mps, "current_allocated_memory") and mps.current_allocated_memory() > 0:
        return "MPS"
    jax = sys.modules.get("jax")
    if jax is not None and hasattr(jax, "devices") and jax.default_backend() != "cpu":
        return str(jax.devices()[0])
    return None


def held_bytes():
    """What the code holds on its device now."""
    cuda = _cuda()
    return 0 if cuda is None else cuda.memory_allocated()


def _cuda():
    cuda = getattr(sys.modules.get("torch"), "cuda", None)
    return cuda if cuda is not None and cuda.is_initialized() else None
