"""An action: one write, one transaction, permission asked first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction


def action(function: Callable[..., Any]) -> Callable[..., Any]:
    """Runs in one transaction. Actions are keyword-only, take `by` first, ask the policy, leave an audit entry."""

    @wraps(function)
    def run(**arguments: Any) -> Any:
        with transaction.atomic():
            return function(**arguments)

    return run
