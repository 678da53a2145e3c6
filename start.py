"""Set Venue Hub up and run it, with nothing but Python.

python3 start.py                       the hub with its demo venue
python3 start.py test [pytest args]    the whole test suite
python3 start.py check                 ruff, mypy and import-linter
python3 start.py <venuehub command>    anything else goes to venuehub as it is

The first run makes .venv from the hash lock; later runs find the lock unchanged and start at once. What this script has to say goes to
standard error, so that the standard output belongs to the command alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{EXE}"

CORE_LOCK = "requirements.lock"
VOICE_LOCK = "requirements-speech.lock"
"""The same and the voice of the announcements. Where there is none for a machine, the hub does without."""
EXTRA_LOCKS = {
    "test": "requirements-dev.lock",
    "check": "requirements-dev.lock",
    "bench": "requirements-bench.lock",
    "printer": "requirements-escpos.lock",
}
CHECKS = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"])


def main(arguments: list[str]) -> int:
    """Make the environment what this command needs, then become the command."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python gets as far as this line, and a sentence is kinder than a traceback
        return give_up(f"Venue Hub needs Python 3.11 or newer, and this is {sys.version.split()[0]}. Try for example: python3.12 start.py")
    if arguments and arguments[0].startswith("--") and arguments[0] != "--help":
        arguments = ["demo", *arguments]  # what is said of no command is said of the demo
    command = arguments[0] if arguments else "demo"
    if command in ("-h", "--help"):
        print(__doc__, flush=True)
        if not up_to_date({CORE_LOCK: fingerprint(CORE_LOCK)}):
            return 0  # nobody waits a minute for a list of commands
    if command == "check" and arguments[1:]:
        return give_up("check takes no arguments: it runs ruff, mypy and import-linter over everything")
    if not prepare([CORE_LOCK, *filter(None, [EXTRA_LOCKS.get(command)])], wished=[] if command in EXTRA_LOCKS else [VOICE_LOCK]):
        return 1
    if command == "check":
        return check()
    if command == "test":
        os.chdir(ROOT)
        return become([str(PYTHON), "-m", "pytest", *spread_over_workers(arguments[1:])])
    return become([str(BIN / f"venuehub{EXE}"), *(arguments or [command])])


def prepare(locks: list[str], wished: list[str] | None = None) -> bool:
    """Install each lock whose stamp is not of today's content; the stamp is written last, so a half-made .venv is made again.

    A core that is whole stays as it is when a further lock breaks off: a hub may be running from it. What is only wished for is tried
    once for each of its contents.
    """
    optional = wished or []
    wanted = {name: fingerprint(name) for name in [*locks, *optional]}
    if up_to_date(wanted):
        return True
    with alone():
        if up_to_date(wanted):  # another start has done it while this one waited
            return True
        installed = read_stamp()
        if not installed or not PYTHON.exists():
            installed = {}
            say("making .venv; this happens once and takes about a minute")
            if not make_venv():
                return False
        whole = {name: content for name, content in installed.items() if wanted.get(name, content) == content}
        if CORE_LOCK in whole:
            write_stamp(whole)
        else:
            STAMP.unlink(missing_ok=True)
        for name, content in wanted.items():
            if installed.get(name) != content:
                say(f"installing {name}" + ("" if name == CORE_LOCK or name in optional else "; once, a minute or two"))
                if not install("--require-hashes", "-r", str(ROOT / name)) and not is_bearable(name in optional):
                    return False
        if not install("--no-deps", "--no-build-isolation", "-e", str(ROOT)):
            return is_bearable(False)
        write_stamp(installed | wanted)
    return True


def is_bearable(is_voice: bool) -> bool:
    """Say what a failed installation means; the hub can do without its voice and without nothing else."""
    if is_voice:
        say("no voice could be installed here: announcements are chimes and text, unless the system has an espeak-ng")
    else:
        give_up("the installation failed; what pip said stands above. Start again to try again")
    return is_voice


def up_to_date(wanted: dict[str, str]) -> bool:
    """Whether every lock that is wanted is installed as it stands, in a .venv that has not been moved."""
    return PYTHON.exists() and wanted.items() <= read_stamp().items()


def fingerprint(lock: str) -> str:
    """What an installed lock depends on: its lines, and the project's own file with its commands."""
    return hashlib.sha256((ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    """The locks that are installed; none when the stamp is missing, damaged or of a folder that was moved, as scripts name their folder."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp["locks"] if stamp.get("root") == str(ROOT) else {}


def write_stamp(locks: dict[str, str]) -> None:
    """Say that the environment is whole; a crash before this line costs a new set-up and nothing else."""
    half = STAMP.with_suffix(".half")
    half.write_text(json.dumps({"root": str(ROOT), "locks": locks}, indent=1), "utf-8")
    half.replace(STAMP)


@contextmanager
def alone() -> Iterator[None]:
    """Let one start at a time change .venv; the system lets go of the lock when its holder dies."""
    if os.name == "nt":
        yield
        return
    import fcntl

    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_venv() -> bool:
    """An empty .venv: by uv, else by venv with its pip, else by venv without pip, which the outer pip then fills."""
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv and quietly([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]):
        return True
    for options in (["--clear"], ["--clear", "--without-pip"]):
        if quietly([sys.executable, "-m", "venv", *options, str(VENV)]):
            break
    if pip_command():
        return True
    give_up("this Python has neither ensurepip nor pip. On Debian and Ubuntu: apt install python3-venv")
    shutil.rmtree(VENV, ignore_errors=True)
    return False


def pip_command() -> list[str]:
    """How to call a pip that installs into .venv: its own, else the one of the Python that runs this script; empty when there is none."""
    if quietly([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip"]
    if PYTHON.exists() and quietly([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return []


def install(*what: str) -> bool:
    """Install into .venv, by uv where it is at hand; pip follows when uv fails, since only pip reads pip's own settings."""
    uv = shutil.which("uv")
    if uv and told_to_stderr([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *what]):
        return True
    pip = pip_command()
    return bool(pip) and told_to_stderr([*pip, "install", "-qq", "--disable-pip-version-check", *what])


def check() -> int:
    """Run every check, also after one has failed, and fail when any did."""
    os.chdir(ROOT)
    failed = []
    for name, *options in CHECKS:
        say(" ".join([name, *options]))
        if subprocess.run([str(BIN / f"{name}{EXE}"), *options], check=False).returncode:
            failed.append(name)
    return give_up(f"failed: {', '.join(failed)}") if failed else 0


def spread_over_workers(arguments: list[str]) -> list[str]:
    """Two workers unless the arguments speak of workers or of a debugger, which needs the terminal for itself."""
    own = ("-n", "--numprocesses", "-p", "--pdb", "--trace", "--collect-only", "--co")
    return arguments if any(argument.startswith(own) for argument in arguments) else ["-n", "2", *arguments]


def become(command: list[str]) -> int:
    """Turn into the command, so that signals and the exit code are its own; Windows cannot, and waits for it instead."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    with suppress(KeyboardInterrupt):
        return subprocess.run(command, check=False).returncode
    return 130


def quietly(command: list[str]) -> bool:
    """Whether a command succeeds; what it says does not matter."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def told_to_stderr(command: list[str]) -> bool:
    """Whether a command succeeds; all it says goes to standard error."""
    return subprocess.run(command, stdout=sys.stderr.fileno(), check=False).returncode == 0


def say(text: str) -> None:
    """One line about what is being done."""
    print(f"start.py: {text}", file=sys.stderr, flush=True)


def give_up(text: str) -> int:
    """One line about what went wrong, and the exit code that says so."""
    say(text)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
