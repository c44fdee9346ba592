"""From rows to indicators: counted by hand, hidden where small, the same as the house's measures."""

import pytest
from django.utils import timezone

from labx.core.events.compaction import compact_all
from labx.core.measures.compute import compute
from labx.trials.services.demo import STEPS, simulated
from labx.trials.services.indicators import INDICATORS, indicator_called
from labx.trials.services.keeping import forget, numbers_of
from labx.trials.services.numbers import Numbers
from labx.trials.services.periods import beginnings
from labx.trials.services.rows import Row
from labx.trials.services.telling import lines_of_steps, tell
from labx.trials.services.tests.making import bring, last_day, rows_of, service_of, transaction, undo

pytestmark = pytest.mark.django_db


def values(numbers: Numbers) -> dict[str, float | None]:
    return {code: series.now.value for code, series in numbers.series.items()}


def test_every_indicator_by_hand() -> None:
    service = service_of()
    bring(service, rows_of())
    found = values(numbers_of(service))
    assert found["conclusao"] == 30 / 40
    assert found["digital"] == 20 / 30
    assert found["respostas"] == 12 / 30
    assert found["custo"] == 60 / 30
    assert found["tempo"] == (5 + 34) / 2  # the middle of 5, 6 ... 34
    assert found["erros"] == 8 / 40
    assert found["balcao"] == 0
    assert found["inicio"] is None
    assert numbers_of(service).series["satisfacao"].now.why == "few"  # 9 satisfied of 12: three are not


def test_lake_and_hot_rows_give_the_same() -> None:
    service = service_of()
    bring(service, rows_of())
    hot = numbers_of(service)
    compact_all()
    forget(service)
    assert numbers_of(service).series == hot.series


@pytest.mark.parametrize("one", [one for one in INDICATORS if one.measure], ids=lambda one: one.code)
def test_a_service_whose_time_is_over_agrees_with_the_houses_measures(one) -> None:
    """Where nothing is still open, an indicator of the only service is the Measure over all."""
    service = service_of()
    bring(service, [*rows_of(), *[row for n in range(9) for row in transaction(f"x{n}", last_day(), answer=1)]])
    cell = numbers_of(service).series[one.code].now
    assert cell.value == compute(one.measure).value


def test_services_do_not_mix() -> None:
    one, other = service_of(), service_of(title="Outro")
    bring(one, rows_of())
    assert numbers_of(other).transactions == 0
    assert all(cell.why == "none" for cell in numbers_of(other).series["conclusao"].cells)


def test_now_and_before_are_the_last_whole_periods() -> None:
    service = service_of()
    bring(service, rows_of(last_day(back=1), "a"), "1")
    bring(service, [row for n in range(10) for row in transaction(f"b{n}", last_day(back=2))], "2")
    bring(service, [row for n in range(10) for row in transaction(f"c{n}", timezone.localdate(), minutes=None)], "3")
    series = numbers_of(service).series["conclusao"]
    assert (series.now.value, series.before.value) == (30 / 40, 10 / 10)


def test_by_device_and_group_small_numbers_are_hidden() -> None:
    service = service_of()
    bring(service, rows_of())
    divided = numbers_of(service).series["conclusao"].divided
    assert divided["device"]["phone"].value == 15 / 20
    assert divided["device"]["computer"].value == 15 / 20
    # Of ten older people two did not get to the end: hidden, and the others with them, for the total is shown.
    assert {cell.why for cell in divided["group"].values()} == {"few"}


def test_where_people_leave_by_step() -> None:
    service = service_of()
    rows = rows_of() + [row for n in range(6) for row in transaction(f"s{n}", last_day(), minutes=None, steps=0)]
    bring(service, rows)
    shown = [(line.label, line.value) for line in lines_of_steps(service, numbers_of(service))]
    assert shown == [("Início", 6 / 46), ("Os seus dados", 10 / 40), ("Documentos", 0 / 30)]


def test_whoever_changed_channel_is_counted_where_they_ended() -> None:
    service, day = service_of(), last_day()
    rows = [row for n in range(10) for row in transaction(f"{n}", day, minutes=None)]
    rows += [Row(event="conclusao", time=f"{day} 12:00", transaction=f"{n}", channel="balcao") for n in range(10)]
    bring(service, rows)
    assert values(numbers_of(service))["digital"] == 0


def test_of_several_answers_the_lowest_counts() -> None:
    service = service_of()
    rows = [row for n in range(10) for row in transaction(f"{n}", last_day(), answer=5)]
    rows += [Row(event="resposta", time=f"{last_day()} 21:00", transaction=f"{n}", value=1.0) for n in range(5)]
    bring(service, rows)
    assert values(numbers_of(service))["satisfacao"] == 5 / 10


def test_an_undone_file_counts_no_more() -> None:
    service = service_of()
    file = bring(service, rows_of())
    assert numbers_of(service).transactions == 40
    undo(file)
    forget(service)
    assert numbers_of(service).transactions == 0


def test_numbers_are_kept_for_a_minute(django_assert_num_queries) -> None:
    service = service_of()
    bring(service, rows_of())
    first = numbers_of(service)
    with django_assert_num_queries(1):  # where it is kept
        assert numbers_of(service) == first


def test_a_code_that_no_longer_is_a_group_stands_with_the_unknown() -> None:
    service = service_of()
    bring(service, [row for n in range(10) for row in transaction(f"{n}", last_day())])
    service.groups = []
    service.edition += 1
    divided = numbers_of(service).series["conclusao"].divided["group"]
    assert divided[""].of == 10


def test_the_simulation_says_what_was_put_in() -> None:
    """On computers 72 in 100 finish, on phones 52, and 64 with the new form; older people 10 fewer."""
    service = service_of(groups=[["ate-29", "a"], ["30-54", "b"], ["55-mais", "c"]], steps=STEPS)
    days = beginnings("month", timezone.localdate(), 14)
    bring(service, simulated(days))
    numbers = numbers_of(service)
    by_device = numbers.series["conclusao"].divided["device"]
    assert by_device["computer"].value == pytest.approx(0.71, abs=0.15)
    assert by_device["phone"].value == pytest.approx(0.63, abs=0.15)
    assert len(tell(service, numbers)) == 8
    assert simulated(days) == simulated(days)


def test_an_unknown_indicator_is_the_first() -> None:
    assert indicator_called("nada") is INDICATORS[0]
    assert indicator_called("custo").unit == "EUR"


def test_the_day_of_a_week_series() -> None:
    service = service_of(period="week", allowed_hours=24)
    bring(service, rows_of(last_day("week")))
    assert numbers_of(service).series["conclusao"].now.value == 30 / 40
    assert numbers_of(service).days[-1].weekday() == 0
