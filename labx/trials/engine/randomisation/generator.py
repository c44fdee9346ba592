"""Random numbers from a seed by SHA-256 in counter mode: slow enough to be simple, the same in every language."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

WORD_BYTES, WORDS = 8, 4
RANGE = 2**64
FRACTION_BITS = 53
RANGE_OF_FRACTIONS = 2.0**FRACTION_BITS
SEED_DIGITS = 64
Item = TypeVar("Item")


def seed_hash(seed: str) -> str:
    """SHA-256 of a seed, to be published before the lottery.

    Args:
        seed: 64 hexadecimal digits in small letters.

    Returns:
        SHA-256 of the 32 bytes that the digits stand for, as 64 hexadecimal digits.

    Raises:
        ValueError: the seed is none.

    Assumes:
        The seed was drawn from the operating system's source of randomness: a seed that somebody thought up can be
        found from its hash.

    Source:
        FIPS 180-4.

    Checked against:
        tests/references/randomisation_vectors.json, made with coreutils' `sha256sum`.

    Examples:
        >>> seed_hash("00" * 32)[:16]
        '66687aadf862bd77'
    """
    return sha256(seed_bytes(seed)).hexdigest()


def seed_bytes(seed: str) -> bytes:
    """Return the 32 bytes of a seed; refuse anything else."""
    if len(seed) != SEED_DIGITS or seed.strip("0123456789abcdef"):
        raise ValueError("A seed is 64 hexadecimal digits in small letters. Copy it whole.")
    return bytes.fromhex(seed)


@dataclass
class Stream:
    """Random whole numbers from a seed and the name of what they are for.

    The rule, for other languages: block number i (from 0) is SHA-256 of the seed's 32 bytes, one zero byte, the UTF-8
    bytes of the name, one zero byte, and i as 8 bytes, big-endian; each block gives four 64-bit words, big-endian, used
    one after another.

    Args:
        seed: 64 hexadecimal digits in small letters.
        name: what the numbers are for, such as a stratum's code; without a zero character.

    Raises:
        ValueError: the seed is none, or the name holds a zero character.

    Assumes:
        Each name is used for one list: two lists of the same name are the same list.

    Source:
        Barker and Kelsey (2015), NIST SP 800-90A, for generators made of a hash; counter mode in its simplest form.

    Checked against:
        tests/references/randomisation_vectors.json, made with coreutils' `sha256sum` and shell arithmetic.

    Examples:
        >>> stream = Stream("00" * 32, "letter")
        >>> [stream.below(6) for _ in range(8)]
        [4, 0, 5, 5, 2, 0, 5, 0]
    """

    seed: str
    name: str
    _used: int = field(default=0, init=False)
    _key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if "\0" in self.name:
            raise ValueError("The name of a list holds a zero character. Choose another name.")
        self._key = seed_bytes(self.seed) + b"\0" + self.name.encode() + b"\0"

    def word(self) -> int:
        """Return the next whole number from 0 to 2^64 - 1."""
        block, place = divmod(self._used, WORDS)
        self._used += 1
        digest = sha256(self._key + block.to_bytes(WORD_BYTES, "big")).digest()
        return int.from_bytes(digest[place * WORD_BYTES : (place + 1) * WORD_BYTES], "big")

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1, each as likely: words in the last, unfinished round are passed."""
        if limit < 1:
            raise ValueError(f"The limit is {limit}; it must be 1 or more.")
        end = RANGE - RANGE % limit
        while (word := self.word()) >= end:
            pass
        return word % limit

    def fraction(self) -> float:
        """Return a number from 0 to just below 1: the first 53 bits of a word, divided by 2^53."""
        return float((self.word() >> (64 - FRACTION_BITS)) / RANGE_OF_FRACTIONS)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in random order: from the last place down, each exchanged with one at or before it."""
        found = list(items)
        for place in range(len(found) - 1, 0, -1):
            other = self.below(place + 1)
            found[place], found[other] = found[other], found[place]
        return found


def whole_sizes(total: int, weights: Sequence[float], stream: Stream) -> list[int]:
    """Return how many of `total` each arm gets: its share rounded down; what is left goes where most was cut off.

    Among arms of which as much was cut off, a draw decides.
    """
    exact = [total * weight for weight in weights]
    sizes = [math.floor(share + 1e-9) for share in exact]
    while sum(sizes) < total:
        parts = [max(share - size, 0.0) for share, size in zip(exact, sizes, strict=True)]
        largest = max(parts)
        candidates = [arm for arm, part in enumerate(parts) if part >= largest - 1e-9]
        sizes[candidates[stream.below(len(candidates))]] += 1
    return sizes
