"""Find what the reader may see: by stem, without accents, and close to a misspelt word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, Field, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from labx.core import policy
from labx.core.actors import Actor
from labx.core.rooms import rooms
from labx.core.search.declare import Search, searches
from labx.core.search.index import clean
from labx.core.search.models import SearchDocument

MOST = 100
LONGEST_QUERY = 200
CLOSE_ENOUGH = "0.4"  # two swapped letters in a word of nine leave 0.43
START, STOP = "\x02", "\x03"
MARKS = f"StartSel={START}, StopSel={STOP}, "
WHOLE, PARTS = MARKS + "HighlightAll=true", MARKS + "MaxFragments=2, MaxWords=24, MinWords=8"
# Endings whose accent people leave out; with it the stemmer knows the word again.
ENDINGS = (("coes", "ções"), ("cao", "ção"), ("oes", "ões"), ("ao", "ão"), ("encia", "ência"))

AS_WRITTEN = "websearch_to_tsquery('portuguese', %s)"
BARE = "websearch_to_tsquery('portuguese', unaccent(%s))"
MATCHES = f"(plain @@ {AS_WRITTEN} OR plain @@ {AS_WRITTEN} OR bare @@ {BARE})"
RANK = f"greatest(ts_rank(plain, {AS_WRITTEN}), ts_rank(plain, {AS_WRITTEN}), ts_rank(bare, {BARE}))"
HEADLINE_OF = f"ts_headline('portuguese', {{column}}, {AS_WRITTEN} || {AS_WRITTEN}, %s)"
NEAR = "lower(unaccent(%s)) <%% words"
NEARNESS = "word_similarity(lower(unaccent(%s)), words)"


@dataclass(frozen=True)
class Hit:
    kind: str
    title: SafeString
    snippet: SafeString
    url: str


@dataclass(frozen=True)
class Found:
    """Results by room. `is_close`: nothing matched as written, so these are near misses."""

    query: str
    groups: tuple[tuple[str, list[Hit]], ...] = ()
    is_close: bool = False

    @property
    def count(self) -> int:
        return sum(len(hits) for _room, hits in self.groups)


def find(actor: Actor, query: str) -> Found:
    """What matches the words as written; where nothing does, what comes close to them."""
    query = " ".join(clean(query).split())[:LONGEST_QUERY]
    if not query:
        return Found("")
    if hits := found_by(actor, query, MATCHES, RANK, (query, with_accents(query), query)):
        return Found(query, grouped(hits))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [CLOSE_ENOUGH])
        return Found(query, grouped(found_by(actor, query, NEAR, NEARNESS, (query,))), is_close=True)


def with_accents(query: str) -> str:
    for ending, accented in ENDINGS:
        query = re.sub(rf"{ending}\b", accented, query, flags=re.IGNORECASE)
    return query


def found_by(actor: Actor, query: str, condition: str, rank: str, words: tuple[str, ...]) -> list[SearchDocument]:
    matching = SearchDocument.objects.filter(fixed(condition, words, BooleanField()))
    rows = visible(actor, matching).annotate(
        rank=fixed(rank, words),
        shown_title=headline("title", query, WHOLE),
        shown_text=headline("text", query, PARTS),
    )
    return [row for row in rows.order_by("-rank", "title")[:MOST] if still_allowed(actor, row)]


def headline(column: str, query: str, options: str) -> RawSQL:
    return fixed(HEADLINE_OF.format(column=column), (query, with_accents(query), options))


def fixed(phrase: str, words: tuple[str, ...], kind: Field | None = None) -> RawSQL:
    """A phrase of this file; whatever a reader typed is only ever a parameter of it."""
    return RawSQL(phrase, words, kind)  # noqa: S611


def visible(actor: Actor, matching: QuerySet) -> QuerySet:
    """The permission filter, in the query: public, by lab role, by ownership, by role in the project."""
    held = policy.roles_by_project(actor)
    may = Q(is_public=True) & (Q(public_from=None) | Q(public_from__lte=timezone.now()))
    for search in searches().values():
        may |= Q(kind=search.kind) & sight(actor, policy.permission(search.permission), held)
    return matching.filter(may, kind__in=list(searches()))


def sight(actor: Actor, rule: policy.Permission, held: Mapping[UUID, frozenset[str]]) -> Q:
    nothing = Q(pk=None)
    if actor.scopes is not None and rule.name not in actor.scopes:
        return nothing
    if rule.roles & actor.roles or (rule.known and actor.is_known):
        return Q()
    mine = Q(owner_id=actor.id) if rule.owner and actor.is_known else nothing
    return mine | Q(project_id__in=[project for project, roles in held.items() if roles & rule.project_roles])


def still_allowed(actor: Actor, row: SearchDocument) -> bool:
    """Permissions that look into the record itself are asked of the record."""
    search = searches()[row.kind]
    if row.is_open or policy.permission(search.permission).when is None:
        return True
    record = search.records().filter(pk=row.record_id).first()
    return record is not None and policy.allows(actor, search.permission, record)


def grouped(rows: Iterable[SearchDocument]) -> tuple[tuple[str, list[Hit]], ...]:
    """By room, the room of the best hit first."""
    kinds = searches()
    groups: dict[str, list[Hit]] = {}
    for row in rows:
        search = kinds[row.kind]
        groups.setdefault(search.room, []).append(hit(search, row))
    titles = {room.name: str(room.title) for room in rooms()}
    return tuple((titles[room], hits) for room, hits in groups.items())


def hit(search: Search, row: SearchDocument) -> Hit:
    return Hit(str(search.title), marked(row.shown_title), marked(row.shown_text), row.url)


def marked(text: str) -> SafeString:
    """Escaped first; only then do our own marks become elements."""
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308 - escaped here
