package main

import (
	"encoding/binary"
	"fmt"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// A ring that the kernel writes frames into, cut to what their heads need (packet_mmap(7), version 2). An ordinary
// socket would not do: what waits in it is reckoned with its whole length, and a few of the frames of 64 KiB that pass
// between two containers fill it.
const (
	packetVersion = 10
	version2      = 1
	slotSize      = 4096
	blockSize     = 16 * slotSize
	blocks        = 128
	slots         = blocks * blockSize / slotSize
	ofUser        = 1 // in a slot's status: the kernel has written it and leaves it to us
	linkAddressAt = 32
)

type frame struct {
	at       time.Time
	index    int  // of its interface
	outgoing bool // else received
	length   int  // on the wire; data may be shorter
	data     []byte
}

type ring struct {
	fd     int
	memory []byte
	next   int
}

// openRing returns once frames are being collected, from every interface of the network namespace.
func openRing() (*ring, error) {
	fd, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot listen, which takes the capability NET_RAW: %w", err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.SOL_PACKET, packetVersion, version2); err != nil {
		return nil, fmt.Errorf("cannot choose the ring's version: %w", err)
	}
	request := [4]uint32{blockSize, blocks, slotSize, slots}
	if _, _, errno := syscall.Syscall6(syscall.SYS_SETSOCKOPT, uintptr(fd), syscall.SOL_PACKET,
		syscall.PACKET_RX_RING, uintptr(unsafe.Pointer(&request)), unsafe.Sizeof(request), 0); errno != 0 {
		return nil, fmt.Errorf("cannot make the ring: %w", errno)
	}
	memory, err := syscall.Mmap(fd, 0, blocks*blockSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("cannot map the ring: %w", err)
	}
	everything := &syscall.SockaddrLinklayer{Protocol: swapped(syscall.ETH_P_ALL)}
	if err := syscall.Bind(fd, everything); err != nil {
		return nil, fmt.Errorf("cannot listen on all interfaces: %w", err)
	}
	return &ring{fd: fd, memory: memory}, nil
}

// drain hands on every frame that waits; its data is only good during the call.
func (r *ring) drain(hear func(frame)) {
	for {
		slot := r.memory[r.next*slotSize : (r.next+1)*slotSize]
		status := (*uint32)(unsafe.Pointer(&slot[0]))
		if atomic.LoadUint32(status)&ofUser == 0 {
			return
		}
		hear(slotFrame(slot))
		atomic.StoreUint32(status, 0)
		r.next = (r.next + 1) % slots
	}
}

func slotFrame(slot []byte) frame {
	number := func(at int) int { return int(binary.NativeEndian.Uint32(slot[at:])) }
	kept, begins := number(8), int(binary.NativeEndian.Uint16(slot[12:]))
	return frame{
		at:       time.Unix(int64(number(16)), int64(number(20))),
		length:   number(4),
		data:     slot[begins:min(begins+kept, len(slot))],
		index:    number(linkAddressAt + 4),
		outgoing: slot[linkAddressAt+10] == syscall.PACKET_OUTGOING,
	}
}

// lost is how many frames found no place in the ring.
func (r *ring) lost() (int, error) {
	var statistics [2]uint32 // frames, and those dropped
	size := uint32(unsafe.Sizeof(statistics))
	if _, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(r.fd), syscall.SOL_PACKET,
		syscall.PACKET_STATISTICS, uintptr(unsafe.Pointer(&statistics)), uintptr(unsafe.Pointer(&size)), 0); errno != 0 {
		return 0, fmt.Errorf("cannot ask what was lost: %w", errno)
	}
	return int(statistics[1]), nil
}

// swapped is a number in the order of the network.
func swapped(number uint16) uint16 {
	var bytes [2]byte
	binary.BigEndian.PutUint16(bytes[:], number)
	return binary.NativeEndian.Uint16(bytes[:])
}
