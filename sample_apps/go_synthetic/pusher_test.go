package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"
)

// The only field of a request has the same number as that of MetricsData.
type received struct {
	requests []*metrics.MetricsData
	status   int
}

func (r *received) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body := io.Reader(request.Body)
	if request.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(body)
	}
	whole, _ := io.ReadAll(body)
	one := &metrics.MetricsData{}
	if err := (proto.UnmarshalOptions{DiscardUnknown: false}).Unmarshal(whole, one); err != nil || len(one.ProtoReflect().GetUnknown()) > 0 {
		http.Error(w, "not OTLP", http.StatusBadRequest)
		return
	}
	r.requests = append(r.requests, one)
	if r.status != 0 {
		http.Error(w, "not today", r.status)
	}
}

func newPush(config settings, endpoint string) *pusher {
	config.endpoint, config.job, config.instance, config.mode = endpoint, "source", "source:8000", push
	config.instances = max(config.instances, 1)
	return newPusher(config, newPopulation(config.series), newCounters(config.series), &rounds{series: config.series, mode: push})
}

func TestPusherRound(t *testing.T) {
	for _, row := range []struct {
		name              string
		series, batch     int
		compressed        bool
		requestsInARound  int
		pointsInTheLatest int
	}{
		{"one batch", 1000, 5000, true, 1, 1002},
		{"full batches", 1000, 500, true, 2, 502},
		{"batches that end within a metric", 12345, 1000, true, 13, 347},
		{"uncompressed", 12345, 5000, false, 3, 2347},
		{"fewer than metrics", 7, 3, true, 3, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := &received{}
			server := httptest.NewServer(got)
			defer server.Close()
			source := newPush(settings{series: row.series, batch: row.batch, gzip: row.compressed}, server.URL)
			for number := 1; number <= 2; number++ {
				got.requests = nil
				done := source.round(context.Background())
				if !done.OK || done.Requests != row.requestsInARound || len(got.requests) != row.requestsInARound {
					t.Fatalf("%d requests: %+v", len(got.requests), done)
				}
				seen, points, sum, truth := map[string]bool{}, 0, int64(0), map[string]int64{}
				for _, request := range got.requests {
					points = 0
					scope := request.ResourceMetrics[0].ScopeMetrics[0]
					for _, metric := range scope.Metrics {
						for _, point := range metric.GetGauge().GetDataPoints() {
							truth[metric.Name] = point.GetAsInt()
							points++
						}
						for _, point := range metric.GetSum().GetDataPoints() {
							seen[metric.Name+attributesOf(point)] = true
							sum += point.GetAsInt()
							points++
						}
						if s := metric.GetSum(); s != nil && (!s.IsMonotonic || s.AggregationTemporality != 2 || metric.Description == "") {
							t.Fatalf("%v", metric)
						}
					}
				}
				if len(seen) != row.series || uint64(sum) != done.Sum || points != row.pointsInTheLatest {
					t.Errorf("%d series with the sum %d, %d points at last: %+v", len(seen), sum, points, done)
				}
				if truth["source.values.sum"] != sum || truth["source.round"] != int64(number) {
					t.Errorf("%v", truth)
				}
			}
		})
	}
}

func attributesOf(point *metrics.NumberDataPoint) string {
	var text strings.Builder
	for _, attribute := range point.Attributes {
		text.WriteString(" " + attribute.Key + "=" + attribute.Value.GetStringValue())
	}
	return text.String()
}

func TestPusherAttributes(t *testing.T) {
	got := &received{}
	server := httptest.NewServer(got)
	defer server.Close()
	before := time.Now()
	newPush(settings{series: 100, batch: 5000, gzip: true}, server.URL).round(context.Background())
	one := got.requests[0].ResourceMetrics[0]
	resource := map[string]string{}
	for _, attribute := range one.Resource.Attributes {
		resource[attribute.Key] = attribute.Value.GetStringValue()
	}
	if resource["service.name"] != "source" || resource["service.instance.id"] != "source:8000" || one.ScopeMetrics[0].Scope.Name != "synthetic" {
		t.Errorf("%v", one)
	}
	point := one.ScopeMetrics[0].Metrics[0].GetSum().DataPoints[0]
	want := " method=DELETE route=/api/v1/baskets shard=shard-000 status=200 zone=eu-central-1a"
	if attributesOf(point) != want || one.ScopeMetrics[0].Metrics[0].Name != "synthetic.account.cache_hits" {
		t.Errorf("%v", point)
	}
	if at := time.Unix(0, int64(point.TimeUnixNano)); at.Before(before) || at.After(time.Now()) || point.StartTimeUnixNano > point.TimeUnixNano {
		t.Errorf("from %d to %v", point.StartTimeUnixNano, at)
	}
}

func TestPusherInstances(t *testing.T) {
	got := &received{}
	server := httptest.NewServer(got)
	defer server.Close()
	config := settings{series: 1234, batch: 500, instances: 3, attributes: "service.version=1.0.0,k8s.namespace.name=shop"}
	done := newPush(config, server.URL).round(context.Background())
	instances, seen, sum := map[string]int{}, map[string]bool{}, int64(0)
	for _, request := range got.requests {
		resource := map[string]string{}
		for _, attribute := range request.ResourceMetrics[0].Resource.Attributes {
			resource[attribute.Key] = attribute.Value.GetStringValue()
		}
		if resource["service.version"] != "1.0.0" || resource["k8s.namespace.name"] != "shop" || len(resource) != 4 {
			t.Errorf("%v", resource)
		}
		for _, metric := range request.ResourceMetrics[0].ScopeMetrics[0].Metrics {
			for _, point := range metric.GetSum().GetDataPoints() {
				instances[resource["service.instance.id"]]++
				seen[metric.Name+attributesOf(point)] = true
				sum += point.GetAsInt()
			}
		}
	}
	want := map[string]int{"source:8000-0": 400, "source:8000-1": 400, "source:8000-2": 434}
	if !maps.Equal(instances, want) || len(seen) != 1234 || uint64(sum) != done.Sum {
		t.Errorf("%v, %d series with the sum %d: %+v", instances, len(seen), sum, done)
	}
}

func TestPusherRejected(t *testing.T) {
	got := &received{status: http.StatusNotFound}
	server := httptest.NewServer(got)
	defer server.Close()
	source := newPush(settings{series: 100, batch: 50, gzip: true}, server.URL)
	if done := source.round(context.Background()); done.OK || done.Requests != 2 || done.Error != "404 Not Found: not today" {
		t.Errorf("%+v", done)
	}
	got.status = 0
	if done := source.round(context.Background()); !done.OK || done.Number != 2 {
		t.Errorf("%+v", done)
	}
	server.Close()
	if done := source.round(context.Background()); done.OK || !strings.Contains(done.Error, "refused") {
		t.Errorf("%+v", done)
	}
}

func TestPusherMissedRounds(t *testing.T) {
	var requests atomic.Int32
	ctx, stop := context.WithCancel(context.Background())
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if requests.Add(1) == 3 {
			stop()
		}
		time.Sleep(130 * time.Millisecond) // longer than two intervals
	}))
	defer server.Close()
	source := newPush(settings{series: 100, batch: 100, interval: 50 * time.Millisecond}, server.URL)
	source.run(ctx)
	if source.rounds.missed < 2 || source.rounds.number != 3 {
		t.Errorf("%d missed of %d", source.rounds.missed, source.rounds.number)
	}
}

func BenchmarkPush(b *testing.B) {
	const series = 100_000
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer server.Close()
	for _, compressed := range []bool{true, false} {
		b.Run(map[bool]string{true: "gzip", false: "plain"}[compressed], func(b *testing.B) {
			source := newPush(settings{series: series, batch: 5000, gzip: compressed}, server.URL)
			var done round
			for b.Loop() {
				done = source.round(context.Background())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/series, "ns/series")
			b.ReportMetric(float64(done.SentBytes)/series, "bytes/series")
			b.ReportMetric(float64(done.BodyBytes)/series, "body-bytes/series")
		})
	}
}

func TestEncoderSizes(t *testing.T) {
	source := newPush(settings{series: 12345, batch: 777}, "http://localhost")
	var all bytes.Buffer
	for from := 0; from < 12345; from += 777 {
		to := min(from+777, 12345)
		body := source.encoders[0].request(from, to, time.Now(), 1, to == 12345)
		// Concatenated messages of one type are valid if each has exactly its declared length.
		all.Write(body)
	}
	whole := &metrics.MetricsData{}
	if err := proto.Unmarshal(all.Bytes(), whole); err != nil || len(whole.ResourceMetrics) != 16 {
		t.Errorf("%d: %v", len(whole.ResourceMetrics), err)
	}
}
