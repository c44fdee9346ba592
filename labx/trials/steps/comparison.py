"""How the groups come about and are compared: the design, the lottery, what its own method asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.trials.designs.registry import DESIGNS, SCHEME_TITLES
from labx.trials.plan import parts
from labx.trials.plan.blocks import IN_BLOCKS, fault_of, usual_sizes
from labx.trials.plan.faults import CODE, Reading
from labx.trials.steps.draft import Draft
from labx.trials.steps.form import LinesField, StepForm, numbers_in, percent_of


def described(code: str) -> str:
    """A design with its grade and when to use it; where it is weak, the better one is named beside it."""
    design = DESIGNS[code]
    text = f"{design.title} ({design.grade.label}). {design.when}"
    if not design.better:
        return text
    return f"{text} {_('Better: %(design)s.') % {'design': DESIGNS[design.better].title}}"


def shares_of(draft: Draft) -> list[float]:
    """The planned part of each group; alike where none was planned, two where they are not written yet."""
    arms = draft.get("arms") or [{}, {}]
    return [arm.get("share") or 1 / len(arms) for arm in arms]


def codes_of(chosen: dict[str, Any]) -> list[str]:
    """The codes of the list; of pairs one after the other, where each line holds two."""
    lines = chosen.get("listed") or []
    if chosen.get("scheme") != "pairs":
        return lines
    pairs = [[code.strip() for code in line.split(";")] for line in lines]
    return [code for pair in pairs for code in pair] if all(len(pair) == 2 for pair in pairs) else []


def lines_of(drawn: dict[str, Any]) -> list[str]:
    listed = drawn.get("listed") or []
    return (
        ["; ".join(listed[at : at + 2]) for at in range(0, len(listed), 2)]
        if drawn.get("scheme") == "pairs"
        else listed
    )


LISTED = {"clusters", "pairs", "wedge"}


def not_asked(draft: Draft) -> list[str]:
    """The fields that this design has no use for: a page that asks less is read to its end."""
    design = DESIGNS[draft["design"]]
    schemes = {*design.schemes, (draft.get("randomisation") or {}).get("scheme")}
    wanted = {
        "blocks": schemes & set(IN_BLOCKS),
        "listed": schemes & LISTED,
        "steps": "wedge" in schemes,
        "redraws": design.redrawn,
        "redraw_seed": design.redrawn,
    }
    return [name for name, is_wanted in wanted.items() if not is_wanted]


class ComparisonStep(StepForm):
    slug = "comparacao"
    title = gettext_lazy("The comparison")
    lead = gettext_lazy("Choose the first one that is possible: the list begins with those that tell most.")
    writes = ("design", "estimator", "correction", "confidence", "randomisation", "redrawing", "options")

    design = forms.ChoiceField(label=gettext_lazy("How the groups come about"), widget=forms.RadioSelect)
    scheme = forms.ChoiceField(
        label=gettext_lazy("Who draws, and how"),
        help_text=gettext_lazy(
            "The lottery follows from one secret number, its seed. Its fingerprint (SHA-256) is frozen with the plan, "
            "and the seed is shown when the trial closes, so that anyone can draw again and compare."
        ),
    )
    blocks = forms.CharField(
        label=gettext_lazy("Sizes of the blocks"),
        required=False,
        help_text=gettext_lazy(
            "For a lottery in blocks: two sizes or more. With one size, whoever keeps count knows the last groups of "
            "each block before they are drawn, and can choose whom to send next."
        ),
    )
    listed = LinesField(
        label=gettext_lazy("Codes of the places to draw"),
        required=False,
        help_text=gettext_lazy(
            "Only where whole places or pairs are drawn: one on each line, such as evora; of a pair both, such as "
            "evora; faro. Write them all before the first is drawn. They are public with the plan: name no person."
        ),
    )
    steps = forms.IntegerField(
        label=gettext_lazy("In how many steps the places begin"),
        required=False,
        min_value=2,
        max_value=parts.MOST_STEPS,
        help_text=gettext_lazy("Only for an order: the first step begins in period 2, each other one a period later."),
    )
    estimator = forms.ChoiceField(
        label=gettext_lazy("How the difference is estimated"),
        choices=list(parts.ESTIMATORS.items()),
        help_text=gettext_lazy("Without a statistician keep the first: it is right whenever the lottery is."),
    )
    correction = forms.ChoiceField(
        label=gettext_lazy("Several comparisons at once"),
        choices=list(parts.CORRECTIONS.items()),
        help_text=gettext_lazy(
            "With one change and one outcome that decides, keep none. With more, chance alone finds something sooner "
            "or later: Holm guards against it."
        ),
    )
    confidence = forms.FloatField(
        label=gettext_lazy("Confidence of the intervals, in per cent"),
        localize=True,
        min_value=50.1,
        max_value=99.9,
        initial=95,
        help_text=gettext_lazy("Usually 95: of a hundred such intervals about 95 hold the true difference."),
    )

    redraws = forms.TypedChoiceField(
        label=gettext_lazy("Judge the effect also by drawing the lottery again"),
        choices=[(0, gettext_lazy("Never")), (1_000, "1 000"), (10_000, "10 000")],
        coerce=int,
        empty_value=0,
        required=False,
        help_text=gettext_lazy(
            "Not needed as a rule. Good with few units: the answer then rests on the lottery alone, on no formula."
        ),
    )
    redraw_seed = forms.IntegerField(
        label=gettext_lazy("From which number these draws begin"),
        required=False,
        initial=1,
        min_value=0,
        max_value=2**31,
        help_text=gettext_lazy("Any whole number, fixed now, so that anyone gets the same answer."),
    )

    def prepare(self) -> None:
        self.fields["design"].choices = [(code, described(code)) for code in DESIGNS]
        self.fields["scheme"].choices = list(SCHEME_TITLES.items())
        for name, field in DESIGNS[self.draft["design"]].form().fields.items():
            self.fields[name] = field
        for name in not_asked(self.draft):
            if name not in self.data:
                del self.fields[name]

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        drawn = draft.get("randomisation") or {}
        return {
            **{name: draft[name] for name in ("design", "estimator", "correction") if name in draft},
            "confidence": percent_of(draft.get("confidence", 0.95)),
            "scheme": drawn.get("scheme", "outside"),
            "blocks": " ".join(str(size) for size in drawn.get("blocks") or usual_sizes(shares_of(draft))),
            "listed": lines_of(drawn),
            "steps": drawn.get("steps") or None,
            "redraws": (draft.get("redrawing") or {}).get("draws", 0),
            "redraw_seed": (draft.get("redrawing") or {}).get("seed", 1),
            **(draft.get("options") or {}),
        }

    def clean_blocks(self) -> list[int]:
        sizes = numbers_in(self.cleaned_data["blocks"])
        if any(size != int(size) or not 2 <= size <= 100 for size in sizes):
            raise forms.ValidationError(_("Write sizes of blocks as whole numbers from 2 to 100, such as 4, 6."))
        return [int(size) for size in sizes]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        design = DESIGNS.get(cleaned.get("design", ""))
        if design and cleaned.get("scheme") not in (design.schemes or ("none",)):
            fitting = "; ".join(str(SCHEME_TITLES[scheme]) for scheme in design.schemes or ("none",))
            self.add_error("scheme", _("With this design, choose one of: %(choices)s.") % {"choices": fitting})
        if cleaned.get("scheme") in IN_BLOCKS and "blocks" in cleaned and "blocks" in self.data:
            fault = fault_of(cleaned["blocks"], shares_of(self.draft))
            if fault:
                self.add_error("blocks", fault)
        if "listed" in self.data:  # where it was not, the page comes back and asks
            self.check_listed(cleaned)
        if design and cleaned.get("redraws") and design.redrawn is None:
            self.add_error("redraws", _("The lottery of this design is not drawn again here: choose never."))
        if design and cleaned["design"] == self.draft["design"]:
            reading = Reading(self.options(), place="options.")
            design.read(reading)
            for where, what in reading.problems:
                field = where.removeprefix("options.").split(".")[0]
                self.add_error(field if field in self.fields else None, what)
        return cleaned

    def check_listed(self, cleaned: dict[str, Any]) -> None:
        listed = codes_of(cleaned)
        fault = parts.fault_of_list(cleaned.get("scheme", ""), listed, cleaned.get("steps") or 0)
        if fault:
            self.add_error(*fault)
        elif len(set(listed)) < len(listed) or not all(CODE.fullmatch(code) for code in listed):
            self.add_error("listed", _("Write each code once: digits or letters without accents."))

    def options(self) -> dict[str, Any]:
        """The design's own answers; another design begins without any."""
        own = DESIGNS[self.draft["design"]].form().fields
        if self.cleaned_data.get("design") != self.draft["design"]:
            return {}
        return {name: self.cleaned_data[name] for name in own if self.cleaned_data.get(name) not in (None, "")}

    def written(self) -> Draft:
        chosen = self.cleaned_data
        drawn = self.draft.get("randomisation") or {}
        return {
            "design": chosen["design"],
            "estimator": chosen["estimator"],
            "correction": chosen["correction"],
            "confidence": chosen["confidence"] / 100,
            "randomisation": {
                **drawn,
                "scheme": chosen["scheme"],
                "blocks": chosen.get("blocks") or [],
                "listed": codes_of(chosen),
                "steps": chosen.get("steps") or 0,
            },
            "redrawing": self.redrawing(),
            "options": self.options(),
        }

    def redrawing(self) -> dict[str, int]:
        draws, seed = self.cleaned_data.get("redraws"), self.cleaned_data.get("redraw_seed")
        return {"draws": draws, "seed": 1 if seed is None else seed} if draws else {}
