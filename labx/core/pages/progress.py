"""Progress of a long job as a page shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`state` is waiting, running, cancelling, done, failed or cancelled; `url` answers a page with the same fragment,
    found by `id`, which only a page with several jobs needs to set.
    """

    title: str
    state: str
    url: str
    message: str = ""
    done: int = 0
    total: int | None = None
    cancel_url: str = ""
    again_url: str = ""
    result_url: str = ""
    result_label: str = ""
    id: str = "progresso"

    @property
    def is_moving(self) -> bool:
        return self.state in {"waiting", "running", "cancelling"}

    @property
    def notice_kind(self) -> str:
        return {"done": "success", "failed": "danger"}.get(self.state, "information")
