// Declares the metrics of the shop: names, labels, buckets, and the label sets that exist at 0 before the first request.

package main

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	unmatched = "unmatched"
	// Clients may send any method, so unknown ones share one label value.
	otherMethod = "other"
)

var (
	methods = map[string]bool{
		"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true,
	}
	expected = []struct{ method, path, status string }{
		{"GET", "/api/items/{id}", "200"},
		{"POST", "/api/orders", "201"},
		{"GET", "/api/slow", "200"},
		{"GET", "/api/boom", "500"},
		{"GET", unmatched, "404"},
	}
)

type instruments struct {
	requests    *prometheus.CounterVec
	duration    *prometheus.HistogramVec
	connections prometheus.Gauge
}

func newInstruments(registry prometheus.Registerer) *instruments {
	m := &instruments{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total",
			Help: "Requests answered, by route template.",
		}, []string{"method", "path", "status"}),
		// Classic and native: scrapes in a text format get the former, scrapes in protobuf get both.
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:                            "http_request_duration_seconds",
			Help:                            "Time from the arrival of a request to the end of its answer.",
			Buckets:                         []float64{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5},
			NativeHistogramBucketFactor:     1.1,
			NativeHistogramMaxBucketNumber:  160,
			NativeHistogramMinResetDuration: time.Hour,
		}, []string{"method", "path"}),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_active_connections",
			Help: "Connections open now, idle ones and those of scrapers included.",
		}),
	}
	registry.MustRegister(m.requests, m.duration, m.connections)
	for _, set := range expected {
		m.requests.WithLabelValues(set.method, set.path, set.status)
		m.duration.WithLabelValues(set.method, set.path)
	}
	return m
}

func exposition(registry *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
}
