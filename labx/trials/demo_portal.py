"""A simulated trial of an employment portal's new form: the truth is known, so the reader can see what is found."""

from datetime import date
from typing import Any

import numpy as np

from labx.core.actors import Actor
from labx.core.tables.writer import INTERNATIONAL, write_csv
from labx.portfolio.actions import evidence as decisions
from labx.portfolio.actions import projects, protocols
from labx.portfolio.models import Project
from labx.trials import actions, looking, queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery import closing
from labx.trials.models import Dataset, Trial
from labx.trials.plan.notice import LANGUAGES, drafted
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell

TITLE = "Um formulário mais curto no portal de emprego (simulação)"
PEOPLE, SEED = 3000, 20260105
# The truth that was simulated: of 100 who begin, so many finish; the change does nothing to the days of waiting.
FINISH_OLD, FINISH_NEW, LESS_BY_PHONE = 0.60, 0.66, 0.08
SOURCE = "Dados simulados pelo LabX, com uma verdade conhecida: ninguém existe."
PLAN: dict[str, Any] = {
    "version": 2,
    "design": "individual",
    "unit": "pessoas",
    "arms": [
        {"code": "antigo", "label": "formulário antigo", "share": 0.5},
        {"code": "novo", "label": "formulário mais curto", "share": 0.5},
    ],
    "outcomes": [
        {"code": "terminou", "label": "terminaram a candidatura", "kind": "share", "worthwhile": 0.03},
        {
            "code": "dias",
            "label": "dias até à resposta",
            "kind": "mean",
            "unit": "dias",
            "better": "lower",
            "role": "guardrail",
            "margin": 1.0,
        },
    ],
    "subgroups": [
        {"code": "aparelho", "label": "aparelho", "values": [["telemovel", "telemóvel"], ["computador", "computador"]]}
    ],
    "sample": {"units": PEOPLE, "power": 0.8, "baseline": FINISH_OLD, "per_day": 100},
    "looks": {"from_day": "2026-02-10"},
    "harm": "stop",
    "care": {
        "worse_off": "Quem recebe o formulário mais curto e não encontra um campo de que precisa. Pode pedir o antigo.",
        "cannot": "Quem se candidata ao balcão. É atendido como sempre.",
        "basis": "O dever de melhorar o serviço. Os dados servem só para contar, e ninguém é identificado.",
        "leaving": "Basta pedir o formulário antigo no fim da página. A candidatura vale o mesmo.",
        "afterwards": "Se o formulário mais curto ajudar, passa a ser o de todos.",
        "vulnerable": "Quem usa só o telemóvel. O resultado é visto à parte para essas pessoas.",
        "stopping": "O ensaio para se as respostas demorarem mais de um dia a mais num dos grupos. Vigia a equipa.",
        "data": "Guardamos se terminou, quantos dias esperou e o aparelho. Sem nome. Apagamos ao fim de um ano.",
        "told": "Antes: este aviso na página. No fim: o resultado, também se não houver diferença.",
    },
    "notice": {"until": "2026-02-10", "contact": "Equipa de demonstração do laboratório, ao balcão do portal."},
}
WORDS = {
    "question": "Um formulário mais curto faz com que mais pessoas terminem a candidatura?",
    "hypothesis": "Com menos campos, menos pessoas desistem a meio, sobretudo no telemóvel.",
    "decision_to_take": "Adotar o formulário mais curto, mudá-lo ou ficar com o antigo.",
    "ethics": "Ninguém perde nada: os dois formulários dão acesso ao mesmo serviço. Ninguém existe: é uma simulação.",
}
PAGE = {
    "asked": WORDS["question"],
    "did": (
        "Simulámos 3000 pessoas que começam uma candidatura, e a sorte deu a cada uma o formulário antigo ou o mais "
        "curto. Como a simulação é nossa, sabemos a verdade: mais 6 em cada 100 terminam com o mais curto."
    ),
    "learned": (
        "O ensaio encontra perto do que lá pusemos. No mesmo tempo, sem ninguém fazer nada, as visitas do portal "
        "simulado cresciam 3 % por mês: um antes e depois teria mostrado +43 %, e não seria por causa do formulário."
    ),
    "next_step": "Ler como se chegou ao número, e repetir a conta a partir do pacote.",
}


def planned() -> dict[str, Any]:
    """The plan with the notice that it gives."""
    return {**PLAN, "notice": {**PLAN["notice"], **{language: drafted(PLAN, language) for language in LANGUAGES}}}


def rows() -> list[dict[str, Any]]:
    """The simulated people, the same each time."""
    random = np.random.default_rng(SEED)
    is_new, by_phone = random.random(PEOPLE) < 0.5, random.random(PEOPLE) < 0.55
    chance = np.where(is_new, FINISH_NEW, FINISH_OLD) - LESS_BY_PHONE * by_phone + LESS_BY_PHONE * 0.55
    finished, days = random.random(PEOPLE) < chance, random.gamma(4, 2, PEOPLE).round(1)
    return [
        {
            "pessoa": f"S{number + 1}",
            "formulario": "novo" if is_new[number] else "antigo",
            "terminou": int(finished[number]),
            "dias": float(days[number]),
            "aparelho": "telemóvel" if by_phone[number] else "computador",
        }
        for number in range(PEOPLE)
    ]


def load(*, by: Actor) -> None:
    """One project, from the plan to the decision by its rule and the public page."""
    if Project.objects.filter(title=TITLE, is_example=True, published_at__isnull=False).exists():
        return
    project = Project.objects.filter(title=TITLE, is_example=True).first() or projects.start_project(
        by=by,
        title=TITLE,
        question=WORDS["question"],
        is_example=True,
        provenance="Este é um exemplo com dados simulados: ninguém existe, e a verdade é conhecida.",
        beneficiaries="Quem procura emprego num portal público.",
    )
    trial = carried_out(by, project)
    told = tell(looking.take_look(by=by, trial=trial))
    evidence = conclusions.record_finding(by=by, told=told)
    conclusions.publish_finding(by=by, told=told, evidence=evidence)
    closing.close_trial(by=by, trial=trial, why="Chegou ao número de pessoas previsto.")
    if not project.decisions.exists():
        closing.decide(
            by=by,
            told=told,
            outcome=closing.decision_by_rule(told),
            reasons="É a decisão que a regra do plano fixou antes de se conhecer o resultado.",
            decided_by="Equipa de demonstração do laboratório",
            decided_on=date(2026, 2, 20),
            would_change="Um ensaio com pessoas verdadeiras que não mostrasse o mesmo.",
        )
    project.refresh_from_db()
    edited = projects.edit_project(by=by, project=project, edition=project.edition, **PAGE)
    decisions.publish_project(by=by, project=edited)


def carried_out(by: Actor, project: Project) -> Trial:
    """The frozen plan with its data; each step is left alone where an earlier run already took it."""
    protocol = project.protocols.filter(code="formulario").first() or protocols.write_protocol(
        by=by,
        project=project,
        code="formulario",
        room="trials",
        plan=planned(),
        title="O formulário mais curto",
        **WORDS,
    )
    if not protocol.is_frozen:
        protocol = protocols.freeze_protocol(by=by, protocol=protocol)
    trial = actions.open_trial(by=by, protocol=protocol)
    if not trial.datasets.filter(state=Dataset.State.IMPORTED).exists():
        importing.bring_in(by=by, dataset=kept(by, trial), mapping=MAPPING)
    return queries.trial_by_slug(trial.slug)


MAPPING = Mapping(
    unit="pessoa",
    arm="formulario",
    arms={"novo": "novo", "antigo": "antigo"},
    variables={name: name for name in ("terminou", "dias", "aparelho")},
    words={"aparelho": {"telemóvel": "telemovel", "computador": "computador"}},
)


def kept(by: Actor, trial: Trial) -> Dataset:
    names = [(name, name) for name in ("pessoa", "formulario", "terminou", "dias", "aparelho")]
    return actions.keep_upload(
        by=by,
        trial=trial,
        pieces=[b"".join(write_csv(names, rows(), dialect=INTERNATIONAL))],
        name="portal-simulado.csv",
        source=SOURCE,
        is_open=True,
        started_on=date(2026, 1, 5),
        measured_until=date(2026, 2, 5),
    )
