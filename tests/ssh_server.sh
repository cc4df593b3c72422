#!/bin/sh
# Makes sure that there is an sshd for the tests that reach an engine by SSH. They start one of their own, on a free port
# of 127.0.0.1, as the user who runs them; the package's own service is not started.
set -eu

say() { printf 'sshd: %s\n' "$*" >&2; }
root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

PATH=$PATH:/usr/sbin:/sbin
if command -v sshd >/dev/null; then exit 0; fi
if [ "${LAB_INSTALL_ENGINE:-}" != 1 ] || ! command -v apt-get >/dev/null; then
    say "not installed, so tests of engines on other machines are skipped (Debian, Ubuntu: apt-get install openssh-server)"
    exit 0
fi
say "installing openssh-server with apt, for tests"
POLICY=/usr/sbin/policy-rc.d
if [ ! -e "$POLICY" ]; then # what invoke-rc.d asks before it starts a service
    printf '#!/bin/sh\nexit 101\n' | root tee "$POLICY" >/dev/null
    root chmod 755 "$POLICY"
    trap 'root rm -f "$POLICY"' EXIT
fi
root apt-get update -qq
root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openssh-server >/dev/null
