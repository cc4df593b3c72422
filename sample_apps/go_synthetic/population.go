// The series: a hundred counters of a fictional shop, all with the same label sets. Two sources with the same number of
// series have the same series. Label sets are encoded once, for both protocols.

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
	promName string // in Prometheus
	otlpName string // in OpenTelemetry
	help     string
	count    int
}

type labelSet struct {
	text       []byte // {method="GET",...} and the space before the value
	attributes []byte // of a data point in protobuf
}

type population struct {
	families []family
	sets     []labelSet
}

func newPopulation(series int) population {
	var all population
	families := len(parts) * len(events)
	for i := range families {
		part, event := parts[i/len(events)], events[i%len(events)]
		count := series / families
		if i < series%families {
			count++
		}
		all.families = append(all.families, family{
			promName: "synthetic_" + part + "_" + event + "_total",
			otlpName: "synthetic." + part + "." + event,
			help:     "What the pretended shop counts of " + event + " in " + part + ".",
			count:    count,
		})
	}
	for i := range all.families[0].count {
		all.sets = append(all.sets, newLabelSet(i))
	}
	return all
}

// share is the part of one of several instances: every family, with consecutive label sets.
func (p population) share(instance, instances int) population {
	from, to := len(p.sets)*instance/instances, len(p.sets)*(instance+1)/instances
	part := population{sets: p.sets[from:to]}
	for _, family := range p.families {
		family.count = min(family.count, to) - min(family.count, from)
		part.families = append(part.families, family)
	}
	return part
}

func (p population) series() int {
	total := 0
	for _, family := range p.families {
		total += family.count
	}
	return total
}

// newLabelSet derives the values from the digits of the index, so that all label sets are different, and the first ones
// differ in method and status as in a real program.
func newLabelSet(index int) labelSet {
	pick := func(values []string) string {
		value := values[index%len(values)]
		index /= len(values)
		return value
	}
	method, status := pick(methods), pick(codes)
	route := "/api/v1/" + pick(things) + pick(views)
	zone := pick(zones)
	pairs := [][2]string{
		{"method", method}, {"route", route}, {"shard", fmt.Sprintf("shard-%03d", index)}, {"status", status}, {"zone", zone},
	}
	var set labelSet
	for i, pair := range pairs {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		set.text = fmt.Appendf(append(set.text, separator), "%s=%q", pair[0], pair[1])
		set.attributes = appendAttribute(set.attributes, fieldPointAttributes, pair[0], pair[1])
	}
	set.text = append(set.text, "} "...)
	return set
}
