"""The demonstration: invented, said to be so, loaded once."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.core.actors import system
from labx.people.demo import create_demo_accounts
from labx.portfolio.collaboration.demo import ANNOUNCEMENT, load
from labx.portfolio.collaboration.models import Attachment, Comment, Task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("has_people", [True, False])
def test_it_loads_once_with_or_without_people_and_says_that_it_is_invented(settings, tmp_path, has_people) -> None:
    settings.MEDIA_ROOT = tmp_path
    if has_people:
        create_demo_accounts()
    for _time in range(2):
        load(None, by=system("demo"))
    assert (Comment.objects.count(), Task.objects.count(), Attachment.objects.count()) == (2, 3, 1)
    assert [task.is_overdue for task in Task.objects.order_by("made_at")] == [True, False, False]
    register = Client().get(reverse("catalogue:running")).content.decode()
    assert ANNOUNCEMENT["where"] in register and "inventado" in register
