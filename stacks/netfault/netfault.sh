#!/bin/bash
# Blackholes the network namespace it runs in, or undoes that: `netfault blackhole`, `netfault unblackhole`.
#
# A blackholed service is connected, but its packets go nowhere. Callers get no answer at all, neither a refusal nor
# "no route to host"; the same holds for calls from inside; open connections stall; no program is notified. To achieve
# this, the namespace goes on answering ARP and neighbour discovery: without an answer to those, as with
# `ip link set arp off`, callers would get "no route to host" after three seconds. Everything else is dropped:
#   in   a rule drops arriving packets before the kernel looks for their receiver, without an answer to the sender
#   out  a rule routes leaving packets to a neighbour that does not exist; a blackhole route or a firewall in the
#        namespace would make calls from inside fail at once instead
# The routes stay as they are: undoing it removes the rules. Loopback goes on working, and with it Docker's name server
# at 127.0.0.11, which knows the names of the lab; all other names it would ask for outside of this namespace, and get
# no answer either. A port published on the host still accepts connections, because Docker listens there; requests
# through it then wait for an answer.
set -eEuo pipefail

table=7353
hole_mac=02:00:00:00:7e:57 # locally administered; no interface has this address
drop_pref=1
local_pref=8 # for the kernel's rule about own addresses, which is at 0, where no rule can come before it
hole_pref=9

log() { printf 'netfault: %s\n' "$*"; }
die() { log "$*" >&2; exit 1; }

interfaces() { ip "$1" -o addr show scope global | awk '$2 != "lo" && !seen[$2]++ {print $2}'; }
hole() { if [ "$1" = -4 ]; then echo 169.254.73.53; else echo fe80::7e57; fi; }
# By number: names need /etc/protocols. TCP, UDP, SCTP, and ICMP of IPv4; ICMPv6 is kept, it replaces ARP.
dropped_protocols() { if [ "$1" = -4 ]; then echo 6 17 132 1; else echo 6 17 132; fi; }
own_address() { ip "$1" -o addr show scope global dev "$2" | awk '{sub("/.*", "", $4); print $4; exit}'; }
# An address outside that would answer: the gateway, else the first address of the network.
neighbour() {
    local address
    address=$(ip "$1" route show default dev "$2" | awk '{print $3; exit}')
    [ -n "$address" ] || address=$(ip "$1" -o route show proto kernel dev "$2" | awk '!/^fe80/ {
        sub("/.*", "", $1); split($1, part, ".")
        print $1 ~ /:/ ? $1 "1" : part[1] "." part[2] "." part[3] "." part[4] + 1
        exit
    }')
    echo "$address"
}

blackhole() {
    local family=$1 first dev protocol
    first=$(interfaces "$family" | head -n 1)
    ip "$family" neigh replace "$(hole "$family")" lladdr $hole_mac dev "$first" nud permanent
    ip "$family" route replace default via "$(hole "$family")" dev "$first" onlink table $table
    ip "$family" rule add pref $hole_pref lookup $table
    ip "$family" rule add pref $local_pref lookup local
    for dev in $(interfaces "$family"); do
        for protocol in $(dropped_protocols "$family"); do
            ip "$family" rule add pref $drop_pref iif "$dev" ipproto "$protocol" blackhole
        done
    done
    ip "$family" rule del pref 0 # only from here on is anything dropped
}

unblackhole() {
    local family=$1 first pref
    [ -n "$(ip "$family" rule show pref 0)" ] || ip "$family" rule add pref 0 lookup local
    for pref in $drop_pref $local_pref $hole_pref; do
        while [ -n "$(ip "$family" rule show pref $pref)" ]; do ip "$family" rule del pref $pref; done
    done
    ip "$family" route flush table $table 2>/dev/null || true # missing unless it was blackholed
    first=$(interfaces "$family" | head -n 1)
    ip "$family" neigh del "$(hole "$family")" dev "$first" 2>/dev/null || true
}

# What the kernel would do with an arriving packet, and with a leaving one: `dropped` or `open`.
state() {
    local family=$1 dev=$2 out=open in=open caller
    caller=$(neighbour "$family" "$dev")
    ip "$family" route get "$caller" | grep -qF " via $(hole "$family") " && out=dropped
    ip "$family" route get "$(own_address "$family" "$dev")" from "$caller" iif "$dev" ipproto 6 dport 80 >/dev/null 2>&1 || in=dropped
    echo "$in $out"
}

# Whether a connection is refused or accepted at once, which takes a working network; port 9 is rarely in use.
answers() {
    local code=0
    timeout 0.5 bash -c ": >'/dev/tcp/$1/9'" 2>/dev/null || code=$?
    [ $code -ne 124 ]
}

for_each() { # calls a function with every address family in use and every interface of it
    local family dev
    for family in -4 -6; do
        for dev in $(interfaces $family); do "$1" $family "$dev"; done
    done
}

all_blackholed() {
    local family dev
    for family in -4 -6; do
        for dev in $(interfaces $family); do [ "$(state $family "$dev")" = "dropped dropped" ] || return 1; done
    done
}

check_blackholed() {
    [ "$(state "$1" "$2")" = "dropped dropped" ] || die "$2 is not blackholed: in and out are $(state "$1" "$2")"
    ! answers "$(neighbour "$1" "$2")" || die "$2 is not blackholed: $(neighbour "$1" "$2") answers"
    log "$2 ($(own_address "$1" "$2")) is blackholed"
}

check_open() {
    [ "$(state "$1" "$2")" = "open open" ] || die "$2 is not open: in and out are $(state "$1" "$2")"
    log "$2 ($(own_address "$1" "$2")) is open"
}

[ -n "$(interfaces -4)$(interfaces -6)" ] || die "there is no network interface; run with network_mode: service:NAME"
case ${1-} in
blackhole)
    if ! all_blackholed; then
        trap 'for_each unblackhole; die "could not blackhole the service; its network is unchanged"' ERR
        for_each unblackhole # rules that a killed run may have left
        for family in -4 -6; do [ -z "$(interfaces $family)" ] || blackhole $family; done
        trap - ERR
    fi
    for_each check_blackholed
    ;;
unblackhole)
    for_each unblackhole
    for_each check_open
    ;;
*) die "usage: netfault blackhole|unblackhole" ;;
esac
