// The JSON description of one remote-write request: what it holds, and what is wrong with it on purpose.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/value"
)

const (
	rw1 = "1.0"
	rw2 = "2.0"

	maxDescription = 1 << 20 // bytes
	maxName        = 100     // characters
	maxSeries      = 20_000  // in a request, copies included
	maxPoints      = 100_000 // samples, histograms and exemplars of a request, copies included
	maxOffset      = 30 * 24 * time.Hour
)

// A description is a request to send. What is given of the headers and of the body replaces what the protocol has.
type description struct {
	Name     string   `json:"name"`
	Protocol string   `json:"protocol"`
	To       string   `json:"to"`    // host of the receiver; empty: the first one
	AsOf     string   `json:"as_of"` // name of an earlier write whose moment the times count from; empty: now
	Series   []series `json:"series"`

	ContentType     *string `json:"content_type"`
	Version         *string `json:"version"` // X-Prometheus-Remote-Write-Version; empty: not sent
	ContentEncoding *string `json:"content_encoding"`
	Compression     string  `json:"compression"` // of the body: snappy or none
	Body            *string `json:"body"`        // text instead of a protobuf message
}

type series struct {
	Labels     labelPairs  `json:"labels"`
	Copies     int         `json:"copies"` // this many series, told apart by the label `copy`
	Samples    []sample    `json:"samples"`
	Histograms []native    `json:"histograms"`
	Exemplars  []exemplar  `json:"exemplars"`
	Metadata   *metricKind `json:"metadata"`
	// References one past the end of the symbols: only version 2.0 has references.
	UnknownReference bool `json:"unknown_reference"`
}

// A sample's times are offsets, negative in the past.
type sample struct {
	Value number  `json:"value"`
	At    offset  `json:"at"`
	Start *offset `json:"start"` // start timestamp; only version 2.0 has it
}

// A native histogram of observations: exponential with a schema, or with custom bounds.
type native struct {
	At           offset    `json:"at"`
	Start        *offset   `json:"start"`
	Observations []float64 `json:"observations"`
	Schema       int32     `json:"schema"`
	Bounds       []float64 `json:"bounds"`
	Count        *uint64   `json:"count"` // instead of the number of observations
}

type exemplar struct {
	Labels labelPairs `json:"labels"`
	Value  number     `json:"value"`
	At     offset     `json:"at"`
}

type metricKind struct {
	Type string `json:"type"`
	Help string `json:"help"`
	Unit string `json:"unit"`
}

// Labels in the order in which they are sent: a JSON object is sorted, as the protocol demands; a list of pairs is sent
// as it is.
type labelPairs [][2]string

func (l *labelPairs) UnmarshalJSON(text []byte) error {
	var object map[string]string
	if err := json.Unmarshal(text, &object); err == nil {
		*l = nil
		for _, name := range slices.Sorted(maps.Keys(object)) {
			*l = append(*l, [2]string{name, object[name]})
		}
		return nil
	}
	var pairs [][]string
	if err := json.Unmarshal(text, &pairs); err != nil {
		return fmt.Errorf("labels are an object, or a list of [name, value]")
	}
	*l = nil
	for _, pair := range pairs {
		if len(pair) != 2 {
			return fmt.Errorf("labels are an object, or a list of [name, value]")
		}
		*l = append(*l, [2]string{pair[0], pair[1]})
	}
	return nil
}

// A number is a JSON number, or one of the words for values that JSON does not have.
type number float64

var words = map[string]float64{
	"NaN": math.NaN(), "+Inf": math.Inf(1), "-Inf": math.Inf(-1), "stale": math.Float64frombits(value.StaleNaN),
}

func (n *number) UnmarshalJSON(text []byte) error {
	var word string
	if json.Unmarshal(text, &word) == nil {
		special, known := words[word]
		if !known {
			return fmt.Errorf("%q is no value; the words are %v", word, slices.Sorted(maps.Keys(words)))
		}
		*n = number(special)
		return nil
	}
	return json.Unmarshal(text, (*float64)(n))
}

// An offset is a duration with its sign, for example "-5s".
type offset time.Duration

func (o *offset) UnmarshalJSON(text []byte) error {
	var spelled string
	if err := json.Unmarshal(text, &spelled); err != nil {
		return fmt.Errorf("a time is text, for example \"-5s\", not %s", text)
	}
	duration, err := time.ParseDuration(spelled)
	if err != nil || duration.Abs() > maxOffset {
		return fmt.Errorf("%q is no time; it must be for example \"-5s\" and at most %s", spelled, maxOffset)
	}
	*o = offset(duration)
	return nil
}

// from is the timestamp in milliseconds that this offset is from a moment.
func (o offset) from(moment time.Time) int64 {
	return moment.Add(time.Duration(o)).UnixMilli()
}

func readDescription(body io.Reader) (description, error) {
	wanted := description{Compression: "snappy"}
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wanted); err != nil {
		return wanted, err
	}
	if decoder.More() {
		return wanted, fmt.Errorf("there is something after the JSON object")
	}
	return wanted, wanted.check()
}

func (d description) check() error {
	if d.Name == "" || len(d.Name) > maxName {
		return fmt.Errorf("name must be 1 to %d characters: responses are found by it", maxName)
	}
	if d.Protocol != rw1 && d.Protocol != rw2 {
		return fmt.Errorf("protocol is %q; it must be %s or %s", d.Protocol, rw1, rw2)
	}
	if d.Compression != "snappy" && d.Compression != "none" {
		return fmt.Errorf("compression is %q; it must be snappy or none", d.Compression)
	}
	total := 0
	for i, one := range d.Series {
		if one.Copies < 0 || one.Copies > maxSeries {
			return fmt.Errorf("series[%d].copies must be from 0 to %d", i, maxSeries)
		}
		if one.UnknownReference && d.Protocol == rw1 {
			return fmt.Errorf("series[%d].unknown_reference: protocol %s has no references", i, rw1)
		}
		if one.UnknownReference && len(one.Labels) == 0 {
			return fmt.Errorf("series[%d].unknown_reference: there is no label whose reference could be unknown", i)
		}
		if one.Metadata != nil && !slices.Contains(metricTypes, one.Metadata.Type) {
			return fmt.Errorf("series[%d].metadata.type is %q; there are: %s", i, one.Metadata.Type, strings.Join(metricTypes, ", "))
		}
		for _, histogram := range one.Histograms {
			if err := histogram.check(); err != nil {
				return fmt.Errorf("series[%d].histograms: %w", i, err)
			}
		}
		total += max(one.Copies, 1)
	}
	if total > maxSeries {
		return fmt.Errorf("%d series; at most %d are sent", total, maxSeries)
	}
	if points := d.sent().points(); points > maxPoints {
		return fmt.Errorf("%d samples, histograms and exemplars; at most %d are sent", points, maxPoints)
	}
	return nil
}

// Counts of what a request holds, or of what the receiver wrote.
type counts struct {
	Samples    int `json:"samples"`
	Histograms int `json:"histograms"`
	Exemplars  int `json:"exemplars"`
}

func (c counts) points() int {
	return c.Samples + c.Histograms + c.Exemplars
}

// sent is what the message holds, good or bad.
func (d description) sent() counts {
	var sent counts
	if d.Body != nil {
		return sent
	}
	for _, one := range d.Series {
		copies := max(one.Copies, 1)
		sent.Samples += copies * len(one.Samples)
		sent.Histograms += copies * len(one.Histograms)
		sent.Exemplars += copies * len(one.Exemplars)
	}
	return sent
}

// Each series as often as it has copies, told apart by a label that keeps the order.
func (d description) expanded() []series {
	var all []series
	for _, one := range d.Series {
		if one.Copies == 0 {
			all = append(all, one)
			continue
		}
		for i := range one.Copies {
			each := one
			each.Labels = append(slices.Clone(one.Labels), [2]string{"copy", fmt.Sprint(i)})
			slices.SortStableFunc(each.Labels, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
			all = append(all, each)
		}
	}
	return all
}
