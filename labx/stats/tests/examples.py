"""Running the examples in docstrings."""

import doctest
import importlib
import pkgutil
from types import ModuleType


def failed_and_tried(package: ModuleType) -> dict[str, tuple[int, int]]:
    """Count the examples of each module of a package and of its folders: how many failed and how many there are."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.endswith(".tests"):
            continue
        loaded = importlib.import_module(module.name)
        if module.ispkg:
            found |= failed_and_tried(loaded)
        else:
            result = doctest.testmod(loaded)
            found[module.name] = (result.failed, result.attempted)
    return found
