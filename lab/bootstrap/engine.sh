#!/bin/sh
# Makes sure a Docker Engine >= 25 with Compose v2 and buildx answers on this machine.
#
# An engine that already answers is left alone, whatever its version or vendor. Otherwise this says what it is about
# to install, asks when there is a terminal (goes on without one), installs Debian's or Ubuntu's own packages and
# starts the daemon. LAB_INSTALL_ENGINE=0 refuses; LAB_INSTALL_ENGINE=1 answers yes beforehand.
set -eu

LOG=${TMPDIR:-/tmp}/lab-dockerd.log
SOURCE=/etc/apt/sources.list.d/lab-engine.list
PIN=/etc/apt/preferences.d/lab-engine

say() { printf 'engine: %s\n' "$*" >&2; }
stop() { say "$@"; exit 4; }

root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
plugins() { docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1; }

by_hand() {
    stop "$1.
  install Docker Engine 25 or newer with the Compose v2 and buildx plug-ins, start it, and run this again:
    Debian 13, Ubuntu 24.04: apt-get install docker.io docker-cli docker-compose docker-buildx (Ubuntu: docker-compose-v2)
    elsewhere:               https://docs.docker.com/engine/install/"
}

consent() {
    case "${LAB_INSTALL_ENGINE:-}" in
        0) by_hand "no Docker Engine answers, and LAB_INSTALL_ENGINE=0 forbids installing one" ;;
        1) return 0 ;;
    esac
    say "$1"
    if [ -t 0 ] && [ -t 2 ]; then
        printf 'engine: go on? [y/N] ' >&2
        read -r reply
        case "$reply" in y|Y|yes) ;; *) by_hand "nothing was installed" ;; esac
    fi
}

# Debian 12's own engine is too old for health checks with a short start interval; Debian 13's four packages run on
# it unchanged, from the mirror this machine already uses. The pin keeps every other package of that suite out, and
# the source is removed again afterwards.
borrow_from_trixie() {
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        sed -n 's/ bookworm$//p' | head -n 1)
    [ -n "$mirror" ] || by_hand "apt has no source for Debian 12 here, so lab cannot tell where Debian 13 is"
    printf 'deb [signed-by=%s] %s trixie main\n' "$keyring" "$mirror" | root tee "$SOURCE" >/dev/null
    printf '%s\n' 'Package: *' 'Pin: release n=trixie' 'Pin-Priority: -1' '' \
        "Package: $PACKAGES" 'Pin: release n=trixie' 'Pin-Priority: 990' | root tee "$PIN" >/dev/null
    trap 'give_back' EXIT
    trap 'exit 130' INT TERM
}

give_back() {
    root rm -f "$SOURCE" "$PIN"
    root apt-get update -qq >/dev/null 2>&1 || true
}

install_packages() {
    [ -r /etc/os-release ] || by_hand "this machine has no Docker Engine, and lab cannot install one on $(uname -s)"
    # shellcheck source=/dev/null
    . /etc/os-release
    case "${ID:-}:${VERSION_ID:-}" in
        debian:12|debian:13) PACKAGES="docker.io docker-cli docker-compose docker-buildx" ;;
        ubuntu:*) PACKAGES="docker.io docker-compose-v2 docker-buildx" ;;
        *) by_hand "no Docker Engine answers, and lab does not know how to install one on ${PRETTY_NAME:-this system}" ;;
    esac
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || by_hand "installing an engine needs root or sudo"
    consent "no Docker Engine with Compose v2 and buildx here: installing $PACKAGES iptables with apt, then starting the daemon"
    [ "$ID:$VERSION_ID" != debian:12 ] || borrow_from_trixie
    root apt-get update -qq
    # shellcheck disable=SC2086
    root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $PACKAGES iptables >"$LOG.apt" 2>&1 ||
        { tail -n 20 "$LOG.apt" >&2; by_hand "apt could not install the engine (whole log: $LOG.apt)"; }
}

# A daemon that was killed leaves its pid file, and while that number belongs to any process, or to a dead one that
# nobody has waited for, the next daemon refuses to start.
forget_the_dead() {
    for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
        [ -r "$file" ] || continue
        pid=$(cat "$file")
        name=$(cat "/proc/$pid/comm" 2>/dev/null || true)
        state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
        case "$name:$state" in
            dockerd:Z | containerd:Z) root rm -f "$file" ;;
            dockerd:* | containerd:*) ;;
            *) root rm -f "$file" ;;
        esac
    done
}

launch() {
    forget_the_dead
    say "starting dockerd (log: $LOG)"
    root sh -c "setsid nohup dockerd >'$LOG' 2>&1 </dev/null &"
}

# The packages' own service does this where an init system runs; elsewhere (containers, minimal machines) we do.
start_daemon() {
    if [ -d /run/systemd/system ]; then
        root systemctl start docker
    else
        launch
    fi
    waited=0
    until answers; do
        waited=$((waited + 1))
        [ "$waited" -le 300 ] || { tail -n 20 "$LOG" >&2 2>/dev/null; stop "dockerd did not answer within 60 s (log: $LOG)"; }
        # One that was killed a moment ago may still be on its way out.
        if [ $((waited % 10)) = 0 ] && grep -q "failed to start daemon" "$LOG" 2>/dev/null; then launch; fi
        sleep 0.2
    done
}

if ! answers || ! plugins; then
    if answers; then by_hand "Docker answers but the Compose v2 or buildx plug-in is missing"; fi
    if ! command -v dockerd >/dev/null || ! plugins; then install_packages; fi
    answers || start_daemon
fi
say "Docker Engine $(docker version --format '{{.Server.Version}}'), Compose $(docker compose version --short)"
