"""Makes castle_csdid.json: group-time effects by csdid 0.4.3 on the American castle doctrine. Run: python THIS_FILE."""

import contextlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
from causaldata import castle
from csdid.att_gt import ATTgt

TARGET = Path(__file__).with_suffix(".json")


def states():
    """Logarithm of homicides of 50 states, 2000-2010, with the first year of the law (0 for none)."""
    data = castle.load_pandas().data
    first = data[data["post"] == 1].groupby("sid")["year"].min()
    table = data[["sid", "year"]].astype(int)
    start = table["sid"].map(first).fillna(0).astype(int)
    return table.assign(start=start, outcome=np.log(data["homicide"].astype(float)))


def plain(value):
    """Numbers of JSON, which has none for what csdid cannot estimate."""
    if isinstance(value, list | np.ndarray):
        return [plain(item) for item in value]
    return None if np.isnan(value) else float(value)


def answers(control, base):
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        model = ATTgt("outcome", "year", "sid", "start", states(), control_group=[control], xformla="outcome~1")
        model.fit(est_method="reg", base_period=base, bstrap=False)
        found = {
            "groups": plain(model.results["group"]),
            "periods": plain(model.results["year"]),
            "effects": plain(model.results["att"]),
            "errors": plain(model.results["se"]),
        }
        for kind in ("simple", "dynamic", "group"):
            answer = model.aggte(typec=kind, bstrap=False, cband=False).atte
            found[kind] = {"overall": plain(answer["overall_att"]), "overall_error": plain(answer["overall_se"])}
            if kind != "simple":
                found[kind] |= {name: plain(answer[name]) for name in ("egt", "att_egt", "se_egt")}
    return found


def compute():
    return {control: answers(control, "universal") for control in ("nevertreated", "notyettreated")}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, allow_nan=False) + "\n")
