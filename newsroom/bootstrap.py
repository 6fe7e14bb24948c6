"""Builds .venv/ with exactly the locked packages, or says in one sentence why it cannot.

    python3 newsroom/bootstrap.py [--dev]

Standard library only, and written so that an old Python can read it and be told that it is too
old. A finished environment carries a stamp of what it was built from; without a matching stamp
it is half-made or outdated, and is built anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "newsroom-stamp")
RUNTIME = os.path.join(ROOT, "requirements.txt")
DEVELOPMENT = os.path.join(ROOT, "requirements-dev.txt")

NO_NETWORK = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "Max retries exceeded",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ReadTimeoutError",
    "ProxyError",
    "dns error",
    "error sending request",
)


# Parts of Python that are left out where it was built without what they need.
PARTS = ("sqlite3", "ssl", "zlib")


class Refusal(Exception):
    """Why there is no environment, and what to do about it."""


def main():
    if sys.version_info < (3, 11):
        sys.exit(
            "newsroom: Python 3.11 or newer is needed, this is {0}.{1}; "
            "name another one, as in: make run PY=python3.12".format(*sys.version_info)
        )
    development = "--dev" in sys.argv[1:]
    if is_ready(development):
        return
    try:
        # Two starts at once on a fresh clone: the second waits and finds the work done.
        with open(RUNTIME) as lock:
            _lock(lock)
            if not is_ready(development):
                build(development)
    except Refusal as refusal:
        sys.exit("newsroom: {}".format(refusal))
    except OSError as error:
        sys.exit("newsroom: {} cannot be made: {}.".format(VENV, error.strerror or error))
    except KeyboardInterrupt:
        sys.exit(130)


def _lock(file):
    try:
        import fcntl
    except ImportError:  # not a POSIX system
        return
    fcntl.flock(file, fcntl.LOCK_EX)


# --- What the environment must be, and what it is -----------------------------


def wanted(development):
    """The lines its stamp must have: the Python and the hash of each list of packages."""
    lines = ["python {}.{}".format(*sys.version_info)]
    for path in [RUNTIME, DEVELOPMENT][: 2 if development else 1]:
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        lines.append("{} {}".format(os.path.basename(path), digest))
    return lines


def stamped():
    # A Python that has been removed since leaves a dangling link.
    if not os.path.exists(PYTHON):
        return []
    try:
        with open(STAMP) as file:
            return file.read().splitlines()
    except OSError:
        return []


def is_ready(development):
    return set(wanted(development)) <= set(stamped())


# --- Building -----------------------------------------------------------------


def build(development):
    if not os.access(ROOT, os.W_OK):
        raise Refusal("The folder {} cannot be written, so .venv/ has no place.".format(ROOT))
    missing = lacking(PARTS)
    if missing:
        raise Refusal(
            "This Python was built without {}; name another one, as in: make run "
            "PY=/usr/bin/python3, or install what it lacks and build it anew.".format(
                " and ".join(missing)
            )
        )
    print("Setting up .venv/ (once; about half a minute) ...")
    sys.stdout.flush()
    # Development packages come on top of the runtime ones, so a matching runtime
    # environment is kept.
    install = installer() if is_ready(False) else make()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    try:
        fetch(install, DEVELOPMENT if development else RUNTIME)
    except BaseException:
        _remove()
        raise
    with open(STAMP, "w") as file:
        file.write("\n".join(wanted(development)) + "\n")


def lacking(parts):
    """Those that cannot be imported."""
    missing = []
    for name in parts:
        try:
            __import__(name)
        except ImportError:
            missing.append(name)
    return missing


def make():
    """A new, empty environment; returns the command that installs into it."""
    _remove()
    for way in (with_venv, with_system_pip, with_uv, with_virtualenv, with_apt):
        command = way()
        if command:
            return command
        _remove()
    raise Refusal(
        "This Python cannot make environments; type: apt-get install python3-venv (as root; "
        "python{}.{}-venv where it is not the system's own), or install uv, then run make "
        "again.".format(*sys.version_info)
    )


def installer():
    """The command that installs into the existing environment."""
    for command in ([PYTHON, "-m", "pip"], [sys.executable, "-m", "pip", "--python", PYTHON]):
        if _works(command + ["--version"]):
            return command + ["install"]
    return _uv_install() or make()


def with_venv():
    if _works([sys.executable, "-c", "import ensurepip, venv"]) and _works(
        [sys.executable, "-m", "venv", VENV]
    ):
        return [PYTHON, "-m", "pip", "install"]
    return None


def with_system_pip():
    """Debian without python3-venv: its pip can still install into an environment."""
    pip = [sys.executable, "-m", "pip", "--python", PYTHON]
    if _works([sys.executable, "-m", "venv", "--without-pip", VENV]) and _works(
        pip + ["--version"]
    ):
        return pip + ["install"]
    return None


def with_uv():
    uv = shutil.which("uv")
    if uv and _works([uv, "venv", "--quiet", "--python", sys.executable, VENV]):
        return _uv_install()
    return None


def _uv_install():
    uv = shutil.which("uv")
    return [uv, "pip", "install", "--python", PYTHON] if uv else None


def with_virtualenv():
    virtualenv = shutil.which("virtualenv")
    if virtualenv and _works([virtualenv, "--python", sys.executable, VENV]):
        return [PYTHON, "-m", "pip", "install"]
    return None


def with_apt():
    """The missing Debian package itself, where it may be installed."""
    apt = shutil.which("apt-get")
    if not (apt and os.geteuid() == 0 and sys.executable.startswith("/usr/bin/")):
        return None
    package = "python{}.{}-venv".format(*sys.version_info)
    print("This Python cannot make environments yet; installing {} ...".format(package))
    sys.stdout.flush()
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update", "-q"], ["install", "-y", "-q", package]):
        subprocess.run([apt] + arguments, env=environment, stdout=subprocess.DEVNULL, check=False)
    return with_venv()


def fetch(install, requirements):
    command = install + ["--quiet", "--require-hashes", "-r", requirements]
    result = subprocess.run(
        command,
        env=_environment(),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if result.returncode:
        raise Refusal(why_not(result.stdout.decode("utf-8", "replace")))


def why_not(output):
    """One sentence out of an installer's complaint."""
    if "No space left" in output:
        return "The disk is full; make room for .venv/, then run make again."
    if "DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
        return "A fetched package is not the one that was locked (its hash differs)."
    if "CERTIFICATE_VERIFY_FAILED" in output or "SSLError" in output:
        return (
            "The packages cannot be fetched: this machine does not trust who answers for them. "
            "Look at its clock, and at PIP_CERT where a proxy stands between, then run make again."
        )
    if any(sign in output for sign in NO_NETWORK):
        return "The packages cannot be fetched; connect to the network, then run make again."
    errors = [line for line in output.splitlines() if "error" in line.lower()]
    last = (errors or output.splitlines() or ["no reason given"])[-1].strip()
    if "No matching distribution" in last:
        last += " where pip looks for them; see: pip config list"
    return "The packages cannot be installed: {}".format(last)


def _environment():
    """The caller's, less what would send packages elsewhere or wait too long for a network."""
    environment = dict(os.environ)
    for name in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME"):
        environment.pop(name, None)
    environment["PIP_RETRIES"] = "2"
    environment["PIP_NO_INPUT"] = "1"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["UV_HTTP_RETRIES"] = "2"
    return environment


def _works(command):
    return (
        subprocess.run(
            command,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
        == 0
    )


def _remove():
    if os.path.islink(VENV):
        os.remove(VENV)
    elif os.path.isdir(VENV):
        shutil.rmtree(VENV)


if __name__ == "__main__":
    main()
