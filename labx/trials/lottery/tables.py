"""The list of a lottery that draws everyone at once."""

from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Table
from labx.trials.lottery.allocating import group_label
from labx.trials.plan.shape import Plan


def drawn_table(plan: Plan) -> Table:
    """Every unit of the plan's list with its group; of pairs, which pair it is of."""
    pairs = {code: place // 2 + 1 for place, code in enumerate(plan.randomisation.listed)}
    pair = Column(key="pair", label=_("Pair"), kind="number", value=lambda one: pairs.get(one.stratum), sortable=False)
    is_paired = plan.randomisation.scheme == "pairs"
    return Table(
        name="sorteio",
        caption=_("Who got what"),
        noun=(_("unit"), _("units")),
        columns=(
            Column(key="number", label=_("Number"), kind="number"),
            *((pair,) if is_paired else ()),
            Column(key="stratum", label=_("Code")),
            Column(key="arm", label=_("Group"), value=lambda one: group_label(plan, one.arm)),
        ),
        order="number",
        empty=Empty(title=_("Nothing is drawn yet"), text=_("The list of the plan is drawn whole, once and for good.")),
    )
