"""Someone at a desk, and cases as pages carry them."""

import re
from html import unescape

from labx.desks.sealing import CaseFile, open_case
from labx.desks.tests.bereavement import pack

DESK = "/balcoes/bereavement-pt/"
FIRST = {
    "deceased-stage": "person",
    "death-date": "10/02/2026",
    "death-region": "mainland",
    "death-cause": "illness",
    "death-registered": "false",
    "asker-relation": "spouse",
}


def text_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def case_in(answer) -> str:
    return re.search(r'name="case" value="([^"]*)"', answer.content.decode()).group(1)


class Visitor:
    """Someone at the desk: each page is made from the one before."""

    def __init__(self, client, desk=DESK):
        self.client, self.desk = client, desk
        self.page = client.get(desk)

    def send(self, go, **fields):
        self.page = self.client.post(self.desk, {"case": case_in(self.page), "go": go, **fields})
        assert self.page.status_code == 200
        return self.page

    @property
    def text(self):
        return text_of(self.page)

    @property
    def fact(self):
        return re.search(r'name="fact" value="([^"]*)"', self.page.content.decode()).group(1)

    def case(self):
        return open_case(case_in(self.page), f"desks/{self.desk.split('/')[2]}")


def sealed(**parts) -> str:
    return CaseFile(**{"pack": "desks/bereavement-pt", "version": pack().version, **parts}).seal()


def plan_page(client, answers, **parts):
    return client.post(DESK, {"case": sealed(answers=answers, **parts), "go": "plan"})
