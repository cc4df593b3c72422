// Reads the settings from the environment: how many series there are and how they are scraped or pushed, or what is
// replayed.

package main

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	pull   = "pull"
	push   = "push"
	replay = "replay"

	// Each listens on a port of its own, from the first one on.
	maxScraped = 1000
	maxSeries  = 5_000_000
	// A point is about 150 bytes, and Prometheus reads at most 32 MiB of a request. Larger requests are allowed, to see
	// what happens.
	maxPoints = 1_000_000
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
	// The series are shared by this many instances, each pushed with a resource of its own or scraped on a port of its own.
	instances int
	// Further attributes of each resource: key=value,key=value.
	attributes string
	// The file that is replayed.
	exposition string
}

func readSettings(variable func(string) string) (settings, error) {
	config := settings{mode: variable("MODE"), endpoint: variable("ENDPOINT"), job: variable("JOB"), instance: variable("INSTANCE")}
	var err error
	if config.mode == replay {
		config.exposition = variable("EXPOSITION")
		return config, nil
	}
	if config.series, err = number(variable, "SERIES", maxSeries); err != nil {
		return config, err
	}
	switch config.mode {
	case pull:
		config.instances, err = number(variable, "INSTANCES", min(config.series, maxScraped))
		return config, err
	case push:
	default:
		return config, fmt.Errorf("MODE is %q; it must be %s, %s or %s", config.mode, pull, push, replay)
	}
	if config.batch, err = number(variable, "BATCH", maxPoints); err != nil {
		return config, err
	}
	if config.interval, err = time.ParseDuration(variable("INTERVAL")); err != nil || config.interval <= 0 {
		return config, fmt.Errorf("INTERVAL is %q; it must be a duration, for instance 15s", variable("INTERVAL"))
	}
	if target, err := url.Parse(config.endpoint); err != nil || target.Host == "" {
		return config, fmt.Errorf("ENDPOINT is %q; it must be the whole address that takes OTLP metrics", config.endpoint)
	}
	switch compression := variable("OTLP_GZIP"); compression {
	case "on":
		config.gzip = true
	case "off":
	default:
		return config, fmt.Errorf("OTLP_GZIP is %q; it must be on or off", compression)
	}
	if config.instances, err = number(variable, "INSTANCES", config.series); err != nil {
		return config, err
	}
	config.attributes = variable("RESOURCE_ATTRIBUTES")
	for _, pair := range strings.Split(config.attributes, ",") {
		if key, _, found := strings.Cut(pair, "="); config.attributes != "" && (!found || key == "") {
			return config, fmt.Errorf("RESOURCE_ATTRIBUTES is %q; it must be key=value,key=value", config.attributes)
		}
	}
	if config.job == "" || config.instance == "" {
		return config, fmt.Errorf("JOB and INSTANCE must say whose series are pushed")
	}
	return config, nil
}

func number(variable func(string) string, name string, limit int) (int, error) {
	value, err := strconv.Atoi(variable(name))
	if err != nil || value < 1 || value > limit {
		return 0, fmt.Errorf("%s is %q; it must be a whole number from 1 to %d", name, variable(name), limit)
	}
	return value, nil
}
