"""Archives from outside: everything unsafe is refused, with its name, before it is unpacked."""

import gzip
import io
import os
import stat
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.files.archive import Archive, write_zip
from labx.core.files.entries import ArchiveRefused, Entry, EntryCheck, Limits, name_flaw

SMALL = Limits(archive_bytes=10_000_000, total_bytes=5_000_000, entry_bytes=3_000_000, entries=5, ratio=50, depth=2)


def make_zip(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def make_tar(path, members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def tar_member(name, kind=tarfile.REGTYPE, target=""):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def refusal(path, limits=SMALL):
    with pytest.raises(ArchiveRefused) as caught, Archive(path, limits):
        pass
    assert path.name in str(caught.value)
    assert "Nothing was unpacked" in str(caught.value)
    return caught.value.why


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_plain_tar_is_read(tmp_path, mode):
    members = [(tar_member("a", tarfile.DIRTYPE), b""), (tar_member("a/b.txt"), b"two"), (tar_member("c.txt"), b"")]
    with Archive(make_tar(tmp_path / "plain.tar", members, mode), SMALL) as archive:
        assert archive.names == ["a/b.txt", "c.txt"]
        assert archive.read("a/b.txt") == b"two"
        assert archive.read("c.txt") == b""


def test_a_plain_zip_is_unpacked_below_its_folder(tmp_path):
    with Archive(make_zip(tmp_path / "plain.zip", [("a/", b""), ("a/é.txt", b"um"), ("b.txt", b"dois")])) as archive:
        written = archive.extract_to(tmp_path / "out")
    assert {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes() for path in written} == {
        "a/é.txt": b"um",
        "b.txt": b"dois",
    }
    with Archive(tmp_path / "plain.zip") as archive, pytest.raises(ArchiveRefused, match="not empty"):
        archive.extract_to(tmp_path / "out")


def test_a_zip_of_ours_depends_on_names_and_contents_only(tmp_path):
    write_zip(tmp_path / "one.zip", {"b": b"2", "a": b"1"})
    write_zip(tmp_path / "two.zip", {"a": b"1", "b": b"2"})
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    "name, why",
    [
        ("../out.txt", "leave the folder"),
        ("a/../../out.txt", "leave the folder"),
        ("/etc/passwd", "absolute"),
        ("C:/out.txt", "absolute"),
        ("a\\..\\out.txt", "backslash"),
        ("a/./b", "empty part"),
        ("a//b", "empty part"),
        ("a\u202eb", "invisible"),
        ("a /b", "space or a dot"),
        ("a./b", "space or a dot"),
        ("a/b/c/d", "deeper than 2"),
        ("é" * 200, "longer than 255 bytes"),
    ],
)
def test_names_that_escape_or_deceive_are_refused_in_both_kinds(tmp_path, name, why):
    assert why in refusal(make_zip(tmp_path / "bad.zip", [("ok.txt", b""), (name, b"x")]))
    assert why in refusal(make_tar(tmp_path / "bad.tar.gz", [(tar_member(name), b"x")]))


@given(st.text(max_size=40))
def test_an_admitted_name_always_stays_below_its_folder(name):
    if not name_flaw(name, Limits()):
        assert os.path.normpath(f"/folder/{name}") == "/folder/" + name.removesuffix("/")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    path = make_tar(tmp_path / "bad.tar.gz", [(tar_member("link", kind, "/etc/passwd"), b"")])
    assert "link, a device or a pipe" in refusal(path)


def test_a_link_in_a_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link, a device or a pipe" in refusal(make_zip(tmp_path / "bad.zip", [(link, b"/etc/passwd")]))


@pytest.mark.parametrize(
    "names", [["a.txt", "A.txt"], ["é", "e\u0301"], ["a", "a/b"], ["a/b", "a"], ["straße", "STRASSE"]]
)
def test_names_that_one_file_system_takes_for_one_are_refused(tmp_path, names):
    why = refusal(make_zip(tmp_path / "bad.zip", [(name, b"") for name in names]))
    assert "twice" in why or "inside a file" in why


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path):
    assert "twice" in refusal(make_zip(tmp_path / "bad.zip", [("a", b"1"), ("a", b"2")]))


def test_a_folder_may_be_listed_twice():
    check = EntryCheck("a.zip", SMALL)
    for _ in range(2):
        check.admit(Entry("a/", 0, 0, is_folder=True))
    assert check.count == 2


@pytest.mark.parametrize(
    "entries, why",
    [
        ([("bomb", b"0" * 2_500_000)], "grows more than 50 times"),
        ([(str(number), b"") for number in range(6)], "more than 5 entries"),
        ([("big", os.urandom(3_100_000))], "larger than 3000000 bytes"),
        ([(str(number), os.urandom(1_800_000)) for number in range(3)], "over 5000000 bytes"),
    ],
)
def test_each_limit_is_named(tmp_path, entries, why):
    assert why in refusal(make_zip(tmp_path / "bomb.zip", entries))


def test_an_archive_that_is_itself_too_large_is_not_opened(tmp_path):
    path = make_zip(tmp_path / "large.zip", [("a", os.urandom(2_000))])
    assert "larger than 1000 bytes" in refusal(path, Limits(archive_bytes=1_000))


def test_a_compressed_tar_is_not_unpacked_past_its_limit(tmp_path):
    path = tmp_path / "bomb.tar.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(20):
            file.write(bytes(1_000_000))
    assert "unpacks to more than" in refusal(path)


def test_a_zip_that_lies_about_a_size_is_refused_while_reading(tmp_path):
    path = make_zip(tmp_path / "liar.zip", [("a", b"0123456789")])
    lie = path.read_bytes().replace((10).to_bytes(4, "little"), (4).to_bytes(4, "little"))
    path.write_bytes(lie)
    with Archive(path) as archive, pytest.raises(ArchiveRefused, match="entry “a”"):
        archive.read("a")


def test_an_encrypted_or_exotic_zip_is_refused(tmp_path):
    path = tmp_path / "exotic.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"x" * 100)
    assert "other than deflate" in refusal(path)
    plain = bytearray(make_zip(path, [("a", b"x")]).read_bytes())
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(plain)
    assert "encrypted" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"just text", b"PK\x03\x04 but no zip", b"\x1f\x8b but no gzip", b"\0" * 99])
def test_what_is_no_archive_says_so(tmp_path, content):
    path = tmp_path / "what.zip"
    path.write_bytes(content)
    assert "neither a zip nor a tar" in refusal(path)


def test_a_damaged_entry_is_named(tmp_path):
    path = make_zip(tmp_path / "hurt.zip", [("a", os.urandom(500))])
    hurt = bytearray(path.read_bytes())
    hurt[100] ^= 0xFF
    path.write_bytes(hurt)
    with Archive(path) as archive, pytest.raises(ArchiveRefused, match="entry “a”: is damaged"):
        archive.read("a")
