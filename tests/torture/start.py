"""Start one process of the torture: Django first, then the module that is named."""

import importlib
import sys

from tests.torture.room import join

if __name__ == "__main__":
    join()
    importlib.import_module(f"tests.torture.{sys.argv[1]}").main(*sys.argv[2:])
