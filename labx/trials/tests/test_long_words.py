"""A plan whose words a published number has no room for is refused before it is frozen, not after."""

import pytest

from labx.portfolio.actions import protocols
from labx.trials import queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import LONGEST, LONGEST_TEXT, BadPlan
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import WHO

pytestmark = pytest.mark.django_db
LABELS = {"outcome_unit": LONGEST["outcome_unit"], "outcome_label": LONGEST_TEXT, "tried_label": LONGEST_TEXT}


@pytest.mark.parametrize(("field", "most"), LABELS.items())
def test_longer_words_are_not_frozen(field, most):
    draft = making.draft_of(making.project_of(), **{field: "x" * (most + 1)})
    with pytest.raises(BadPlan) as refused:
        protocols.freeze_protocol(by=WHO, protocol=draft)
    assert [place for place, _what in refused.value.problems] == [field]


def test_the_longest_words_can_be_published():
    trial = making.trial_of(**{field: "x" * most for field, most in LABELS.items()})
    importing.bring_in(by=WHO, dataset=making.kept(trial), mapping=Mapping(**making.MAPPING))
    told = tell(queries.latest_analysis(trial))
    claim = conclusions.publish_finding(by=WHO, told=told, evidence=conclusions.record_finding(by=WHO, told=told))
    assert (len(claim.unit), len(claim.indicator)) == (60, 200)
