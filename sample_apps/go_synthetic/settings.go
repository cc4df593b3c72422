// Reads from the environment how many series there are and how they leave the program. Nothing else looks there.

package main

import (
	"fmt"
	"net/url"
	"strconv"
	"time"
)

const (
	pull = "pull"
	push = "push"

	mostSeries = 5_000_000
	// A point is some 150 bytes, and Prometheus reads 32 MiB of a request and no more. Who wants to see what becomes of
	// the rest may.
	mostPoints = 1_000_000
)

type settings struct {
	series   int
	mode     string
	interval time.Duration
	endpoint string
	batch    int
	gzip     bool
	job      string
	instance string
}

func readSettings(variable func(string) string) (settings, error) {
	said := settings{mode: variable("MODE"), endpoint: variable("ENDPOINT"), job: variable("JOB"), instance: variable("INSTANCE")}
	var err error
	if said.series, err = number(variable, "SERIES", mostSeries); err != nil {
		return said, err
	}
	switch said.mode {
	case pull:
		return said, nil
	case push:
	default:
		return said, fmt.Errorf("MODE is %q; it must be %s or %s", said.mode, pull, push)
	}
	if said.batch, err = number(variable, "BATCH", mostPoints); err != nil {
		return said, err
	}
	if said.interval, err = time.ParseDuration(variable("INTERVAL")); err != nil || said.interval <= 0 {
		return said, fmt.Errorf("INTERVAL is %q; it must be a duration, for instance 15s", variable("INTERVAL"))
	}
	if target, err := url.Parse(said.endpoint); err != nil || target.Host == "" {
		return said, fmt.Errorf("ENDPOINT is %q; it must be the whole address that takes OTLP metrics", said.endpoint)
	}
	switch compression := variable("OTLP_GZIP"); compression {
	case "on":
		said.gzip = true
	case "off":
	default:
		return said, fmt.Errorf("OTLP_GZIP is %q; it must be on or off", compression)
	}
	if said.job == "" || said.instance == "" {
		return said, fmt.Errorf("JOB and INSTANCE must say whose series are pushed")
	}
	return said, nil
}

func number(variable func(string) string, name string, most int) (int, error) {
	read, err := strconv.Atoi(variable(name))
	if err != nil || read < 1 || read > most {
		return 0, fmt.Errorf("%s is %q; it must be a whole number from 1 to %d", name, variable(name), most)
	}
	return read, nil
}
