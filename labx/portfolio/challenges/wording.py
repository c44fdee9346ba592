"""Whether a text that should tell a problem names a solution instead. Pure: words in, words out."""

import re
import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """Lower case without accents, as people search."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def solutions_named(text: str, terms: Iterable[str]) -> list[str]:
    """The terms that the text names as whole words, in the order in which they stand; of overlapping ones the longest.

    Examples:
        >>> solutions_named("Queremos uma APLICACAO móvel.", ["aplicação", "aplicação móvel", "app"])
        ['aplicação móvel']
    """
    by_fold = {folded(term): term for term in terms}
    if not by_fold:
        return []
    longest_first = sorted(by_fold, key=len, reverse=True)
    pattern = rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)"
    return list(dict.fromkeys(by_fold[match] for match in re.findall(pattern, folded(text))))
