"""Chains of parents and successors, which must end."""

from labx.people.organisations.errors import Loop
from labx.people.organisations.models import PublicEntity


def refuse_loop(entity: PublicEntity, field: str) -> None:
    """Raise Loop, naming the chain, when following `field` from the entity comes back to it."""
    chain = [entity]
    while (onward := getattr(chain[-1], field)) is not None:
        chain.append(onward)
        if onward.pk == entity.pk:
            raise Loop(field, chain)
