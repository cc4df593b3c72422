#!/bin/bash
# Makes the network namespace it runs in connected but silent, or undoes that: `silencer silence`, `silencer restore`.
#
# Silent is more than unreachable. Whoever calls gets no answer at all, neither a refusal nor "no route to host"; the
# same goes for calls from inside; open connections stall; no program is told anything. So the namespace goes on
# answering who has its address (ARP, neighbour discovery): where nobody answers that, as with `ip link set arp off`,
# callers are told "no route to host" after three seconds. All else vanishes:
#   in   a rule drops what arrives before the kernel looks for whom it is, and says so to nobody
#   out  a rule sends what leaves to a neighbour that nobody is; a blackhole route or a firewall of the namespace would
#        make calls from inside fail at once instead
# The routes themselves stay as they are, and undoing is taking the rules out. Loopback goes on working, and with it
# Docker's name server at 127.0.0.11, which knows the names of the lab; for all others it asks out of this namespace,
# and hears nothing either. A port published on the host takes calls all the same, since it is Docker that listens
# there; what is called through it then waits for an answer.
set -eEuo pipefail

table=7353
hole_mac=02:00:00:00:7e:57 # locally administered; no interface has it
drop_pref=1
local_pref=8 # for the kernel's own rule about own addresses, which stands at 0, where nothing can be put before it
hole_pref=9

say() { printf 'silencer: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

interfaces() { ip "$1" -o addr show scope global | awk '$2 != "lo" && !seen[$2]++ {print $2}'; }
hole() { if [ "$1" = -4 ]; then echo 169.254.73.53; else echo fe80::7e57; fi; }
# By number: names need /etc/protocols. TCP, UDP, SCTP, and ICMP of IPv4; that of IPv6 also does what ARP does.
dropped() { if [ "$1" = -4 ]; then echo 6 17 132 1; else echo 6 17 132; fi; }
own() { ip "$1" -o addr show scope global dev "$2" | awk '{sub("/.*", "", $4); print $4; exit}'; }
# Somebody outside who would answer a call: the gateway, else the first address of the network.
neighbour() {
    local found
    found=$(ip "$1" route show default dev "$2" | awk '{print $3; exit}')
    [ -n "$found" ] || found=$(ip "$1" -o route show proto kernel dev "$2" | awk '!/^fe80/ {
        sub("/.*", "", $1); split($1, part, ".")
        print $1 ~ /:/ ? $1 "1" : part[1] "." part[2] "." part[3] "." part[4] + 1
        exit
    }')
    echo "$found"
}

silence() {
    local family=$1 first dev protocol
    first=$(interfaces "$family" | head -n 1)
    ip "$family" neigh replace "$(hole "$family")" lladdr $hole_mac dev "$first" nud permanent
    ip "$family" route replace default via "$(hole "$family")" dev "$first" onlink table $table
    ip "$family" rule add pref $hole_pref lookup $table
    ip "$family" rule add pref $local_pref lookup local
    for dev in $(interfaces "$family"); do
        for protocol in $(dropped "$family"); do
            ip "$family" rule add pref $drop_pref iif "$dev" ipproto "$protocol" blackhole
        done
    done
    ip "$family" rule del pref 0 # only from here on is anything dropped
}

restore() {
    local family=$1 first pref
    [ -n "$(ip "$family" rule show pref 0)" ] || ip "$family" rule add pref 0 lookup local
    for pref in $drop_pref $local_pref $hole_pref; do
        while [ -n "$(ip "$family" rule show pref $pref)" ]; do ip "$family" rule del pref $pref; done
    done
    ip "$family" route flush table $table 2>/dev/null || true # there is none unless it was silent
    first=$(interfaces "$family" | head -n 1)
    ip "$family" neigh del "$(hole "$family")" dev "$first" 2>/dev/null || true
}

# What the kernel would do with a packet that arrives, and with one that leaves: `silent` or `open`.
state() {
    local family=$1 dev=$2 out=open in=open caller
    caller=$(neighbour "$family" "$dev")
    ip "$family" route get "$caller" | grep -qF " via $(hole "$family") " && out=silent
    ip "$family" route get "$(own "$family" "$dev")" from "$caller" iif "$dev" ipproto 6 dport 80 >/dev/null 2>&1 || in=silent
    echo "$in $out"
}

# A port nobody is likely to listen on: refused at once where packets come and go, even where nothing listens.
answered() {
    local code=0
    timeout 0.5 bash -c ": >'/dev/tcp/$1/9'" 2>/dev/null || code=$?
    [ $code -ne 124 ]
}

for_each() { # calls a function with each family of addresses there is, and each of its interfaces
    local family dev
    for family in -4 -6; do
        for dev in $(interfaces $family); do "$1" $family "$dev"; done
    done
}

all_silent() {
    local family dev
    for family in -4 -6; do
        for dev in $(interfaces $family); do [ "$(state $family "$dev")" = "silent silent" ] || return 1; done
    done
}

check_silent() {
    [ "$(state "$1" "$2")" = "silent silent" ] || die "$2 is not silent: in and out are $(state "$1" "$2")"
    ! answered "$(neighbour "$1" "$2")" || die "$2 is not silent: $(neighbour "$1" "$2") answers"
    say "$2 ($(own "$1" "$2")) is silent"
}

check_open() {
    [ "$(state "$1" "$2")" = "open open" ] || die "$2 is not open: in and out are $(state "$1" "$2")"
    say "$2 ($(own "$1" "$2")) is open"
}

[ -n "$(interfaces -4)$(interfaces -6)" ] || die "there is no network here; run with network_mode: service:NAME"
case ${1-} in
silence)
    if ! all_silent; then
        trap 'for_each restore; die "could not silence it; it is as it was"' ERR
        for_each restore # what one that was killed may have left
        for family in -4 -6; do [ -z "$(interfaces $family)" ] || silence $family; done
        trap - ERR
    fi
    for_each check_silent
    ;;
restore)
    for_each restore
    for_each check_open
    ;;
*) die "say 'silence' or 'restore'" ;;
esac
