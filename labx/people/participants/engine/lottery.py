"""Lottery numbers that anyone can compute again: a hash of the seed and of each person's code."""

from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256

BITS = 256


def commitment(seed: str) -> str:
    """Hash that is shown before the draw, so that the seed revealed after it can be checked.

    Args:
        seed: the secret text; at least 16 characters, so that nobody finds it by trying.

    Returns:
        SHA-256 of its UTF-8 bytes, 64 hexadecimal digits.

    Raises:
        ValueError: the seed is shorter.

    Source:
        FIPS 180-4 (SHA-256).

    Examples:
        >>> commitment("0123456789abcdef")[:12]
        '9f9f5111f7b2'
    """
    if len(seed) < 16:
        raise ValueError("The seed is shorter than 16 characters, so it could be guessed. Make a longer one.")
    return sha256(seed.encode()).hexdigest()


def seed_of_draw(seed: str, pool_digest: str) -> str:
    """Seed that the draw uses: the secret one mixed with the hash of the list that is drawn from.

    Whoever knows the secret seed and changes the list changes every lottery number, so neither alone decides.

    Args:
        seed: the secret text that was committed to.
        pool_digest: SHA-256 of the frozen list, in hexadecimal.

    Returns:
        64 hexadecimal digits.

    Examples:
        >>> seed_of_draw("0123456789abcdef", "00" * 32)[:12]
        '6707656c9e23'
    """
    return sha256(f"{seed}\0{pool_digest}".encode()).hexdigest()


def lottery_number(seed: str, code: str) -> str:
    """Number of one person in one draw: the smallest are drawn first.

    Args:
        seed: seed of the draw.
        code: the person's code, which stays the same.

    Returns:
        SHA-256 of seed, one zero byte and code, in hexadecimal; by hand: `printf 'SEED\\0CODE' | sha256sum`.

    Examples:
        >>> lottery_number("seed", "P-AAAAA") < lottery_number("seed", "P-BBBBB")
        False
    """
    return sha256(f"{seed}\0{code}".encode()).hexdigest()


def drawn_order(codes: Iterable[str], seed: str) -> list[str]:
    """Everyone in the order of their lottery numbers; the order in which they are given does not matter.

    Args:
        codes: codes of the people, each once.
        seed: seed of the draw.

    Returns:
        The same codes, first drawn first.

    Examples:
        >>> drawn_order(["c", "a", "b"], "seed") == drawn_order(["a", "b", "c"], "seed")
        True
    """
    return sorted(codes, key=lambda code: (lottery_number(seed, code), code))


def fraction_of(seed: str) -> Fraction:
    """Exact number from 0 up to 1 that the seed gives.

    Args:
        seed: any text.

    Returns:
        The seed's SHA-256 divided by 2^256.

    Examples:
        >>> 0 <= fraction_of("seed") < 1
        True
    """
    return Fraction(int(sha256(seed.encode()).hexdigest(), 16), 2**BITS)
