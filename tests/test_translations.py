"""Every text has its European Portuguese, each translation keeps its placeholders, and none is Brazilian."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.forms import BaseForm
from django.urls import get_resolver

from config.environment import ROOT
from tests.repository import committed, text_of, told, written_by_us
from tools.messages import IN_CONTEXT, PLAIN, PLURAL, catalogues, in_python, in_template, used_messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sdg]|%[sdg]|\{\w*\}")
# Forms of Brazil and the form of Portugal.
BRAZILIAN = {
    r"usuári[oa]s?": "utilizador, pessoa",
    r"senhas?": "palavra-passe",
    r"arquivos? (csv|xlsx|zip|json|parquet)": "ficheiro",
    r"registr(?!y\b|ies\b|ation\b)\w+": "registo, registar",  # English words stand beside the Portuguese in packs
    r"contatos?|contat\w+": "contacto, contactar",
    r"vocês?": "o leitor, ou a forma impessoal",
    r"telas?": "ecrã",
    r"celular(es)?": "telemóvel",
    r"cadastr\w+": "inscrição, registo",
    r"delet\w+": "eliminar",
    r"gerenci\w+": "gerir",
    r"salv(ar|o|a|e|ando)": "guardar",
    r"planilhas?": "folha de cálculo",
    r"aplicativos?": "aplicação",
    r"equipes?": "equipa",
    r"fatos?": "facto",
    r"compartilh\w+": "partilhar",
    r"acess(ar|e|ando)": "aceder",
    r"mídias?": "suporte, meio",
    r"monitor(ar|amento|ando)": "acompanhar, monitorizar",
    r"treinamentos?": "formação",
    r"planej\w+": "planear",
    r"controles?": "controlo",
    r"porcentage(m|ns)": "percentagem",
    r"econômic\w+|acadêmic\w+|gênero|anônim\w+|eletrônic\w+|crônic\w+|fenômeno": "ó, é (económico, género)",
    r"est(á|ão|ou|amos) (\w+-)?\w+[aei]ndo": "está a fazer",
    r"ônibus|trens?|bilh(ão|ões)|estoques?|deletad\w+|mouse|logar|senão você": "a forma de Portugal",
}


@cache
def entries() -> tuple[tuple[str, polib.POEntry], ...]:
    paths = [(path.relative_to(ROOT).as_posix(), polib.pofile(str(path))) for path in catalogues()]
    return tuple((path, entry) for path, catalogue in paths for entry in catalogue)


def translations(entry: polib.POEntry) -> list[str]:
    return [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


@cache
def library_messages() -> frozenset[str]:
    """Texts of Django and allauth, which our catalogues may override."""
    homes = [Path(django.__file__).parent, Path(allauth.__file__).parent]
    files = [path for home in homes for path in home.rglob("locale/pt*/LC_MESSAGES/django.mo")]
    return frozenset(entry.msgid for path in files for entry in polib.mofile(str(path)))


def test_every_text_has_its_portuguese() -> None:
    done = {(entry.msgctxt, entry.msgid) for _path, entry in entries() if all(translations(entry))}
    used = used_messages().items()
    missing = sorted(f"{places[0]}: {message.text!r}" for message, places in used if message.key not in done)
    assert not missing, told(missing, "Translate them in the app's django.po: `python -m tools.messages` lists them.")


def test_no_translation_is_fuzzy_obsolete_or_unused() -> None:
    used = {message.key for message in used_messages()}
    known = library_messages() | {text for _context, text in used}
    stale = [(path, entry) for path, entry in entries() if entry.fuzzy or entry.obsolete or entry.msgid not in known]
    faults = [f"{path}: {entry.msgid!r}" for path, entry in stale]
    assert not faults, told(faults, "Remove what no text uses, and check what is fuzzy.")


def test_translations_keep_the_placeholders() -> None:
    faults = []
    for path, entry in entries():
        allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        required = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in translations(entry):
            has = set(PLACEHOLDER.findall(text))
            if has - allowed or (required - has and not entry.msgid_plural):
                faults.append(f"{path}: {entry.msgid!r} -> {text!r}")
    assert not faults, told(faults, "Use the same placeholders in both languages.")


def test_one_text_has_one_translation() -> None:
    said: dict[tuple[str | None, str], set[tuple[str, ...]]] = defaultdict(set)
    for _path, entry in entries():
        said[entry.msgctxt, entry.msgid].add(tuple(translations(entry)))
    faults = [f"{text!r}: {sorted(ways)}" for (_context, text), ways in said.items() if len(ways) > 1]
    assert not faults, told(faults, "Catalogues merge into one: agree on one translation, or use pgettext.")


def brazilian(text: str) -> list[str]:
    return [
        f"{match[0]!r} (Portugal: {better})"
        for form, better in BRAZILIAN.items()
        for match in re.finditer(rf"\b({form})\b", PLACEHOLDER.sub("", text), re.IGNORECASE)
    ]


def portuguese_texts() -> list[tuple[str, str]]:
    prose = [
        path for path in written_by_us(".md", ".yaml") if path.name.endswith(".pt.md") or path.parts[0] == "content"
    ]
    translated = [(path, text) for path, entry in entries() for text in translations(entry)]
    return [*translated, *((path.as_posix(), text_of(path)) for path in prose)]


def test_portuguese_is_that_of_portugal() -> None:
    faults = [f"{path}: {form}" for path, text in portuguese_texts() for form in brazilian(text)]
    assert not faults, told(faults, "Write European Portuguese.")


@pytest.mark.parametrize("text", ["Digite sua senha", "O relatório está carregando", "Você pode salvar", "contato"])
def test_brazilian_forms_are_seen(text: str) -> None:
    assert brazilian(text)


@pytest.mark.parametrize(
    "text", ["Escreva a palavra-passe", "O relatório está a carregar", "grupo de controlo", "o facto"]
)
def test_forms_of_portugal_pass(text: str) -> None:
    assert not brazilian(text)


def test_texts_are_quoted_in_one_way() -> None:
    faults = [f"{path}: {text!r}" for path, entry in entries() for text in translations(entry) if set("«»") & set(text)]
    assert not faults, told(faults, "Quote with “ and ”.")


def test_no_text_is_put_together_before_it_is_translated() -> None:
    """gettext never finds `_(f"...")` or `_("a" + b)`."""
    faults = []
    for path in written_by_us(".py"):
        for node in ast.walk(ast.parse(text_of(path))):
            marks = isinstance(node, ast.Call) and getattr(node.func, "id", "") in PLAIN | PLURAL | IN_CONTEXT
            if marks and node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                faults.append(f"{path}:{node.lineno}")
    assert not faults, told(faults, 'Translate the whole sentence with placeholders: _("... %(name)s") % {...}.')


def test_messages_are_found_in_python_and_templates() -> None:
    python = 'title = _("One")\nngettext("a %(n)s", "b %(n)s", 2)\npgettext("menu", "Open")\n'
    several = 'raise CannotEstimate("No {what}.", "Because.", "Wait.", what=name)'
    template = (
        "{% load i18n %}{% translate 'Two' %}{% translate \"It's\" context 'menu' %}"
        "{% blocktranslate count n=things|length %}{{ n }} thing{% plural %}{{ n }} things{% endblocktranslate %}"
    )
    assert {message.key for message in in_python(python)} == {(None, "One"), (None, "a %(n)s"), ("menu", "Open")}
    assert [message.text for message in in_python(several)] == ["No {what}.", "Because.", "Wait."]
    assert {message.key for message in in_template(template)} == {
        (None, "Two"),
        ("menu", "It's"),
        (None, "%(n)s thing"),
    }


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_label_of_a_form_is_translated() -> None:
    """A field of a model without words of its own shows its English name on a Portuguese page."""
    assert get_resolver().url_patterns  # every view is loaded now, and with it every form
    ours = {form for form in below(BaseForm) if form.__module__.startswith("labx.") and hasattr(form, "base_fields")}
    faults = [
        f"{form.__module__}.{form.__name__}.{name}: {field.label}"
        for form in ours
        for name, field in form.base_fields.items()
        if isinstance(field.label, str) and field.label and not field.widget.is_hidden
    ]
    assert len(ours) > 30 and not faults, told(
        sorted(faults), "Give the field label=_(...), or its model a verbose_name."
    )


def test_compiled_messages_are_not_committed() -> None:
    assert not [path for path in committed() if path.suffix == ".mo"]
