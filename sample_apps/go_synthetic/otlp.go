// Encodes a batch of a round as an OTLP request in protobuf: cumulative, monotonic sums, as a metrics SDK exports
// counters.

package main

import (
	"fmt"
	"strings"
	"time"
)

// Three eight-byte numbers with their tags: start time, time and value.
const pointNumbers = 3 * (1 + 8)

type encoder struct {
	population
	counters *counters
	offset   int    // of its first series in the counters
	resource []byte // with tag and length
	scope    []byte // with tag and length
	started  uint64
	// first[i] is the index of the first series of family i; sizes[j] is the size of the points of the first j label sets.
	first []int
	sizes []int
	body  []byte
}

// newEncoders returns one for each instance; a single one is called INSTANCE, of several each gets a number.
func newEncoders(config settings, all population, values *counters, started time.Time) []*encoder {
	var encoders []*encoder
	offset := 0
	for i := range config.instances {
		instance := config.instance
		if config.instances > 1 {
			instance = fmt.Sprintf("%s-%d", instance, i)
		}
		e := newEncoder(all.share(i, config.instances), values, resourceAttributes(config, instance), started)
		e.offset = offset
		offset += e.series()
		encoders = append(encoders, e)
	}
	return encoders
}

func resourceAttributes(config settings, instance string) [][2]string {
	pairs := [][2]string{{"service.name", config.job}, {"service.instance.id", instance}}
	for _, pair := range strings.Split(config.attributes, ",") {
		if key, value, found := strings.Cut(pair, "="); found {
			pairs = append(pairs, [2]string{key, value})
		}
	}
	return pairs
}

func newEncoder(all population, values *counters, resource [][2]string, started time.Time) *encoder {
	e := &encoder{population: all, counters: values, started: uint64(started.UnixNano()), sizes: []int{0}}
	var attributes []byte
	for _, pair := range resource {
		attributes = appendAttribute(attributes, fieldResourceAttributes, pair[0], pair[1])
	}
	e.resource = append(appendFrame(nil, fieldResource, len(attributes)), attributes...)
	name := appendText(nil, fieldScopeName, "synthetic")
	e.scope = append(appendFrame(nil, fieldScope, len(name)), name...)
	series := 0
	for _, family := range all.families {
		e.first = append(e.first, series)
		series += family.count
	}
	for _, set := range all.sets {
		e.sizes = append(e.sizes, e.sizes[len(e.sizes)-1]+framedSize(pointNumbers+len(set.attributes)))
	}
	return e
}

// A familyPart is the part of one family in a batch: the label sets from..to.
type familyPart struct {
	family, from, to int
}

func (e *encoder) parts(from, to int) []familyPart {
	var parts []familyPart
	for i, family := range e.families {
		begin, end := max(from-e.first[i], 0), min(to-e.first[i], family.count)
		if begin < end {
			parts = append(parts, familyPart{i, begin, end})
		}
	}
	return parts
}

func (e *encoder) metricSize(part familyPart) (metric, sum int) {
	family := e.families[part.family]
	sum = e.sizes[part.to] - e.sizes[part.from] + 2*(1+1)
	return framedSize(len(family.otlpName)) + framedSize(len(family.help)) + framedSize(sum), sum
}

// request grows the series from..to and encodes their values; the last batch of a round also has its ground truth. The
// bytes are valid until the next call.
func (e *encoder) request(from, to int, read time.Time, round int, last bool) []byte {
	now := uint64(read.UnixNano())
	parts := e.parts(from, to)
	metrics := len(e.scope)
	for _, part := range parts {
		size, _ := e.metricSize(part)
		metrics += framedSize(size)
	}
	if last {
		// The sum is known only after all values have grown, but the length is written first. With eight-byte numbers the
		// length does not depend on the value.
		for _, truth := range truths(0, round) {
			metrics += framedSize(truthSize(truth))
		}
	}
	body := appendFrame(e.body[:0], fieldResourceMetrics, len(e.resource)+framedSize(metrics))
	body = append(body, e.resource...)
	body = append(appendFrame(body, fieldScopeMetrics, metrics), e.scope...)
	for _, part := range parts {
		body = e.appendMetric(body, part, now)
	}
	if last {
		for _, truth := range truths(e.counters.sum, round) {
			body = appendTruth(body, truth, now)
		}
	}
	e.body = body
	return body
}

func (e *encoder) appendMetric(to []byte, part familyPart, now uint64) []byte {
	family := e.families[part.family]
	size, sum := e.metricSize(part)
	to = appendFrame(to, fieldMetrics, size)
	to = appendText(to, fieldMetricName, family.otlpName)
	to = appendText(to, fieldMetricHelp, family.help)
	to = appendFrame(to, fieldSum, sum)
	for i := part.from; i < part.to; i++ {
		attributes := e.sets[i].attributes
		to = appendFrame(to, fieldPoints, pointNumbers+len(attributes))
		to = appendFixed(to, fieldPointStart, e.started)
		to = appendFixed(to, fieldPointTime, now)
		to = appendFixed(to, fieldPointInteger, e.counters.grow(e.offset+e.first[part.family]+i))
		to = append(to, attributes...)
	}
	return append(to, fieldTemporality, cumulative, fieldMonotonic, monotonic)
}

// A truth is a gauge without attributes, and without a start time.
const truthPoint = 2 * (1 + 8)

func truthSize(t truth) int {
	return framedSize(len(t.otlpName)) + framedSize(len(t.help)) + framedSize(framedSize(truthPoint))
}

func appendTruth(to []byte, t truth, now uint64) []byte {
	to = appendFrame(to, fieldMetrics, truthSize(t))
	to = appendText(to, fieldMetricName, t.otlpName)
	to = appendText(to, fieldMetricHelp, t.help)
	to = appendFrame(to, fieldGauge, framedSize(truthPoint))
	to = appendFrame(to, fieldPoints, truthPoint)
	to = appendFixed(to, fieldPointTime, now)
	return appendFixed(to, fieldPointInteger, t.value)
}
