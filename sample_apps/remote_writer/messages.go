// Encodes a description as the protobuf message of either protocol, with the types that Prometheus itself uses. The start
// timestamps of version 2.0 are on the samples, as its specification has it since 2.0-rc.4.

package main

import (
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/prompb"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
)

var metricTypes = []string{
	"", string(model.MetricTypeCounter), string(model.MetricTypeGauge), string(model.MetricTypeHistogram),
	string(model.MetricTypeGaugeHistogram), string(model.MetricTypeSummary), string(model.MetricTypeInfo),
	string(model.MetricTypeStateset),
}

// encode is the message of the description, before compression. Its times count from the moment.
func (d description) encode(moment time.Time) ([]byte, error) {
	switch {
	case d.Body != nil:
		return []byte(*d.Body), nil
	case d.Protocol == rw1:
		return d.version1(moment).Marshal()
	}
	return d.version2(moment).Marshal()
}

func (d description) version1(moment time.Time) *prompb.WriteRequest {
	request := &prompb.WriteRequest{}
	described := map[string]bool{}
	for _, one := range d.expanded() {
		made := prompb.TimeSeries{Labels: pairs1(one.Labels)}
		for _, s := range one.Samples {
			made.Samples = append(made.Samples, prompb.Sample{Value: float64(s.Value), Timestamp: s.At.from(moment)})
		}
		for _, h := range one.Histograms {
			made.Histograms = append(made.Histograms, prompb.FromIntHistogram(h.At.from(moment), h.histogram()))
		}
		for _, e := range one.Exemplars {
			made.Exemplars = append(made.Exemplars, prompb.Exemplar{
				Labels: pairs1(e.Labels), Value: float64(e.Value), Timestamp: e.At.from(moment),
			})
		}
		request.Timeseries = append(request.Timeseries, made)
		// Of a metric, not of each of its series.
		if name := one.metric(); one.Metadata != nil && !described[name] {
			described[name] = true
			request.Metadata = append(request.Metadata, prompb.MetricMetadata{
				Type:             prompb.FromMetadataType(model.MetricType(one.Metadata.Type)),
				MetricFamilyName: name,
				Help:             one.Metadata.Help,
				Unit:             one.Metadata.Unit,
			})
		}
	}
	return request
}

func (s series) metric() string {
	for _, pair := range s.Labels {
		if pair[0] == model.MetricNameLabel {
			return pair[1]
		}
	}
	return ""
}

func pairs1(pairs labelPairs) []prompb.Label {
	var made []prompb.Label
	for _, pair := range pairs {
		made = append(made, prompb.Label{Name: pair[0], Value: pair[1]})
	}
	return made
}

func (d description) version2(moment time.Time) *writev2.Request {
	symbols := writev2.NewSymbolTable()
	request := &writev2.Request{}
	var unknown []int
	for _, one := range d.expanded() {
		made := writev2.TimeSeries{LabelsRefs: references(&symbols, one.Labels)}
		for _, s := range one.Samples {
			made.Samples = append(made.Samples, writev2.Sample{
				Value: float64(s.Value), Timestamp: s.At.from(moment), StartTimestamp: started(s.Start, moment),
			})
		}
		for _, h := range one.Histograms {
			made.Histograms = append(made.Histograms, writev2.FromIntHistogram(started(h.Start, moment), h.At.from(moment), h.histogram()))
		}
		for _, e := range one.Exemplars {
			made.Exemplars = append(made.Exemplars, writev2.Exemplar{
				LabelsRefs: references(&symbols, e.Labels), Value: float64(e.Value), Timestamp: e.At.from(moment),
			})
		}
		if one.Metadata != nil {
			made.Metadata = writev2.Metadata{
				Type:    writev2.FromMetadataType(model.MetricType(one.Metadata.Type)),
				HelpRef: symbols.Symbolize(one.Metadata.Help),
				UnitRef: symbols.Symbolize(one.Metadata.Unit),
			}
		}
		if one.UnknownReference {
			unknown = append(unknown, len(request.Timeseries))
		}
		request.Timeseries = append(request.Timeseries, made)
	}
	request.Symbols = symbols.Symbols()
	for _, index := range unknown {
		references := request.Timeseries[index].LabelsRefs
		references[len(references)-1] = uint32(len(request.Symbols))
	}
	return request
}

// started is the start timestamp in milliseconds; 0 means none.
func started(start *offset, moment time.Time) int64 {
	if start == nil {
		return 0
	}
	return start.from(moment)
}

func references(symbols *writev2.SymbolsTable, pairs labelPairs) []uint32 {
	var made []uint32
	for _, pair := range pairs {
		made = append(made, symbols.Symbolize(pair[0]), symbols.Symbolize(pair[1]))
	}
	return made
}
