"""The arithmetic of the chain: every changed bit, every missing or moved entry is found and named."""

import random
from dataclasses import dataclass

import pytest

from labx.core.audit.chain import START, Link, content_of, digest_of, faults, hash_of, truncation

LENGTH = 10_000


def made_chain(length: int) -> list[Link]:
    links: list[Link] = []
    for position in range(1, length + 1):
        payload, salt = f'{{"why":"reason {position}"}}'.encode(), position.to_bytes(16, "big")
        digest = digest_of(salt, payload)
        previous = links[-1].hash if links else START
        content = content_of(position=position, id=f"id-{position}", actor="account:7", payload=digest.hex())
        hashed = hash_of(previous, content)
        links.append(Link(position, f"id-{position}", content, previous, hashed, digest, salt, payload))
    return links


CHAIN = made_chain(LENGTH)
SEALED = ("content", "previous", "hash", "salt", "payload")


@dataclass(frozen=True)
class Flip:
    index: int
    field: str
    bit: int

    def made(self) -> Link:
        value = bytearray(getattr(CHAIN[self.index], self.field))
        value[self.bit // 8] ^= 1 << self.bit % 8
        return CHAIN[self.index]._replace(**{self.field: bytes(value)})

    def named(self) -> tuple[int, str, str]:
        """What verification says, given the changed entry and its two neighbours: judging takes no more."""
        before = CHAIN[self.index - 1] if self.index else None
        found = list(faults([self.made(), *CHAIN[self.index + 1 : self.index + 2]], before=before))
        assert len(found) == 1, (self, found)
        return found[0].position, found[0].id, found[0].field


def flips(index: int):
    for field in SEALED:
        for bit in range(8 * len(getattr(CHAIN[index], field))):
            yield Flip(index, field, bit)


def assert_named(flip: Flip) -> None:
    position, identifier, field = flip.named()
    assert (position, identifier) == (flip.index + 1, f"id-{flip.index + 1}")
    if flip.index + 1 < LENGTH:
        assert field == ("payload" if flip.field == "salt" else flip.field)


def test_a_chain_of_ten_thousand_is_whole():
    assert list(faults(CHAIN)) == []


@pytest.mark.parametrize("index", [0, 1, 4_999, 9_998, 9_999])
def test_every_bit_of_an_entry_is_found_and_named(index):
    for flip in flips(index):
        assert_named(flip)


def test_bits_drawn_over_the_whole_chain_are_found_and_named():
    draw = random.Random(20_260_101)
    for _ in range(20_000):
        index, field = draw.randrange(LENGTH), draw.choice(SEALED)
        assert_named(Flip(index, field, draw.randrange(8 * len(getattr(CHAIN[index], field)))))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_every_bit_of_every_entry_is_found_and_named(part):
    for index in range(part, LENGTH, 20):
        for flip in flips(index):
            assert_named(flip)


def test_a_flipped_bit_is_found_by_reading_the_whole_chain_too():
    flip = Flip(6_000, "content", 77)
    changed = [*CHAIN[:6_000], flip.made(), *CHAIN[6_001:]]
    assert [(fault.position, fault.field) for fault in faults(changed)] == [(6_001, "content")]


def test_a_removed_entry_is_named_by_its_place():
    found = list(faults([*CHAIN[:41], *CHAIN[42:100]]))
    assert [(fault.position, fault.field) for fault in found] == [(42, "entry")]
    assert "41 is followed by 43" in found[0].message


def test_the_first_entries_cannot_be_removed():
    assert [fault.position for fault in faults(CHAIN[2:10])] == [1, 2]


def test_swapped_entries_are_both_named():
    swapped = list(CHAIN[:20])
    swapped[5] = CHAIN[9]._replace(position=6, content=CHAIN[9].content.replace(b'"position":10', b'"position":6'))
    swapped[9] = CHAIN[5]._replace(position=10, content=CHAIN[5].content.replace(b'"position":6', b'"position":10'))
    assert [fault.position for fault in faults(swapped)] == [6, 10]


def test_entries_out_of_order_are_named():
    assert [(fault.position, fault.field) for fault in faults([CHAIN[0], CHAIN[2], CHAIN[1]])] == [
        (2, "entry"),
        (2, "position"),
    ]


def test_an_entry_rewritten_with_a_fitting_hash_breaks_the_next():
    content = CHAIN[10].content.replace(b"account:7", b"account:8")
    rewritten = CHAIN[10]._replace(content=content, hash=hash_of(CHAIN[10].previous, content))
    found = list(faults([*CHAIN[:10], rewritten, *CHAIN[11:20]]))
    assert [(fault.position, fault.field) for fault in found] == [(12, "previous")]


def test_an_erased_payload_is_fine_only_when_an_erasure_names_it():
    gone = [CHAIN[0], CHAIN[1]._replace(payload=None, salt=None), CHAIN[2]]
    assert list(faults(gone, frozenset({"id-2"}))) == []
    assert [(fault.position, fault.field) for fault in faults(gone)] == [(2, "payload")]


def test_every_truncation_behind_a_checkpoint_names_what_is_missing():
    checkpoint, seen = 200, CHAIN[199].hash
    for last in range(200):
        last_hash = CHAIN[last - 1].hash if last else START
        found = [fault.position for fault in truncation(last, last_hash, checkpoint, seen)]
        assert found == list(range(last + 1, 201))
    assert list(truncation(200, seen, checkpoint, seen)) == []


def test_a_chain_rewritten_whole_does_not_meet_its_checkpoint():
    found = list(truncation(200, CHAIN[198].hash, 200, CHAIN[199].hash))
    assert [(fault.position, fault.field) for fault in found] == [(200, "hash")]


def test_every_field_is_in_what_is_hashed():
    fields = {"position": 1, "id": "a", "actor": "b", "project": None}
    changed = [
        {**fields, name: other} for name, other in [("position", 2), ("id", "x"), ("actor", "x"), ("project", "")]
    ]
    assert len({content_of(**version) for version in [fields, *changed]}) == 5
