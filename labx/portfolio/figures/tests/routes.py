"""An address for each route of the figures."""

from typing import Any

from labx.portfolio.models import Claim


def prepare(world: Any) -> list[Claim]:
    """The numbers that the published project gave already."""
    return list(Claim.objects.filter(project=world.published))


EXAMPLES = {
    "figures:claim": lambda world: [{"claim": claim.pk} for claim in world.made["figures"]],
    "figures:events": lambda _world: [{"name": "portfolio.projects"}],
    "figures:share": lambda _world: [{"name": "decisao"}],
    "api:list_events": lambda _world: [{"name": "portfolio.projects"}],
}
