"""Every pack of the project is sound and all its checks hold; a new pack needs no new test."""

import pytest

from labx.core.packs.checks import run_checks, run_proofs
from labx.core.packs.library import pack_folders, packs, read_in_place
from labx.core.packs.reader import schema_of

FOLDERS = list(pack_folders())


def test_there_are_packs():
    assert len(packs()) == len(FOLDERS) >= 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_the_pack_is_sound_and_its_checks_hold(folder):
    pack = read_in_place(folder)
    results = list(run_checks(pack, schema_of(pack)))
    assert {result.case.name: result.differences for result in results if not result.holds} == {}
    assert len(results) == len(pack.cases)
    assert run_proofs(pack, schema_of(pack)).problems == ()
