"""The one API: core's operations and those of every room that has any."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from labx.core import policy
from labx.core.api.operations import router as core_router
from labx.core.api.permit import TokenOrSession
from labx.core.api.problems import tell_problems
from labx.core.rooms import rooms

VERSION = "1"
DESCRIPTION = "The same permissions as the pages. Errors are problems (RFC 9457). Times are ISO 8601 with their offset."


class UnguardedOperation(RuntimeError):
    """An operation declares no permission, so it is not mounted."""


def build_api() -> NinjaAPI:
    api = NinjaAPI(
        title=settings.LABX_NAME,
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
        auth=TokenOrSession(),
    )
    tell_problems(api)
    mount(api, "core", core_router)
    for room in rooms():
        if room.api:
            mount(api, room.name, import_string(room.api))
    return api


def mount(api: NinjaAPI, room: str, router: Router) -> None:
    """Add a room's router, refused when any of its operations says no permission."""
    for path, operation in operations_of(router, f"/api/{room}"):
        name = getattr(operation.view_func, "permission", None)
        if name is None:
            where = f"{operation.methods[0]} {path} ({operation.view_func.__qualname__})"
            raise UnguardedOperation(f"{where} has no permission. Write @permit(...) under the router's decorator.")
        operation.openapi_extra = {**(operation.openapi_extra or {}), "x-permission": policy.permission(name).name}
        view = operation.view_func
        operation.auth_param = TokenOrSession(name, view.finds_record, is_open=view.is_open)
        operation.auth_callbacks = [operation.auth_param]
    api.add_router(f"/{room}", router)


def operations_of(router: Router, prefix: str) -> Iterator[tuple[str, Any]]:
    for path, view in router.path_operations.items():
        for operation in view.operations:
            yield prefix + path, operation
    for child_prefix, child, _tags in router._routers:
        yield from operations_of(child, prefix + child_prefix)


api = build_api()


@cache
def schema() -> OpenAPISchema:
    """The whole interface in OpenAPI: a third of a second to put together, and always the same."""
    return api.get_openapi_schema()
