// Replays a recorded exposition: what a program exposed once stands for one round, and every request to /round adds
// another one. So counters grow as they would under load, and who sends the requests knows by how much.

package main

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync/atomic"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"google.golang.org/protobuf/proto"
)

type replayer struct {
	families []*dto.MetricFamily // sorted by name
	number   atomic.Uint64
}

func newReplayer(path string) (*replayer, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("EXPOSITION cannot be read: %w", err)
	}
	defer file.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(file)
	if err != nil {
		return nil, fmt.Errorf("EXPOSITION %s is not in the text format of Prometheus: %w", path, err)
	}
	if len(families) == 0 {
		return nil, fmt.Errorf("EXPOSITION %s has no metrics", path)
	}
	names := slices.Sorted(maps.Keys(families))
	all := &replayer{}
	for _, name := range names {
		all.families = append(all.families, families[name])
	}
	return all, nil
}

// next begins another round.
func (r *replayer) next(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	// A client that is gone cannot get an error.
	_, _ = fmt.Fprintf(w, `{"round":%d}`+"\n", r.number.Add(1))
}

func (r *replayer) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", textFormat)
	encoder := expfmt.NewEncoder(w, expfmt.NewFormat(expfmt.TypeTextPlain))
	rounds := r.number.Load()
	for _, family := range r.families {
		if err := encoder.Encode(times(family, rounds)); err != nil {
			return // The reader is gone.
		}
	}
}

// times returns a family after this many rounds: what counts has grown, and a gauge is as it was recorded.
func times(family *dto.MetricFamily, rounds uint64) *dto.MetricFamily {
	grown := proto.Clone(family).(*dto.MetricFamily)
	for _, metric := range grown.Metric {
		if counter := metric.Counter; counter != nil {
			counter.Value = proto.Float64(counter.GetValue() * float64(rounds))
		}
		if histogram := metric.Histogram; histogram != nil {
			histogram.SampleCount = proto.Uint64(histogram.GetSampleCount() * rounds)
			histogram.SampleSum = proto.Float64(histogram.GetSampleSum() * float64(rounds))
			for _, bucket := range histogram.Bucket {
				bucket.CumulativeCount = proto.Uint64(bucket.GetCumulativeCount() * rounds)
			}
		}
		if summary := metric.Summary; summary != nil {
			summary.SampleCount = proto.Uint64(summary.GetSampleCount() * rounds)
			summary.SampleSum = proto.Float64(summary.GetSampleSum() * float64(rounds))
		}
	}
	return grown
}
