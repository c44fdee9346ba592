"""What is told of a pack of procedures that was spoilt on purpose."""

import pytest
from django.utils import translation

from labx.core.packs.pack import Pack
from labx.core.packs.problems import PackRefused
from labx.core.packs.reader import read_files
from labx.desks.cases import run_case
from labx.desks.packs import key_of
from labx.desks.proofs import prove
from labx.desks.tests.bereavement import pack

SMALL = """\
id: desks/bicycle
kind: procedures
version: 1.0.0
title: {en: A bicycle}
languages: [en]
licence: CC-BY-4.0
source: Nobody
authored_by: [Somebody]
checked_by: []
review_by: 2027-01-31
first_questions: [bought]
human_exits: [{title: {en: At the shop}, text: {en: Ask there.}, source: Nobody, grade: A}]
facts:
  - name: bought
    type: date
    label: {en: Day it was bought}
    question: {en: When was it bought?}
    why: {en: Days count from then.}
  - name: stolen
    type: bool
    label: {en: Stolen}
    question: {en: Was it stolen?}
    why: {en: The police want to know.}
documents:
  - {name: bill, label: {en: Bill}}
procedures:
  - name: tell-the-police
    title: {en: Tell the police}
    phase: hours
    applies: stolen
    when: {en: When it was stolen.}
    what: {en: Call them.}
    documents: [bill]
    source: Nobody
    grade: A
    time_limits:
      - limit: legal
        text: {en: In a week.}
        source: Nobody
        grade: A
        readings:
          - {from: [bought], counting: days, amount: 7}
"""
CHECKS = """\
cases:
  - name: Stolen on the first day
    input: {answers: {bought: 2026-01-01, stolen: true}}
    expected: {tell-the-police: {by: ["2026-01-08"]}}
"""


LETTER = """\
letter_fields:
  - {name: your-name, kind: line, label: {en: Your name}}
letters:
  - name: shop
    title: {en: To the shop}
    procedures: [tell-the-police]
    says: {en: It tells the shop.}
    text: shop.md
    source: Nobody
    grade: A
    fields:
      - {name: day, kind: date, label: {en: Day}, fact: bought}
"""
SHOP = "I, {your-name}, bought it on {day}.\n\n{signature}, {today}\n"


def read(body: str, **files: str) -> Pack:
    texts = {"pack.yaml": body, "checks.yaml": CHECKS, **{f"{name}.md": text for name, text in files.items()}}
    return read_files("bicycle", {name: text.encode() for name, text in texts.items()})


def problems_of(body: str) -> list[str]:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        read(body)
    return [str(problem) for problem in refused.value.problems]


def test_the_small_pack_is_sound_and_knows_nothing_of_death():
    found = read(SMALL)
    assert run_case(found, found.cases[0].input)["tell-the-police"]["by"] == ["2026-01-08"]
    assert prove(found).problems == ()


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "applies: stolen",
            "applies: stollen",
            "pack.yaml:28: procedures[0].applies: 1:1: “stollen” is no fact. Write one of: stolen.",
        ),
        (
            "applies: stolen",
            "applies: bought > 3",
            "pack.yaml:28: procedures[0].applies: 1:1: A date is compared with a number. "
            "Compare values of the same kind.",
        ),
        (
            "applies: stolen",
            "applies: stolen &&",
            "pack.yaml:28: procedures[0].applies: 1:8: This is no CEL expression. "
            "Look for a missing bracket, quotation mark or operator.",
        ),
        (
            "first_questions: [bought]",
            "first_questions: [sold]",
            "pack.yaml:11: first_questions[0]: “sold” is not declared.",
        ),
        ("documents: [bill]", "documents: [key]", "pack.yaml:31: procedures[0].documents: “key” is not declared."),
        (
            "documents: [bill]",
            "documents: [bill]\n    authority: police",
            "pack.yaml:31: procedures[0].authority: “police” is not declared.",
        ),
        (
            "    question: {en: Was it stolen?}\n",
            "",
            "pack.yaml:17: facts[1].question: Say what is asked, and why.",
        ),
        (
            "from: [bought]",
            "from: [sold]",
            "pack.yaml:31: procedures[0].from: “sold” is not declared. Correct the name.",
        ),
    ],
)
def test_each_fault_names_its_line_and_cure(right, wrong, told):
    (found,) = problems_of(SMALL.replace(right, wrong))
    assert found.partition(": ")[2] == told.partition(": ")[2]


def test_faults_are_told_in_portuguese_too():
    with translation.override("pt"), pytest.raises(PackRefused) as refused:
        read(SMALL.replace("applies: stolen", "applies: stollen"))
    assert "“stollen” não é um facto. Escreva um destes: stolen." in str(refused.value)


def test_a_table_of_two_values_on_one_day_is_refused():
    rows = (
        "tables:\n  - name: fee\n    label: {en: Fee}\n    key: '\"fee\"'\n    day: bought\n    rows:\n"
        "      - {code: fee, value: 1, source: Nobody, grade: A}\n"
        "      - {code: fee, value: 2, valid_from: 2026-01-01, source: Nobody, grade: A}\n"
    )
    (found,) = problems_of(SMALL.replace("documents:\n", rows + "documents:\n", 1))
    assert "In “fee: fee” two periods hold on 2026-01-01." in found


def proved(body: str) -> list[str]:
    with translation.override("en"):
        return list(prove(read(body)).problems)


def test_proofs_tell_what_does_not_hold():
    second = (
        SMALL[SMALL.index("  - name: tell-the-police") :]
        .replace("tell-the-police", "weep")
        .replace("applies: stolen", "applies: stolen && bought > bought\n    excludes: [tell-the-police]")
    )
    assert proved(SMALL + second) == ["“weep” applies in none of the generated cases."]
    assert proved(SMALL.replace("applies: stolen", 'applies: "true"')) == ["The answer to “stolen” changes no plan."]
    both = second.replace("stolen && bought > bought", "stolen")
    assert proved(SMALL + both) == ["“tell-the-police” and “weep” exclude each other and apply together."]
    always = SMALL.replace("applies: stolen", "applies: stolen || !stolen")
    assert proved(always) == [
        "“tell-the-police” has a condition and applies in every generated case.",
        "The answer to “stolen” changes no plan.",
    ]


def test_proofs_tell_of_texts_and_dates():
    assert proved(SMALL.replace("Call them.", "Call them! What a journey.")) == [
        "“!” has no place in “tell-the-police” (en).",
        "“journey” has no place in “tell-the-police” (en).",
    ]
    early = "counting: yearly, amount: 0, opens: 01-01, closes: 01-31"
    assert proved(SMALL.replace("counting: days, amount: 7", early)) == [
        "A time limit of “tell-the-police” ends before 2020-02-01, on which it begins."
    ]
    table = (
        'tables:\n  - name: fee\n    label: {en: Fee}\n    key: \'stolen ? "much" : "little"\'\n    day: bought\n'
        "    rows:\n      - {code: much, value: 1, valid_to: 2030-12-31, source: Nobody, grade: A}\n"
    )
    assert proved(SMALL.replace("documents:\n", table + "documents:\n", 1)) == [
        "The table “fee” says nothing of “much” on 2031-01-01.",
        "The table “fee” has no row for “little”.",
    ]


def proved_letter(text: str = SHOP, letter: str = LETTER) -> list[str]:
    with translation.override("en"):
        return list(prove(read(SMALL + letter, shop=text)).problems)


def test_a_letter_says_what_it_uses():
    assert proved_letter() == []
    assert proved_letter(SHOP.replace("{day}", "{moon}")) == [
        "The letter “shop” uses “moon”, which is no field.",
        "The field “day” of the letter “shop” is not used, or all letters share it.",
    ]
    assert proved_letter(SHOP.replace("{your-name}", "Bob")) == ["No letter uses the field “your-name”."]
    assert proved_letter(SHOP.replace("bought it", "congratulations!")) == [
        "“congratulations” has no place in “shop” (pt).",
        "“!” has no place in “shop” (pt).",
    ]
    assert proved_letter(letter=LETTER.replace("It tells the shop.", "It tells the shop!")) == [
        "“!” has no place in “shop” (en)."
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("procedures: [tell-the-police]", "procedures: [sing]", "letters[0].procedures: “sing” is not declared."),
        ("fact: bought", "fact: sold", "letters[0].fields[0].fact: “sold” is not declared."),
        ("fact: bought", "table: fees", "letters[0].fields[0].table: “fees” is not declared."),
        ("text: shop.md", "text: mill.md", "letters[0].text: There is no file “mill.md” in the pack."),
        (
            "says: {en: It tells the shop.}",
            "checked_by: [Ann]\n    says: {en: It tells the shop.}",
            "letters[0].reviewed_on: A reviewer and the day of the review go together: give both or neither.",
        ),
    ],
)
def test_each_fault_of_a_letter_names_its_place(right, wrong, told):
    assert right in LETTER
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        read(SMALL + LETTER.replace(right, wrong), shop=SHOP)
    assert [str(problem).partition(": ")[2] for problem in refused.value.problems] == [told]


def test_a_question_that_nothing_settles_stays_open():
    gate = '    why: {en: The police want to know.}\n    asked_if: bought > date("2026-01-01")\n'
    assert proved(SMALL.replace("    why: {en: The police want to know.}\n", gate)) == [
        "After every answer it is still open whether “tell-the-police” applies."
    ]


def test_hard_texts_are_found():
    hard = (
        "A inexistência de comprovativos documentalmente verificáveis impossibilita a concretização de procedimentos "
        "administrativos subsequentes relativamente à generalidade dos beneficiários potenciais"
    )
    body = SMALL.replace("languages: [en]", "languages: [pt]").replace("{en: ", "{pt: ")
    with translation.override("en"):
        (problem,) = prove(read(body.replace("Call them.", hard))).problems
    assert problem.startswith("“tell-the-police” asks for school grade ") and problem.endswith("; at most 8.")


def test_places_become_keys_of_the_pack():
    assert key_of("procedures[3]: applies: 1:12") == "procedures[3].applies"


def test_cases_of_people_that_cannot_be_are_told():
    case = {"role": "head-of-estate", "people": [{"name": "Zé", "relation": "friend"}], "day": "2026-03-02"}
    assert run_case(pack(), case) == {"refused": "“{name}” is no relation."}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("relations: [child]", "relations: [cousin]", "roles[0].order: “cousin” is not declared. Correct the name."),
        ("[{name: kind,", "[{name: good,", "roles[0].trait_labels: “good” is not declared."),
        ("day: bought", "day: sold", "roles[0].day: “sold” is not declared."),
    ],
)
def test_a_role_that_names_what_it_does_not_declare_is_refused(right, wrong, told):
    role = (
        "roles:\n  - name: helper\n    label: {en: Helper}\n    traits: [kind]\n    day: bought\n"
        "    trait_labels: [{name: kind, label: {en: Is kind.}}]\n"
        "    relations: [{name: child, degree: 1, label: {en: Child}}]\n"
        "    order: [{because: near, text: {en: Who is near.}, relations: [child]}]\n    source: Nobody\n    grade: A\n"
    )
    assert read(SMALL.replace("documents:\n", role + "documents:\n", 1)).content["roles"]
    found = problems_of(SMALL.replace("documents:\n", role.replace(right, wrong) + "documents:\n", 1))
    assert any(told in one for one in found), found
