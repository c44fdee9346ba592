"""Running the examples in docstrings."""

import doctest
import importlib
import pkgutil
from types import ModuleType


def failed_and_tried(package: ModuleType) -> dict[str, tuple[int, int]]:
    """Count the examples of each module of a package: how many failed and how many there are."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not module.ispkg:
            result = doctest.testmod(importlib.import_module(module.name))
            found[module.name] = (result.failed, result.attempted)
    return found
