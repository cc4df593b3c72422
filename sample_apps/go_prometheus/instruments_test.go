package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestInstrumentsStartAtZero(t *testing.T) {
	registry := prometheus.NewRegistry()
	shop, _ := newShop(registry, untraced)
	exposed := request(t, shop, "GET", "/metrics", "").Body.String()
	for _, line := range []string{
		`http_requests_total{method="GET",path="/api/items/{id}",status="200"} 0`,
		`http_requests_total{method="POST",path="/api/orders",status="201"} 0`,
		`http_requests_total{method="GET",path="/api/slow",status="200"} 0`,
		`http_requests_total{method="GET",path="/api/boom",status="500"} 0`,
		`http_requests_total{method="GET",path="unmatched",status="404"} 0`,
		`http_request_duration_seconds_bucket{method="GET",path="/api/items/{id}",le="0.025"} 0`,
		`http_request_duration_seconds_count{method="GET",path="unmatched"} 0`,
		`http_active_connections 0`,
	} {
		if !strings.Contains(exposed, line+"\n") {
			t.Errorf("missing: %s", line)
		}
	}
}

func TestDurationIsClassicAndNative(t *testing.T) {
	registry := prometheus.NewRegistry()
	shop, _ := newShop(registry, untraced)
	request(t, shop, "GET", "/api/items/1", "")
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != "http_request_duration_seconds" {
			continue
		}
		for _, metric := range family.GetMetric() {
			histogram := metric.GetHistogram()
			// Without observations there are no native buckets yet; the zero threshold marks a native histogram.
			if len(histogram.GetBucket()) != 9 || histogram.Schema == nil || histogram.GetZeroThreshold() == 0 {
				t.Errorf("%v", metric)
			}
		}
		return
	}
	t.Error("no http_request_duration_seconds")
}

func TestCountConnection(t *testing.T) {
	shop, m := newShop(prometheus.NewRegistry(), untraced)
	server := httptest.NewUnstartedServer(shop)
	server.Config.ConnState = m.countConnection
	server.Start()
	defer server.Close()
	eventually := func(want float64) {
		t.Helper()
		for range 200 {
			if testutil.ToFloat64(m.connections) == want {
				return
			}
			time.Sleep(10 * time.Millisecond) // the server notices a closed connection with a delay
		}
		t.Errorf("%v connections, not %v", testutil.ToFloat64(m.connections), want)
	}
	idle, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	eventually(1)
	response, err := http.Get(server.URL + "/ready")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	eventually(2)
	idle.Close()
	http.DefaultClient.CloseIdleConnections()
	eventually(0)
}
