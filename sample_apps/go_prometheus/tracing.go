// Traces of requests: a span for each, exported over OTLP/HTTP, and the exemplars that name its trace. The SDK reads the
// endpoint, the service name and the sampler from the OTEL_* variables.

package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

const scope = "shop"

// newTracer returns the tracer, and what exports the last spans at the end. With TRACES=off no span is recorded, and so
// there are no exemplars.
func newTracer(ctx context.Context, variable func(string) string) (trace.Tracer, func(context.Context) error, error) {
	switch traces := variable("TRACES"); traces {
	case "", "off":
		return noop.NewTracerProvider().Tracer(scope), func(context.Context) error { return nil }, nil
	case "on":
	default:
		return nil, nil, fmt.Errorf("TRACES is %q; it must be on or off", traces)
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter))
	return provider.Tracer(scope), provider.Shutdown, nil
}

// finish names the span by what is known only after routing, and ends it.
func finish(span trace.Span, method, path, status string, failed bool) {
	span.SetName(method + " " + path)
	span.SetAttributes(
		attribute.String("http.request.method", method),
		attribute.String("http.route", path),
		attribute.String("http.response.status_code", status),
	)
	if failed {
		span.SetStatus(codes.Error, http.StatusText(http.StatusInternalServerError))
	}
	span.End()
}

// exemplar gives the labels of an exemplar; nil when the trace is not sampled, because it could not be opened.
func exemplar(span trace.Span) prometheus.Labels {
	known := span.SpanContext()
	if !known.IsSampled() {
		return nil
	}
	return prometheus.Labels{"trace_id": known.TraceID().String(), "span_id": known.SpanID().String()}
}

func observe(histogram prometheus.Observer, seconds float64, labels prometheus.Labels) {
	if labels == nil {
		histogram.Observe(seconds)
		return
	}
	// The histograms of client_golang all have it.
	histogram.(prometheus.ExemplarObserver).ObserveWithExemplar(seconds, labels)
}

func count(counter prometheus.Counter, labels prometheus.Labels) {
	if labels == nil {
		counter.Inc()
		return
	}
	counter.(prometheus.ExemplarAdder).AddWithExemplar(1, labels)
}
