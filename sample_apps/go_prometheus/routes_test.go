package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func request(t *testing.T, shop http.Handler, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	response := httptest.NewRecorder()
	shop.ServeHTTP(response, httptest.NewRequest(method, target, strings.NewReader(body)))
	return response
}

func TestRoutesRespondAndAreMeasured(t *testing.T) {
	for _, row := range []struct {
		name, method, target string
		status               int
		body, labels         string
	}{
		{"an item", "GET", "/api/items/7", 200, `{"id":"7","price":100}`, "GET /api/items/{id} 200"},
		{"item with an escaped name", "GET", "/api/items/a%20b", 200, `{"id":"a b","price":100}`, "GET /api/items/{id} 200"},
		{"an order", "POST", "/api/orders", 201, `{"order":1}`, "POST /api/orders 201"},
		{"a short sleep", "GET", "/api/slow?seconds=0.01", 200, `{"slept":0.01}`, "GET /api/slow 200"},
		{"negative sleep", "GET", "/api/slow?seconds=-1", 200, `{"slept":0}`, "GET /api/slow 200"},
		{"invalid sleep", "GET", "/api/slow?seconds=nan", 422, `{"detail":"seconds must be a number"}`, "GET /api/slow 422"},
		{"a failure", "GET", "/api/boom", 500, `{"detail":"this route always fails"}`, "GET /api/boom 500"},
		{"no route", "GET", "/nowhere", 404, `{"detail":"Not Found"}`, "GET unmatched 404"},
		{"no item", "GET", "/api/items/", 404, `{"detail":"Not Found"}`, "GET unmatched 404"},
		{"item with a trailing slash", "GET", "/api/items/7/", 404, `{"detail":"Not Found"}`, "GET unmatched 404"},
		{"the wrong method", "DELETE", "/api/orders", 405, `{"detail":"Method Not Allowed"}`, "DELETE /api/orders 405"},
		{"unknown method", "FETCH", "/api/orders", 405, `{"detail":"Method Not Allowed"}`, "other /api/orders 405"},
	} {
		t.Run(row.name, func(t *testing.T) {
			shop, m := newShop(prometheus.NewRegistry(), untraced)
			response := request(t, shop, row.method, row.target, "")
			if response.Code != row.status || strings.TrimSpace(response.Body.String()) != row.body {
				t.Errorf("response %d %s", response.Code, response.Body)
			}
			if got := testutil.ToFloat64(m.requests.WithLabelValues(strings.Fields(row.labels)...)); got != 1 {
				t.Errorf("%s: %v", row.labels, got)
			}
		})
	}
}

func TestMiddlewareIgnoredPaths(t *testing.T) {
	registry := prometheus.NewRegistry()
	shop, m := newShop(registry, untraced)
	for _, target := range []string{"/ready", "/metrics", "/faults"} {
		if response := request(t, shop, "GET", target, ""); response.Code != http.StatusOK {
			t.Errorf("%s response %d", target, response.Code)
		}
	}
	request(t, shop, "PUT", "/faults", `{"error_ratio": 2}`)
	if series := testutil.CollectAndCount(m.requests); series != len(expected) {
		t.Errorf("%d series, not %d", series, len(expected))
	}
	for _, set := range expected {
		if got := testutil.ToFloat64(m.requests.WithLabelValues(set.method, set.path, set.status)); got != 0 {
			t.Errorf("%v is %v", set, got)
		}
	}
}

func TestCheckReady(t *testing.T) {
	shop, _ := newShop(prometheus.NewRegistry(), untraced)
	server := httptest.NewServer(shop)
	if err := checkReady(server.URL + "/ready"); err != nil {
		t.Error(err)
	}
	if err := checkReady(server.URL + "/nowhere"); err == nil {
		t.Error("404 counts as ready")
	}
	server.Close()
	if err := checkReady(server.URL + "/ready"); err == nil {
		t.Error("a closed server counts as ready")
	}
}
