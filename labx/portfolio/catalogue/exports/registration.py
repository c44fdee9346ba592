"""A frozen protocol as other registries ask for it: EGAP (version 4) and OSF Preregistration (version 3).

Answers that the protocol does not give are left to the person who registers, and listed; none is made up.
Source: the registries' own forms, `egap-registration-4` and `osf-preregistration-3`, whose question numbers these are.
"""

from typing import Any

from labx.portfolio.catalogue.exports.plans import (
    arms_of,
    covariates_of,
    drawn,
    is_random_design,
    measured,
    outcomes_of,
    parts_of,
    worth_having,
)
from labx.portfolio.catalogue.facts import Promise

NOT_KNOWN = ""
EGAP = {
    "q1": "Title of Study",
    "q6": "Is one of the study authors a university faculty member?",
    "q8": "Is this Registration Prospective or Retrospective?",
    "q10": "Is this an experimental study?",
    "q11": "Date of start of study",
    "q13": "Was this design presented at an EGAP meeting?",
    "q14": "Is there a pre-analysis plan associated with this registration?",
    "q15": "Background and explanation of rationale.",
    "q16": "What are the hypotheses to be tested/quantities of interest to be estimated?",
    "q17": "How will these hypotheses be tested?",
    "q18": "Country",
    "q19": "Sample Size (# of Units)",
    "q20": "Was a power analysis conducted prior to data collection?",
    "q22": "Has this research received Institutional Review Board (IRB) or ethics committee approval?",
    "q26": "Will the intervention be implemented by the researcher or a third party?",
    "q28": "Did any of the research team receive remuneration from the implementing agency?",
    "q30": "Is there an advance agreement with the implementation group that all results can be published?",
    "q33": "Keywords for Methodology",
    "q34": "Keywords for Policy",
    "q35": "Certification",
    "q36": "Confirmation",
}
OSF = {
    "q2": "Hypotheses",
    "q3": "Study type",
    "q4": "Blinding",
    "q6.question": "Study design",
    "q7": "Randomization",
    "q8": "Existing Data",
    "q10.question": "Data collection procedures",
    "q11": "Sample size",
    "q13": "Stopping rule",
    "q14.question": "Manipulated variables",
    "q15.question": "Measured variables",
    "q17.question": "Statistical models",
    "q19": "Inference criteria",
    "q22": "Exploratory analysis",
    "q23": "Other",
}
EXPERIMENT = (
    "Experiment - A researcher randomly assigns treatments to study subjects, this includes field or lab experiments. "
    "This is also known as an intervention experiment and includes randomized controlled trials."
)
OBSERVATION = (
    "Observational Study - Data is collected from study subjects that are not randomly assigned to a treatment. "
    "This includes surveys, “natural experiments,” and regression discontinuity designs."
)
EXPLORATORY = "Whatever this protocol does not name is called exploratory on the page of the result."


def is_random(promise: Promise) -> bool | None:
    """As the plan says; nothing where it names no design."""
    return is_random_design(promise.plan) if promise.plan.get("design") else None


def units_of(promise: Promise) -> str:
    units = (promise.plan.get("sample") or {}).get("units") or promise.plan.get("sample_size")
    return f"{units:g}" if units else NOT_KNOWN


def plan_lines(promise: Promise, *keys: str) -> str:
    """Lines of the plan as it was frozen, all or those named, each with its own key."""
    chosen = {key: value for key, value in promise.plan.items() if not keys or key in keys}
    return lines(*(f"{key}: {value}" for key, value in chosen.items() if value not in (None, "", [])))


def lines(*told: str) -> str:
    return "\n".join(line for line in told if line)


def egap(promise: Promise) -> dict[str, Any]:
    random = is_random(promise)
    answers = {
        "q1": promise.title,
        "q10": {True: "Yes", False: "No", None: NOT_KNOWN}[random],
        "q14": "Yes",
        "q15": promise.question,
        "q16": promise.hypothesis,
        "q17": plan_lines(promise),
        "q18": "Portugal",
        "q19": units_of(promise),
        "q33": ["Experimental Design", "Field Experiments"] if random else NOT_KNOWN,
    }
    return filled("EGAP Registration", 4, EGAP, answers, promise)


def osf(promise: Promise) -> dict[str, Any]:
    random, plan = is_random(promise), promise.plan
    outcomes, known = outcomes_of(plan), "; ".join(covariates_of(plan))
    answers = {
        "q2": promise.hypothesis,
        "q3": {True: EXPERIMENT, False: OBSERVATION, None: NOT_KNOWN}[random],
        "q6.question": plan_lines(promise),
        "q7": lines(plan_lines(promise, "unit"), *parts_of(plan), drawn(plan)) if random else NOT_KNOWN,
        "q11": units_of(promise),
        "q14.question": lines(*(label for label, _share in arms_of(plan))) if random else NOT_KNOWN,
        "q15.question": lines(*map(measured, outcomes), f"covariates: {known}" if known else ""),
        "q19": lines(plan_lines(promise, "confidence"), *map(worth_having, outcomes)),
        "q22": EXPLORATORY,
        "q23": lines(promise.decision_to_take, promise.ethics),
    }
    return filled("OSF Preregistration", 3, OSF, answers, promise)


def filled(name: str, version: int, questions: dict[str, str], answers: dict[str, Any], promise: Promise) -> dict:
    known = {key: answer for key, answer in answers.items() if answer}
    return {
        "schema": {"name": name, "version": version},
        "registration_responses": known,
        "questions": {key: questions[key] for key in known},
        "left_to_answer": {key: question for key, question in questions.items() if key not in known},
        "frozen": {
            "url": promise.url,
            "code": promise.code,
            "version": promise.version,
            "frozen_at": promise.frozen_at.isoformat(),
            "sha256": promise.digest,
            "revision_justification": promise.justification,
        },
    }
