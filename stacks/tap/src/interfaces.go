package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

type link struct {
	index     int
	name      string
	addresses []string
	uncounted int // bytes of each frame that the kernel's counters leave out
}

// Counted is what the kernel says of an interface: bytes of whole frames.
type Counted struct {
	Received int64 `json:"received"`
	Sent     int64 `json:"sent"`
}

func interfacesHere() ([]link, error) {
	found, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("cannot list the interfaces: %w", err)
	}
	links := []link{}
	for _, each := range found {
		addresses, err := each.Addrs()
		if err != nil {
			return nil, fmt.Errorf("cannot ask for the addresses of %s: %w", each.Name, err)
		}
		one := link{index: each.Index, name: each.Name, addresses: []string{}}
		for _, address := range addresses {
			if network, ok := address.(*net.IPNet); ok {
				one.addresses = append(one.addresses, network.IP.String())
			}
		}
		if each.Flags&net.FlagLoopback != 0 {
			one.uncounted = ethernetHead
		}
		links = append(links, one)
	}
	return links, nil
}

// countersNow reads the counters of our own network namespace; /sys would show the one it was mounted in.
func countersNow() (map[string]Counted, error) {
	file, err := os.Open("/proc/net/dev")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return counters(file)
}

func counters(table io.Reader) (map[string]Counted, error) {
	found := map[string]Counted{}
	lines := bufio.NewScanner(table)
	for lines.Scan() {
		name, numbers, ok := strings.Cut(lines.Text(), ":")
		if !ok {
			continue // one of the two lines of the table's head
		}
		columns := strings.Fields(numbers)
		if len(columns) < 9 {
			return nil, fmt.Errorf("/proc/net/dev has the line %q", lines.Text())
		}
		received, receivedError := strconv.ParseInt(columns[0], 10, 64)
		sent, sentError := strconv.ParseInt(columns[8], 10, 64)
		if receivedError != nil || sentError != nil {
			return nil, fmt.Errorf("/proc/net/dev has the line %q", lines.Text())
		}
		found[strings.TrimSpace(name)] = Counted{Received: received, Sent: sent}
	}
	return found, lines.Err()
}
