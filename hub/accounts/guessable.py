"""Passwords that a stranger tries first. Pure.

A rule instead of a list: of the passwords most often seen in leaks, nearly all that are long enough for us are a common
word with digits and signs around it, a walk over the keyboard, a date, or one short piece said again and again.
"""

import re

COMMON = """
a1b2c3d4 abc abcd access account admin admin123 administrator alexander amanda andrea andrew angel anthony arsenal asdf ashley august
baby bailey banana baobao baseball basketball batman bear beautiful benjamin biteme blink brandon buster butterfly callme canting carlos
cashier changeme charlie cheese chelsea chicken chocolate chris christian christopher classic coffee computer cookie corvette cowboy
dallas daniel danielle database death december default demo denglu diamond dog dolphin dragon eagle elephant elizabeth family fandian
february ferrari flower football forever freedom friday friend fuckme fuckyou gabriel george ginger google guest guitar hannah happy
harley hello hockey hotel hunter iceman iloveu iloveyou internet jackson james january jasmine jennifer jessica jesus jiudian jonathan
jordan joseph joshua july june justin killer kitchen letmein liverpool login london lovely loveme lover maggie manager marina master
matrix matthew maverick melissa merlin michael michelle midnight mima monday monkey monster morgan mustang mypass myself naruto nicholas
nicole nihao november october office operator orange owner pad passcode passme passwd password passwort patrick peanut pepper phoenix
pokemon princess private purple qazwsx qwerty rachel rainbow ranger restaurant robert root samantha samsung saturday school secret
secure september service shadow silver simple slayer snoopy soccer spa spring staff starwars steelers stephanie summer sunday sunflower
sunshine superman superuser support sweet system taylor temp temppass tester testing thomas thunder thursday tiger tigger trouble
trustme trustno tuesday unknown user venue venuehub victoria wednesday welcome welcomeback whatever william winner winter wizard woaini
xiao xiaoming yankees yellow zaqwsx zhongguo
"""
WORDS = frozenset(COMMON.split())
KEYBOARD = (
    "`1234567890-=",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
)
RUNS = (
    *KEYBOARD,
    *(row[::-1] for row in KEYBOARD),
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "01234567890123456789",
    "98765432109876543210",
)
LOOKALIKES = str.maketrans("@4831!05$7", "aabeiiosst")
NOT_LETTERS = re.compile(r"^[^a-z\u0080-\uffff]+|[^a-z\u0080-\uffff]+$")


def is_guessable(password: str, *own_words: str) -> bool:
    """Whether the password is among the first that would be tried; `own_words` are names known to everybody here."""
    folded = password.casefold()
    own = {word for own_word in own_words for word in re.split(r"[\W_]+", own_word.casefold()) if len(word) > 2}
    bare = NOT_LETTERS.sub("", folded)
    kernels = {folded, bare, bare.translate(LOOKALIKES), NOT_LETTERS.sub("", folded.translate(LOOKALIKES))}
    return (
        any(_made_of(kernel, WORDS | own) for kernel in kernels)
        or _said_again(folded)
        or _walked(folded)
        or (folded.isdigit() and len(folded) < 16)
    )


def _made_of(text: str, words: frozenset[str] | set[str]) -> bool:
    """One word, or two of them side by side."""
    return text in words or any(text[:at] in words and text[at:] in words for at in range(1, len(text)))


def _said_again(text: str) -> bool:
    """`abababab`, `aaaaaaaa`, `testtest`: a piece of at most four characters, or of half the length, again and again."""
    sizes = {1, 2, 3, 4, max(1, len(text) // 2)}
    return len(set(text)) < 4 or any(text[:size] * (len(text) // size) == text for size in sizes)


def _walked(text: str) -> bool:
    """Rows of the keyboard, the alphabet, digits in order: the text is made of few such runs of at least three."""
    runs, at = 0, 0
    while at < len(text):
        step = max((size for size in range(3, len(text) - at + 1) if any(text[at : at + size] in run for run in RUNS)), default=0)
        if not step:
            return False
        runs, at = runs + 1, at + step
    return runs <= 4
