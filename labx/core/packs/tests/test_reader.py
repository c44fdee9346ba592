"""A pack is sound, or every problem names its file, line and key."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.core.files.archive import write_zip
from labx.core.files.entries import ArchiveRefused
from labx.core.packs import tree
from labx.core.packs.problems import PackRefused
from labx.core.packs.reader import read_archive, read_files, read_folder

ANOTHER = "  - name: caldo\n    minutes: 1\n    season: summer\n"


def encoded(files):
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}


def problems(files):
    with pytest.raises(PackRefused) as caught:
        read_files("soups", encoded(files))
    return [str(problem) for problem in caught.value.problems]


def spoilt(files, old, new, name="pack.yaml"):
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


def test_a_sound_pack_is_read(files):
    pack = read_files("soups", encoded(files))
    assert (pack.id, pack.room, pack.kind, pack.version) == ("kitchen/soups", "kitchen", "recipes", "1.0.0")
    (recipe,) = pack.content["recipes"]
    assert recipe["minutes"] == 40
    assert recipe["salt_grams"] == 2.5
    assert recipe["is_vegan"] is True
    assert recipe["rule"]["valid_to"] == "2026-12-31"
    assert recipe["note"] is None
    assert pack.texts == {"caldo.md": "# Caldo\n\nFerver.\n"}
    assert [case.line for case in pack.cases] == [2]


def test_words_of_yaml_do_not_surprise(files):
    changed = spoilt(
        files, "    season: winter", "    season: winter\n    note: [no, 1.10, 2026-01-01, 0o17, '5', 5, ~]"
    )
    pack = read_files("soups", encoded(spoilt(changed, "version: 1.0.0", "version: 1.10.0")))
    assert pack.content["recipes"][0]["note"] == ["no", 1.1, "2026-01-01", "0o17", "5", 5, None]
    assert pack.version == "1.10.0"
    assert pack.order > (1, 9, 0)


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("licence: CC-BY-4.0", "license: x", "pack.yaml:6: license: The key “license” is not known"),
        ("licence: CC-BY-4.0\n", "", "pack.yaml:1: licence: This key is missing"),
        ("licence: CC-BY-4.0", "licence:", "pack.yaml:6: licence: This key is missing or empty"),
        ("version: 1.0.0", "version: 1.0", "pack.yaml:3: version: “1.0” does not have the form of “1.0.0”"),
        ("review_by: 2027-01-31", "review_by: 31/01/2027", "pack.yaml:10: review_by: Write the date as 2026-12-31"),
        ("review_by: 2027-01-31", "review_by: 2027-02-31", "Write the date as 2026-12-31"),
        ("en: Soups}", "es: Sopas}", "title.es: The key “es” is not known. Known here: pt, en"),
        ("[pt, en]", "[pt, de]", "languages[1]: “de” is none of: pt, en"),
        ("[pt, en]", "pt", "pack.yaml:5: languages: A list is expected"),
        ("[Alguém]", "[]", "authored_by: At least 1 entries"),
        ("checked_by: []", "checked_by: [Ana]", "reviewed_on: A reviewer and the day of the review go together"),
        ("checked_by: []", "reviewed_on: 2026-01-01", "reviewed_on: A reviewer and the day of the review"),
        (
            "checked_by: []",
            "checked_by: [Ana]\nreviewed_on: 2028-01-01",
            "review_by: The next review lies before the last one",
        ),
        ("kind: recipes", "kind: novels", "kind: No room “kitchen” has packs of the kind “novels”"),
        ("minutes: 40", "minutes: '40'", "pack.yaml:13: recipes[0].minutes: A whole number"),
        ("minutes: 40", "minutes: 601", "601 is not between 1 and 600"),
        ("minutes: 40", "minutes: [40]", "recipes[0].minutes: One value is expected here"),
        ("salt_grams: 2.5", "salt_grams: 2,5", "recipes[0].salt_grams: A number is expected, with a decimal point"),
        ("salt_grams: 2.5", "salt_grams: .nan", "recipes[0].salt_grams: A number is expected"),
        ("salt_grams: 2.5", "salt_grams: 1e999", "recipes[0].salt_grams: inf is not between"),
        ("salt_grams: 2.5", "salt_grams: 0", "pack.yaml:14: recipes[0].salt_grams: Put salt in."),
        ("season: winter", "season: spring", "“spring” is none of: winter, summer"),
        ("is_vegan: true", "is_vegan: yes", "Write true or false"),
        ("steps: caldo.md", "steps: canja.md", "There is no file “canja.md”"),
        ("grade: A", "grade: D", "recipes[0].rule.grade: “D” is none of: A, A-, B, C, X"),
        ("grade: A", "grade: X", "recipes[0].rule.resolution: Grade X needs the resolution"),
        ("      source: Manual\n", "", "recipes[0].rule.source: This key is missing"),
        ("valid_to: 2026-12-31", "valid_to: 2025-12-31", "rule.valid_to: The end lies before the beginning"),
        ("    minutes", "    minutes: 3\n    minutes", "pack.yaml:14: The key “minutes” is here twice"),
        ("rule:\n", "rule: none\n    extra:\n", "recipes[0].rule: Keys are expected here: text, source"),
        (
            "  - name: caldo",
            "  - name: caldo\n    minutes: 1\n    season: summer\n  - name: caldo",
            "“caldo” is there twice",
        ),
    ],
)
def test_each_problem_names_file_line_and_key(files, old, new, expected):
    assert any(expected in problem for problem in problems(spoilt(files, old, new)))


def test_all_problems_are_told_at_once(files):
    changed = spoilt(spoilt(files, "minutes: 40", "minutes: x"), "season: winter", "season: y")
    assert len(problems(changed)) == 2


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("source: A avó", "source: &a A avó", "pack.yaml:7: Anchors"),
        ("source: A avó", "source: *a", "pack.yaml:7: Anchors"),
        ("source: A avó", "source: !!python/object/apply:os.system [x]", "pack.yaml:7: Tags"),
        ("source: A avó", "source: !secret x", "pack.yaml:7: Tags"),
        ("source: A avó", "source: " + "[" * 60, "nested deeper than 40"),
        ("source: A avó", "source: [a", "is not YAML"),
        ("source: A avó", "source: a: b: c", "pack.yaml:7: This is not YAML"),
        ("source: A avó", "? [a, b]\n: c", "A key must be one word"),
        ("recipes:", "---\nrecipes:", "pack.yaml:11: A second document"),
        ("source: A avó", "source: \x07", "is not YAML"),
    ],
)
def test_what_yaml_could_smuggle_in_is_refused(files, old, new, expected):
    assert any(expected in problem for problem in problems(spoilt(files, old, new)))


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n"])
def test_a_file_without_keys_is_refused(files, text):
    assert "must hold keys with values" in problems({**files, "pack.yaml": text})[0]


def test_a_file_that_is_too_large_is_refused(files, monkeypatch):
    monkeypatch.setattr(tree, "LARGEST_BYTES", 100)
    assert "larger than 100 bytes" in problems(files)[0]


def test_files_that_do_not_belong_or_are_not_text_are_named(files):
    changed = {**files, "run.py": "x", "b.md": "é".encode("cp1252"), "c.md": b"a\0b"}
    del changed["pack.yaml"]
    found = problems(changed)
    assert any("run.py:1: This file has no place" in problem for problem in found)
    assert any("b.md:1: This is not UTF-8" in problem for problem in found)
    assert any("c.md:1: The file holds NUL" in problem for problem in found)
    assert any("pack.yaml:1: The file is missing" in problem for problem in found)


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("cases:", "casos:", "checks.yaml:1: casos: The key “casos” is not known"),
        ("    expected: {minutes: 40}\n", "", "checks.yaml:2: cases[0].expected: This key is missing"),
        ("cases:\n", "cases: []\nx:\n", "At least 1 entries"),
    ],
)
def test_bad_checks_are_told_in_their_file(files, old, new, expected):
    assert any(expected in problem for problem in problems(spoilt(files, old, new, "checks.yaml")))


def test_checks_are_there_where_there_is_something_to_check_and_only_there(files):
    missing = {name: text for name, text in files.items() if name != "checks.yaml"}
    assert "checks.yaml:1: The file is missing" in problems(missing)[0]
    poem = {**files, "pack.yaml": files["pack.yaml"].split("recipes:\n")[0].replace("recipes", "poems") + "lines: [a]"}
    assert "have nothing to check" in problems(poem)[0]
    del poem["checks.yaml"]
    assert read_files("poems", encoded(poem)).cases == ()


def test_the_hash_is_of_what_the_pack_says_not_of_its_layout(files):
    pack = read_files("soups", encoded(files))
    same = read_files("soups", encoded(spoilt(files, "recipes:", "# a remark\r\nrecipes:")))
    other = read_files("soups", encoded(spoilt(files, "minutes: 40", "minutes: 41")))
    assert pack.sha256 == same.sha256 != other.sha256
    assert read_files("soups", encoded(spoilt(files, "Ferver.", "Fritar.", "caldo.md"))).sha256 != pack.sha256


def test_a_pack_is_overdue_from_the_day_after_its_review_date(files):
    pack = read_files("soups", encoded(files))
    assert not pack.is_overdue(datetime.date(2027, 1, 31))
    assert pack.is_overdue(datetime.date(2027, 2, 1))


def test_a_reviewer_is_named_and_none_is_invented(files):
    assert read_files("soups", encoded(files)).review_words == "not reviewed yet"
    checked = spoilt(files, "checked_by: []", "checked_by: [Ana, Rui]\nreviewed_on: 2026-05-01")
    assert read_files("soups", encoded(checked)).review_words == "reviewed by Ana, Rui on 2026-05-01"


def test_titles_fall_back_to_a_language_the_pack_has(files):
    changed = spoilt(spoilt(files, "[pt, en]", "[pt]"), ", en: Soups", "")
    changed = spoilt(changed, ", en: Boils at 100 degrees.", "")
    pack = read_files("soups", encoded(changed))
    assert (pack.title("pt-pt"), pack.title("en")) == ("Sopas", "Sopas")


def test_a_folder_and_an_archive_of_it_are_the_same_pack(tmp_path, folder, files):
    write_zip(tmp_path / "top.zip", encoded(files))
    write_zip(tmp_path / "inside.zip", {f"soups/{name}": text for name, text in encoded(files).items()})
    read = [read_folder(folder), read_archive(tmp_path / "top.zip"), read_archive(tmp_path / "inside.zip")]
    assert len({pack.sha256 for pack in read}) == 1


def test_folders_with_links_or_folders_and_no_folder_are_refused(folder, tmp_path, monkeypatch):
    with pytest.raises(PackRefused, match="no such folder"):
        read_folder(tmp_path / "nowhere")
    (folder / "more.md").symlink_to("/etc/hostname")
    with pytest.raises(PackRefused, match=r"more\.md:1: A pack holds plain files only"):
        read_folder(folder)


def test_an_archive_that_escapes_is_refused(tmp_path):
    write_zip(tmp_path / "bad.zip", {"../pack.yaml": b"x"})
    with pytest.raises(ArchiveRefused, match="leave the folder"):
        read_archive(tmp_path / "bad.zip")


@given(text=st.text(st.characters(codec="utf-8")) | st.text("{}[]:-&*!|>'\"#\n ?,ab"))
@settings(max_examples=200)
def test_no_text_breaks_the_parser(text):
    try:
        assert isinstance(tree.parse_yaml(text, "pack.yaml"), tree.Mapping)
    except tree.YamlRefused as error:
        assert error.problem.line >= 1
