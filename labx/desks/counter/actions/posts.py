"""Counters, and who works there."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from labx.core import policy
from labx.core.actions import action, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.desks.counter import queries
from labx.desks.counter.actions.telling import mark_stranded
from labx.desks.counter.errors import NoAccount, WorksThere
from labx.desks.counter.models import Case, Counter, Post
from labx.people.actions import end_sessions
from labx.people.models import Account

ROLE = "counter_staff"


@action
def add_counter(*, by: Actor, name: str, place: str) -> Counter:
    policy.require(by, "counter.manage_counters")
    added = Counter.objects.create(name=name, place=place)
    record(by=by, action="counter.add_counter", target=added, after={"name": name, "place": place})
    return added


@action
def edit_counter(*, by: Actor, counter: Counter, edition: int, name: str, place: str, is_open: bool) -> Counter:
    policy.require(by, "counter.manage_counters", counter)
    current = in_edition(counter, edition)
    after = {"name": name, "place": place, "is_open": is_open}
    before = {word: getattr(current, word) for word in after}
    rewrite(current, after, after)
    current.save()
    mark_stranded(current)
    record(by=by, action="counter.edit_counter", target=current, before=before, after=after)
    return current


@action
def begin_post(*, by: Actor, counter: Counter, email: str, is_head: bool = False) -> Post:
    """The account gets the role of counter staff, and this counter."""
    policy.require(by, "counter.staff_counter", counter)
    account = Account.objects.select_for_update().filter(email=email.strip().lower(), is_active=True).first()
    if account is None:
        raise NoAccount
    try:
        with transaction.atomic():
            begun = Post.objects.create(counter=counter, account=account, is_head=is_head)
    except IntegrityError:
        raise WorksThere from None
    if ROLE not in account.roles:
        account.roles = sorted([*account.roles, ROLE])
        account.save(update_fields=["roles"])
    told = {"account": str(account.id), "is_head": is_head}
    record(by=by, action="counter.begin_post", target=counter, after=told)
    return begun


@action
def end_post(*, by: Actor, post: Post) -> None:
    """At once: sessions end too. Cases stay, and wait for whoever takes them over."""
    policy.require(by, "counter.staff_counter", post)
    current = Post.objects.select_for_update().get(pk=post.pk)
    if current.ended_on:
        return
    current.ended_on = timezone.localdate()
    current.save(update_fields=["ended_on"])
    Case.objects.filter(counter=current.counter_id, keeper=current.account_id).update(keeper=None)
    account = Account.objects.select_for_update().get(pk=current.account_id)
    if ROLE in account.roles and not queries.posts_now().filter(account=account).exists():
        account.roles = [role for role in account.roles if role != ROLE]
        account.save(update_fields=["roles"])
    end_sessions(account)
    record(by=by, action="counter.end_post", target=current.counter, before={"account": str(account.id)})
