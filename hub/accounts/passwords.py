"""Hashing and judging passwords. Slow on purpose, so it runs in threads of its own, two at once, never inside a unit."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

import msgspec
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from hub.accounts.guessable import is_guessable
from hub.kit.errors import Busy, invalid

P = ParamSpec("P")
T = TypeVar("T")

SHORTEST, LONGEST = 8, 256
SHORTEST_FOR_OFFICE = 12
OFFICE_ROLES = frozenset({"owner", "manager"})
MOST_WAITING = 64

_argon2id = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))
_threads = ThreadPoolExecutor(2, thread_name_prefix="hub-password")
_waiting = 0


class Verdict(msgspec.Struct, frozen=True):
    """Whether a password fits, and its new hash if the old one was made with weaker parameters."""

    fits: bool
    new_hash: str | None = None


@cache
def _nobodys_hash() -> str:
    """The hash that an unknown name is checked against, so that it costs as much as a known one."""
    return _argon2id.hash("nobody has this password")


def check_password(password: str, role: str, *own_words: str) -> None:
    """Refuse a password that would be guessed: too short, too common, or a word of the venue or of the person.

    No rules about kinds of characters and no forced change: they make passwords worse.

    Raises:
        Invalid: with a pointer to `/password`.
    """
    shortest = SHORTEST_FOR_OFFICE if role in OFFICE_ROLES else SHORTEST
    if not shortest <= len(password) <= LONGEST:
        raise invalid("/password", f"{shortest} to {LONGEST} characters")
    if is_guessable(password, *own_words):
        raise invalid("/password", "among the first that a stranger would try")


def hash_password(password: str) -> str:
    """Argon2id hash; blocks for some 25 ms."""
    return _argon2id.hash(_normal(password))


def judge(password: str, known_hash: str | None) -> Verdict:
    """Compare; without a known hash the same work is done for nothing. Blocks for some 25 ms."""
    try:
        fits, new_hash = _argon2id.verify_and_update(_normal(password), known_hash or _nobodys_hash())
    except UnknownHashError:
        fits, new_hash = False, None
    return Verdict(fits, new_hash) if known_hash is not None and fits else Verdict(False)


def _normal(password: str) -> str:
    """The same characters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


async def hash_in_thread(password: str) -> str:
    """Raises `Busy` when too many passwords wait already."""
    return await _in_thread(hash_password, password)


async def judge_in_thread(password: str, known_hash: str | None) -> Verdict:
    """Raises `Busy` when too many passwords wait already."""
    return await _in_thread(judge, password, known_hash)


async def _in_thread(slow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    global _waiting
    if _waiting >= MOST_WAITING:
        raise Busy("too many people sign in at once", retry_after=2)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, partial(slow, *args, **kwargs))
    finally:
        _waiting -= 1
