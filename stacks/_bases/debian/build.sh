#!/bin/sh
# Makes a Debian trixie image out of Debian packages alone, a stand-in for
# debian:trixie-slim where no image registry can be reached. wget and busybox are
# in it because health checks and debugging inside containers need them.
#
# usage: build.sh TAG [LABEL=VALUE ...]
# DEBIAN_MIRROR, when set, is the archive to use instead of mmdebstrap's default;
# DEBIAN_KEYRING the file of its keys, where the packaged one is older than trixie
# (Ubuntu 22.04).
set -eu
umask 022

say() { printf '%s\n' "build.sh: $*" >&2; }
die() { say "$*"; exit 1; }

[ $# -ge 1 ] || die "usage: build.sh TAG [LABEL=VALUE ...]"
tag=$1
shift
exec </dev/null # nothing below may wait for an answer

# Labels become --change arguments, quoted for the Dockerfile parser.
n=$#
while [ "$n" -gt 0 ]; do
    case $1 in
    ?*=*) ;;
    *) die "not LABEL=VALUE: $1" ;;
    esac
    value=$(printf '%s' "${1#*=}" | sed 's/[\\"$]/\\&/g')
    set -- "$@" --change "LABEL \"${1%%=*}\"=\"$value\""
    shift
    n=$((n - 1))
done

keyring=${DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

need=
command -v mmdebstrap >/dev/null 2>&1 || need=" mmdebstrap"
[ -e "$keyring" ] || need="$need debian-archive-keyring" # Ubuntu has it only on request
if [ -n "$need" ]; then
    command -v apt-get >/dev/null 2>&1 || die "missing:$need; this host has no apt-get to install it with"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        need="$need uidmap" # without root, mmdebstrap works in a user namespace
        command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null ||
            die "missing:$need; as root: apt-get install$need"
        as_root="sudo -n"
    fi
    say "installing with apt-get:$need (they stay installed)"
    # The first try uses the package lists as they are; an update may fail for a
    # source that has nothing to do with these packages, so it is not fatal.
    apt_install() {
        $as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
            apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $need >&2
    }
    apt_install 2>/dev/null || {
        $as_root apt-get -o DPkg::Lock::Timeout=120 update >&2 || true
        apt_install || die "apt-get could not install:$need"
    }
fi

tmp=$(mktemp -d "${TMPDIR:-/tmp}/debian-base.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A file between the two steps, not a pipe: sh would not see mmdebstrap fail.
mmdebstrap --variant=minbase --include=ca-certificates,busybox,wget \
    --keyring="$keyring" \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    trixie "$tmp/root.tar" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >&2 ||
    die "mmdebstrap failed (when it knew no key: name a newer file of Debian's keys in DEBIAN_KEYRING)"

# As in the official image: services stay down when their package is installed, and
# apt keeps no caches, so that a layer that installs something stays small.
# Appended to the tarball because mmdebstrap uses, and removes, a policy-rc.d of its own.
mkdir -p "$tmp/add/usr/sbin" "$tmp/add/etc/apt/apt.conf.d"
printf '#!/bin/sh\nexit 101\n' >"$tmp/add/usr/sbin/policy-rc.d"
chmod 755 "$tmp/add/usr/sbin/policy-rc.d"
cat >"$tmp/add/etc/apt/apt.conf.d/docker-clean" <<'END'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
END
tar -rf "$tmp/root.tar" -C "$tmp/add" --owner=0 --group=0 \
    usr/sbin/policy-rc.d etc/apt/apt.conf.d/docker-clean

docker import \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'CMD ["bash"]' \
    "$@" "$tmp/root.tar" "$tag"
