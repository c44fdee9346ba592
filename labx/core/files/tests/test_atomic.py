"""A file is there whole or not at all."""

import pytest

from labx.core.files.atomic import safe_write
from labx.core.files.uploads import UploadRefused, keep


def broken_pieces():
    yield b"half"
    raise RuntimeError("the power went")


def test_a_file_is_replaced_whole_and_with_its_mode(tmp_path):
    path = tmp_path / "deep" / "file"
    assert safe_write(path, b"old") == 3
    assert safe_write(path, [b"ne", b"w!"], mode=0o600) == 4
    assert path.read_bytes() == b"new!"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(tmp_path):
    path = tmp_path / "file"
    safe_write(path, b"old")
    with pytest.raises(RuntimeError, match="power"):
        safe_write(path, broken_pieces())
    assert [found.read_bytes() for found in tmp_path.iterdir()] == [b"old"]


def test_an_upload_is_kept_as_it_came_under_its_own_hash(tmp_path):
    first = keep([b"a;", b"b"], name="dados.csv", folder=tmp_path)
    second = keep([b"a;b"], name="outra vez.csv", folder=tmp_path)
    assert first.path == second.path == tmp_path / first.sha256[:2] / first.sha256
    assert first.path.read_bytes() == b"a;b"
    assert (first.name, first.size_bytes) == ("dados.csv", 3)


@pytest.mark.parametrize("pieces, why", [([], "is empty"), ([b"x" * 700_000] * 2, "larger than the 1 MB")])
def test_an_upload_that_cannot_be_kept_says_why_and_leaves_nothing(tmp_path, pieces, why):
    with pytest.raises(UploadRefused, match=f"“a.csv” .*{why}|“a.csv” {why}"):
        keep(pieces, name="a.csv", folder=tmp_path, limit_bytes=1024**2)
    assert list(tmp_path.iterdir()) == []
