// Decides which series there are: a hundred counters of a pretended shop, each with label sets that every one of them
// shares. Two programs with the same number of series have the same series. How a label set is spelled in either
// protocol is worked out once, here; the values are kept elsewhere.

package main

import "fmt"

var (
	parts   = []string{"account", "cart", "catalog", "checkout", "mail", "payment", "review", "search", "shipping", "stock"}
	events  = []string{"cache_hits", "cache_misses", "calls", "errors", "items", "messages", "queries", "requests", "retries", "timeouts"}
	methods = []string{"DELETE", "GET", "POST", "PUT"}
	codes   = []string{"200", "201", "404", "409", "500"}
	things  = []string{"baskets", "customers", "invoices", "orders", "parcels"}
	views   = []string{"", "/{id}", "/{id}/history", "/{id}/notes", "/search"}
	zones   = []string{"eu-central-1a", "eu-central-1b", "eu-west-2a", "us-east-1c"}
)

// A family is one metric: its series are the first `count` label sets.
type family struct {
	exposed string // as Prometheus calls it
	told    string // as OpenTelemetry calls it
	help    string
	count   int
}

type labelSet struct {
	text       []byte // {method="GET",...} and the blank before the value
	attributes []byte // of a data point in protobuf
}

type population struct {
	families []family
	sets     []labelSet
}

func newPopulation(series int) population {
	var all population
	number := len(parts) * len(events)
	for at := range number {
		part, event := parts[at/len(events)], events[at%len(events)]
		count := series / number
		if at < series%number {
			count++
		}
		all.families = append(all.families, family{
			exposed: "synthetic_" + part + "_" + event + "_total",
			told:    "synthetic." + part + "." + event,
			help:    "What the pretended shop counts of " + event + " in " + part + ".",
			count:   count,
		})
	}
	for at := range all.families[0].count {
		all.sets = append(all.sets, newLabelSet(at))
	}
	return all
}

// newLabelSet takes the number apart, so that no two label sets are the same and small ones differ in what differs
// first in a real program: the method and the status.
func newLabelSet(at int) labelSet {
	pick := func(from []string) string {
		word := from[at%len(from)]
		at /= len(from)
		return word
	}
	method, status := pick(methods), pick(codes)
	route := "/api/v1/" + pick(things) + pick(views)
	zone := pick(zones)
	pairs := [][2]string{
		{"method", method}, {"route", route}, {"shard", fmt.Sprintf("shard-%03d", at)}, {"status", status}, {"zone", zone},
	}
	var set labelSet
	for place, pair := range pairs {
		opening := byte(',')
		if place == 0 {
			opening = '{'
		}
		set.text = fmt.Appendf(append(set.text, opening), "%s=%q", pair[0], pair[1])
		set.attributes = appendAttribute(set.attributes, fieldPointAttributes, pair[0], pair[1])
	}
	set.text = append(set.text, "} "...)
	return set
}
