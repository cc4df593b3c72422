#!/bin/sh
# Makes the virtual environment .venv of this checkout and installs lab into it, with what its tests need: the versions in
# requirements-dev.lock, which `make pins` renews.
#
# Takes the first Python >= 3.11 that can make environments. Debian and Ubuntu split that ability off into a package:
# it is installed, after asking, under the same rules as an engine (LAB_INSTALL_ENGINE).
set -eu

VENV=.venv
STAMP=$VENV/.installed
LOCK=requirements-dev.lock

say() { printf 'python: %s\n' "$*" >&2; }

usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if usable "$candidate"; then echo "$candidate"; return; fi
    done
}

install_python() {
    if ! command -v apt-get >/dev/null || [ "${LAB_INSTALL_ENGINE:-}" = 0 ]; then
        say "no Python 3.11 or newer with the venv module here; install one (Debian, Ubuntu: python3 python3-venv)"
        exit 4
    fi
    say "no Python 3.11 or newer with the venv module here: installing python3 and python3-venv with apt"
    if [ -t 0 ] && [ -t 2 ] && [ "${LAB_INSTALL_ENGINE:-}" != 1 ]; then
        printf 'python: go on? [y/N] ' >&2
        read -r reply
        case "$reply" in y|Y|yes) ;; *) exit 4 ;; esac
    fi
    root=""
    [ "$(id -u)" = 0 ] || root=sudo
    $root apt-get update -qq
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
}

if [ -e "$STAMP" ] && [ ! pyproject.toml -nt "$STAMP" ] && [ ! "$LOCK" -nt "$STAMP" ]; then exit 0; fi

python=$(find_python)
if [ -z "$python" ]; then
    install_python
    python=$(find_python)
    [ -n "$python" ] || { say "the Python that apt offers is older than 3.11; install a newer one"; exit 4; }
fi

[ -x "$VENV/bin/python" ] || "$python" -m venv "$VENV"
say "installing lab into $VENV ($("$VENV/bin/python" --version))"
install() { "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
if "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info >= (3, 15))'; then
    # Every package by its hash; the build backend is among them, so that nothing else is fetched.
    install --require-hashes -r "$LOCK"
    install --no-deps --no-build-isolation --editable .
else
    say "$LOCK is for Python 3.11 to 3.14: installing the newest packages that fit, which nobody has tested"
    install --editable ".[dev]"
fi
# Some environments forbid Python to write byte code later; without it every start of lab would compile itself anew.
"$VENV/bin/python" -m compileall -q lab
touch "$STAMP"
