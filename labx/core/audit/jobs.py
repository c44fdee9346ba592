"""The sealer at work: each minute it seals, each hour it states how far the chain has come."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="labx.core.audit.seal", queueing_lock="labx.core.audit.seal")
def seal_entries(timestamp: int) -> None:
    from labx.core.audit.seal import seal

    seal()


@app.periodic(cron="7 * * * *")
@app.task(name="labx.core.audit.checkpoint", queueing_lock="labx.core.audit.checkpoint")
def state_checkpoint(timestamp: int) -> None:
    from labx.core.audit.checkpoints import NoCheckpoint, make_checkpoint

    try:
        make_checkpoint()
    except NoCheckpoint:
        return
