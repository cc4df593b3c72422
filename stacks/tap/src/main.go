// Command tap listens on all interfaces of the network namespace it runs in, for SECONDS, and prints one line
// `LAB-WIRE {...}`: the bytes that went over each interface, by the lengths of the frames it saw and by the kernel's own
// counters over the same time, and which HTTP exchanges took place. This file runs it; frames come from ring.go, what is
// in them from packet.go and http.go, what they amount to from listener.go.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

const (
	marker = "LAB-WIRE "
	// The ring holds 2048 frames, so that looking this seldom loses none below 400 000 frames a second, and costs the
	// services beside us next to nothing.
	between = 5 * time.Millisecond
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "tap:", err)
		os.Exit(1)
	}
}

func run() error {
	seconds, err := strconv.ParseFloat(os.Getenv("SECONDS"), 64)
	if err != nil || seconds <= 0 || seconds > 3600 {
		return fmt.Errorf("SECONDS is %q; give a number of seconds above 0", os.Getenv("SECONDS"))
	}
	// An early end is no reason to keep to oneself what was heard until then.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	report, err := listen(ctx, time.Duration(seconds*float64(time.Second)))
	if err != nil {
		return err
	}
	line, err := json.Marshal(report)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%s%s\n", marker, line)
	return err
}

func listen(ctx context.Context, length time.Duration) (*Report, error) {
	interfaces, err := interfacesHere()
	if err != nil {
		return nil, err
	}
	ring, err := openRing()
	if err != nil {
		return nil, err
	}
	heard := newListener(interfaces)
	// Frames are counted from one reading of the counters to the other, by the time the kernel gave them.
	before, err := countersNow()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	end := time.NewTimer(length)
	tick := time.NewTicker(between)
	defer tick.Stop()
	for listening := true; listening; {
		select {
		case <-ctx.Done():
			listening = false
		case <-end.C:
			listening = false
		case <-tick.C:
			ring.drain(func(f frame) { heard.hear(f, began, time.Time{}) })
		}
	}
	after, err := countersNow()
	if err != nil {
		return nil, err
	}
	ended := time.Now()
	ring.drain(func(f frame) { heard.hear(f, began, ended) })
	lost, err := ring.lost()
	if err != nil {
		return nil, err
	}
	return heard.report(began, ended, lost, before, after), nil
}
