// Writes a batch of a round as an OTLP request in protobuf: cumulative, monotonic sums, as a metrics SDK makes of
// counters. Which batches a round has and what becomes of them is decided by the pushing.

package main

import "time"

// Three numbers of eight bytes, each behind its tag: when counting began, when it was read, and what it was.
const pointNumbers = 3 * (1 + 8)

type encoder struct {
	population
	counters *counters
	resource []byte // framed, as it stands in the request
	scope    []byte // framed
	started  uint64
	// first[i] is the number of the first series of family i; sizes[j] is what the points of the first j label sets need.
	first []int
	sizes []int
	body  []byte
}

func newEncoder(all population, values *counters, job, instance string, started time.Time) *encoder {
	e := &encoder{population: all, counters: values, started: uint64(started.UnixNano()), sizes: []int{0}}
	var attributes []byte
	for _, pair := range [][2]string{
		{"service.name", job}, {"service.instance.id", instance}, {"service.version", "1.0.0"}, {"telemetry.sdk.name", "synthetic"},
	} {
		attributes = appendAttribute(attributes, fieldResourceAttributes, pair[0], pair[1])
	}
	e.resource = append(appendFrame(nil, fieldResource, len(attributes)), attributes...)
	name := appendText(nil, fieldScopeName, "synthetic")
	e.scope = append(appendFrame(nil, fieldScope, len(name)), name...)
	at := 0
	for _, one := range all.families {
		e.first = append(e.first, at)
		at += one.count
	}
	for _, set := range all.sets {
		e.sizes = append(e.sizes, e.sizes[len(e.sizes)-1]+framed(pointNumbers+len(set.attributes)))
	}
	return e
}

// A share is what one batch holds of one family: the label sets from..to.
type share struct {
	family, from, to int
}

func (e *encoder) shares(from, to int) []share {
	var found []share
	for at, one := range e.families {
		begin, end := max(from-e.first[at], 0), min(to-e.first[at], one.count)
		if begin < end {
			found = append(found, share{at, begin, end})
		}
	}
	return found
}

func (e *encoder) metricSize(of share) (metric, sum int) {
	one := e.families[of.family]
	sum = e.sizes[of.to] - e.sizes[of.from] + 2*(1+1)
	return framed(len(one.told)) + framed(len(one.help)) + framed(sum), sum
}

// request lets the series from..to grow and tells their values; the last batch of a round also has the truth about
// the whole of it. The bytes are good until the next call.
func (e *encoder) request(from, to int, read time.Time, round int, last bool) []byte {
	now := uint64(read.UnixNano())
	shares := e.shares(from, to)
	metrics := len(e.scope)
	for _, one := range shares {
		size, _ := e.metricSize(one)
		metrics += framed(size)
	}
	var told []truth
	if last {
		// All values must have grown before they are added up, but the length comes before them; so the truth's length
		// must not depend on it, and with numbers of eight bytes it does not.
		told = truths(0, round)
		for _, one := range told {
			metrics += framed(truthSize(one))
		}
	}
	body := appendFrame(e.body[:0], fieldResourceMetrics, len(e.resource)+framed(metrics))
	body = append(body, e.resource...)
	body = append(appendFrame(body, fieldScopeMetrics, metrics), e.scope...)
	for _, one := range shares {
		body = e.appendMetric(body, one, now)
	}
	if last {
		for _, one := range truths(e.counters.sum, round) {
			body = appendTruth(body, one, now)
		}
	}
	e.body = body
	return body
}

func (e *encoder) appendMetric(to []byte, of share, now uint64) []byte {
	one := e.families[of.family]
	size, sum := e.metricSize(of)
	to = appendFrame(to, fieldMetrics, size)
	to = appendText(to, fieldMetricName, one.told)
	to = appendText(to, fieldMetricHelp, one.help)
	to = appendFrame(to, fieldSum, sum)
	for at := of.from; at < of.to; at++ {
		attributes := e.sets[at].attributes
		to = appendFrame(to, fieldPoints, pointNumbers+len(attributes))
		to = appendFixed(to, fieldPointStart, e.started)
		to = appendFixed(to, fieldPointTime, now)
		to = appendFixed(to, fieldPointInteger, e.counters.grow(e.first[of.family]+at))
		to = append(to, attributes...)
	}
	return append(to, fieldTemporality, cumulative, fieldMonotonic, monotonic)
}

// A truth is a gauge without attributes, and so without a time at which counting began.
const truthPoint = 2 * (1 + 8)

func truthSize(of truth) int {
	return framed(len(of.told)) + framed(len(of.help)) + framed(framed(truthPoint))
}

func appendTruth(to []byte, one truth, now uint64) []byte {
	to = appendFrame(to, fieldMetrics, truthSize(one))
	to = appendText(to, fieldMetricName, one.told)
	to = appendText(to, fieldMetricHelp, one.help)
	to = appendFrame(to, fieldGauge, framed(truthPoint))
	to = appendFrame(to, fieldPoints, truthPoint)
	to = appendFixed(to, fieldPointTime, now)
	return appendFixed(to, fieldPointInteger, one.value)
}
