"""Someone at a desk who keeps the case, and cases kept by actions."""

import re

from labx.core.actors import ANONYMOUS
from labx.desks.saved.actions import cases
from labx.desks.saved.resuming import content_of
from labx.desks.sealing import CaseFile
from labx.desks.tests.visiting import DESK, Visitor, text_of

PIN, OTHER = "604175", "918264"
ANSWERS = {"deceased.stage": "person", "death.date": "2026-02-10", "estate.weapon": True}
CODE = re.compile(r"(?:[A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}")


class Keeper(Visitor):
    """A visitor who keeps the case as soon as there is something in it."""

    def keep(self, pin=PIN, **answers):
        self.send("first", **{name.replace(".", "-"): value for name, value in answers.items()})
        self.send("saved-keep", pin=pin, again=pin)
        self.code = CODE.search(self.text)[0]
        return self.code

    def open(self, code, pin=PIN, **more):
        self.page = self.client.post(DESK, {"case": empty(), "go": "saved-open", "code": code, "pin": pin}, **more)
        return self.page


def empty() -> str:
    return CaseFile("desks/bereavement-pt", "1.0.0").seal()


def case_of(**parts) -> CaseFile:
    return CaseFile(**{"pack": "desks/bereavement-pt", "version": "1.0.0", "answers": dict(ANSWERS), **parts})


def kept(pin=PIN, **parts):
    """A case kept by the action, as the pages do it, and the held key."""
    from labx.core.packs.library import packs
    from labx.desks.views import Conversation

    conversation = Conversation(None, packs()["desks/bereavement-pt"])
    conversation.case = case_of(**parts)
    content = content_of(conversation.case, conversation.told())
    return cases.keep_case(by=ANONYMOUS, content=content, pin=pin)


def opened(rf, code, pin=PIN, address="192.0.2.1"):
    """As a request from that network opens it."""
    return cases.open_case(by=ANONYMOUS, code=code, pin=pin, request=rf.post("/", REMOTE_ADDR=address))


__all__ = ["ANSWERS", "CODE", "DESK", "OTHER", "PIN", "Keeper", "case_of", "empty", "kept", "opened", "text_of"]
