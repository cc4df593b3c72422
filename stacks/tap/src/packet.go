package main

import (
	"encoding/binary"
	"net/netip"
)

// segment is what a frame carries of a TCP connection.
type segment struct {
	from, to netip.AddrPort
	sequence uint32
	payload  []byte
}

const (
	ethernetHead = 14
	ipv4         = 0x0800
	ipv6         = 0x86DD
	tcp          = 6
)

// segmentOf is false for what is no TCP, or too short to tell. A frame may be cut: its payload is what there is of it.
func segmentOf(data []byte) (segment, bool) {
	if len(data) < ethernetHead {
		return segment{}, false
	}
	packet := data[ethernetHead:]
	switch binary.BigEndian.Uint16(data[12:]) {
	case ipv4:
		if len(packet) < 20 || packet[9] != tcp || binary.BigEndian.Uint16(packet[6:])&0x1FFF != 0 {
			return segment{}, false // something else, or a further fragment
		}
		head, total := int(packet[0]&0x0F)*4, int(binary.BigEndian.Uint16(packet[2:]))
		from, to := netip.AddrFrom4([4]byte(packet[12:16])), netip.AddrFrom4([4]byte(packet[16:20]))
		return tcpOf(without(packet, head, total), from, to)
	case ipv6:
		if len(packet) < 40 || packet[6] != tcp {
			return segment{}, false
		}
		total := 40 + int(binary.BigEndian.Uint16(packet[4:]))
		from, to := netip.AddrFrom16([16]byte(packet[8:24])), netip.AddrFrom16([16]byte(packet[24:40]))
		return tcpOf(without(packet, 40, total), from, to)
	}
	return segment{}, false
}

// without takes off the head, and what Ethernet puts behind a short packet. A length of the packet that says less than
// its head is that of a frame too long for the field: it tells nothing.
func without(packet []byte, head, total int) []byte {
	if total > head && total < len(packet) {
		packet = packet[:total]
	}
	return packet[min(head, len(packet)):]
}

func tcpOf(data []byte, from, to netip.Addr) (segment, bool) {
	if len(data) < 20 {
		return segment{}, false
	}
	return segment{
		from:     netip.AddrPortFrom(from, binary.BigEndian.Uint16(data)),
		to:       netip.AddrPortFrom(to, binary.BigEndian.Uint16(data[2:])),
		sequence: binary.BigEndian.Uint32(data[4:]),
		payload:  data[min(int(data[12]>>4)*4, len(data)):],
	}, true
}
