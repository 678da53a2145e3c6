"""Passwords: which are refused, and that comparing costs the same whoever is asked for."""

import pytest

from hub.accounts.guessable import is_guessable
from hub.accounts.passwords import check_password, hash_password, judge
from hub.kit.errors import Invalid

OFTEN_SEEN = [
    "password1",
    "Passw0rd!",
    "P@ssw0rd123",
    "qwertyuiop",
    "1qaz2wsx",
    "12345678",
    "iloveyou123",
    "abababab",
    "sunshine2024",
    "qwer1234",
    "asdf1234",
    "woaini1314",
    "19900101",
    "11111111",
    "letmein1",
    "welcome2024!",
    "a1b2c3d4",
    "venuehub2026",
    "kitchenadmin",
]


@pytest.mark.parametrize("password", OFTEN_SEEN)
def test_a_password_that_strangers_try_first_is_guessable(password: str) -> None:
    assert is_guessable(password)


@pytest.mark.parametrize("password", ["correct horse battery", "tulip-9-kettle", "Xk29dLm1qq", "我喜欢喝绿茶加冰块", "river stone lamp 42"])
def test_a_password_of_ones_own_is_not(password: str) -> None:
    assert not is_guessable(password)


def test_the_own_name_is_guessable() -> None:
    assert is_guessable("zhangsan88", "Zhang San", "zhangsan")
    assert not is_guessable("zhangsan88", "Li Si")


@pytest.mark.parametrize(("password", "role"), [("kettle-7", "owner"), ("kettle-7 lam", "owner"), ("short-1", "cook"), ("x" * 257, "cook")])
def test_the_length_asked_for_depends_on_the_role(password: str, role: str) -> None:
    if password == "kettle-7 lam":
        check_password(password, role)
        return
    with pytest.raises(Invalid) as refused:
        check_password(password, role)
    assert refused.value.facts["errors"][0]["pointer"] == "/password"


def test_a_long_passphrase_with_any_characters_is_taken() -> None:
    check_password("四个随机的词 and seven more — 🍜" * 3, "owner")


def test_the_hash_is_argon2id_with_the_chosen_cost() -> None:
    made = hash_password("river stone lamp 42")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert judge("river stone lamp 42", made).fits
    assert not judge("river stone lamp 43", made).fits


def test_an_unknown_name_never_fits_even_with_the_stand_in_password() -> None:
    assert not judge("nobody has this password", None).fits


def test_the_same_characters_from_another_keyboard_fit() -> None:
    assert judge("café au lait 1", hash_password("café au lait 1")).fits


def test_a_hash_with_a_lower_cost_is_made_anew() -> None:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = PasswordHash((Argon2Hasher(memory_cost=8 * 1024, time_cost=1, parallelism=1),)).hash("river stone lamp 42")
    verdict = judge("river stone lamp 42", weak)
    assert verdict.fits
    assert verdict.new_hash is not None
    assert verdict.new_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
