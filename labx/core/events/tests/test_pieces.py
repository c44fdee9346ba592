"""Hot rows are read in pieces: how many changes nothing."""

import pytest

from labx.core.events import hot
from labx.core.events.publish import NewEvent, publish_many
from labx.core.events.reader import one_snapshot
from labx.core.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("piece_bytes", [0, 1000, 32 << 20])
def test_rows_are_read_whole_whatever_the_pieces(piece_bytes, project, monkeypatch) -> None:
    monkeypatch.setattr(hot, "PIECE_BYTES", piece_bytes)
    publish_many(NewEvent("shop.sold", new_id(), project, {}, float(number)) for number in range(50))
    pieces = list(hot.copied_in_pieces("SELECT {columns} FROM events_hotevent"))
    assert sum(len(piece) for piece in pieces) == len(hot.copied("SELECT {columns} FROM events_hotevent")) == 50
    assert (len(pieces) == 1) is (piece_bytes > 10**6)
    with one_snapshot("shop.sold") as log:
        found = log.events("shop.sold").collect("pyarrow").to_native()
    assert sorted(found.column("value").to_pylist()) == [float(number) for number in range(50)]


def test_no_rows_are_one_empty_piece() -> None:
    (piece,) = hot.copied_in_pieces("SELECT {columns} FROM events_hotevent")
    assert len(piece) == 0
