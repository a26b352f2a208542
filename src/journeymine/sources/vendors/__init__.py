"""What each vendor's exports promise: one module a vendor, found by being here.

A module has `LAYOUTS`; it may have `for_source(layout, source)`, which fits a layout to a source's settings,
and `parameters(source)`, the values that its staging models bind.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def load_vendors() -> tuple[ModuleType, ...]:
    """The modules of all vendors."""
    return tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
