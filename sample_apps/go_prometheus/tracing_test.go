package main

import (
	"context"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace/noop"
)

var untraced = noop.NewTracerProvider().Tracer(scope)

// The exemplars of the classic buckets and of the counters, by metric name.
func exemplars(t *testing.T, registry *prometheus.Registry) map[string][]*dto.Exemplar {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]*dto.Exemplar{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			kept := []*dto.Exemplar{metric.GetCounter().GetExemplar()}
			for _, bucket := range metric.GetHistogram().GetBucket() {
				kept = append(kept, bucket.GetExemplar())
			}
			for _, one := range kept {
				if one != nil {
					found[family.GetName()] = append(found[family.GetName()], one)
				}
			}
		}
	}
	return found
}

func TestExemplarsNameTheSpan(t *testing.T) {
	exporter, registry := tracetest.NewInMemoryExporter(), prometheus.NewRegistry()
	shop, _ := newShop(registry, sdk.NewTracerProvider(sdk.WithSyncer(exporter)).Tracer(scope))
	request(t, shop, "GET", "/api/boom", "")
	spans := exporter.GetSpans()
	if len(spans) != 1 || spans[0].Name != "GET /api/boom" || spans[0].Status.Code != codes.Error {
		t.Fatalf("%v", spans)
	}
	kept := exemplars(t, registry)
	for _, name := range []string{"http_requests_total", "http_request_duration_seconds"} {
		if len(kept[name]) != 1 {
			t.Fatalf("%s: %v", name, kept)
		}
		labels := map[string]string{}
		for _, label := range kept[name][0].GetLabel() {
			labels[label.GetName()] = label.GetValue()
		}
		span := spans[0].SpanContext
		if labels["trace_id"] != span.TraceID().String() || labels["span_id"] != span.SpanID().String() {
			t.Errorf("%s: %v", name, labels)
		}
	}
}

func TestExemplarsOnlyOfSampledTraces(t *testing.T) {
	registry := prometheus.NewRegistry()
	shop, _ := newShop(registry, sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample())).Tracer(scope))
	request(t, shop, "GET", "/api/items/1", "")
	if kept := exemplars(t, registry); len(kept) > 0 {
		t.Errorf("%v", kept)
	}
}

func TestNewTracer(t *testing.T) {
	for traces, valid := range map[string]bool{"": true, "off": true, "on": true, "yes": false} {
		tracer, flush, err := newTracer(context.Background(), func(string) string { return traces })
		if (err == nil) != valid {
			t.Fatalf("%q: %v", traces, err)
		}
		if !valid {
			continue
		}
		_, span := tracer.Start(context.Background(), "one")
		if span.SpanContext().IsSampled() != (traces == "on") {
			t.Errorf("%q: %v", traces, span)
		}
		if traces != "on" { // no one receives its spans here
			if err := flush(context.Background()); err != nil {
				t.Error(err)
			}
		}
	}
}
