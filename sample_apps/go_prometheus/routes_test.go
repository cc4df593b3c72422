package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func ask(t *testing.T, shop http.Handler, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	answered := httptest.NewRecorder()
	shop.ServeHTTP(answered, httptest.NewRequest(method, target, strings.NewReader(body)))
	return answered
}

func TestEveryRequestIsAnsweredAndCountedUnderItsRoute(t *testing.T) {
	for _, row := range []struct {
		name, method, target string
		status               int
		body, labels         string
	}{
		{"an item", "GET", "/api/items/7", 200, `{"id":"7","price":100}`, "GET /api/items/{id} 200"},
		{"an item with an odd name", "GET", "/api/items/a%20b", 200, `{"id":"a b","price":100}`, "GET /api/items/{id} 200"},
		{"an order", "POST", "/api/orders", 201, `{"order":1}`, "POST /api/orders 201"},
		{"a short sleep", "GET", "/api/slow?seconds=0.01", 200, `{"slept":0.01}`, "GET /api/slow 200"},
		{"less than no sleep", "GET", "/api/slow?seconds=-1", 200, `{"slept":0}`, "GET /api/slow 200"},
		{"a sleep of no length", "GET", "/api/slow?seconds=nan", 422, `{"detail":"seconds must be a number"}`, "GET /api/slow 422"},
		{"a failure", "GET", "/api/boom", 500, `{"detail":"this route always fails"}`, "GET /api/boom 500"},
		{"no route", "GET", "/nowhere", 404, `{"detail":"Not Found"}`, "GET unmatched 404"},
		{"no item", "GET", "/api/items/", 404, `{"detail":"Not Found"}`, "GET unmatched 404"},
		{"too much of an item", "GET", "/api/items/7/", 404, `{"detail":"Not Found"}`, "GET unmatched 404"},
		{"the wrong method", "DELETE", "/api/orders", 405, `{"detail":"Method Not Allowed"}`, "DELETE /api/orders 405"},
		{"a method of its own", "FETCH", "/api/orders", 405, `{"detail":"Method Not Allowed"}`, "other /api/orders 405"},
	} {
		t.Run(row.name, func(t *testing.T) {
			shop, measured := newShop(prometheus.NewRegistry())
			answered := ask(t, shop, row.method, row.target, "")
			if answered.Code != row.status || strings.TrimSpace(answered.Body.String()) != row.body {
				t.Errorf("answered %d %s", answered.Code, answered.Body)
			}
			if got := testutil.ToFloat64(measured.requests.WithLabelValues(strings.Fields(row.labels)...)); got != 1 {
				t.Errorf("%s: %v", row.labels, got)
			}
		})
	}
}

func TestWhatIsNoTrafficIsNotCounted(t *testing.T) {
	registry := prometheus.NewRegistry()
	shop, measured := newShop(registry)
	for _, target := range []string{"/ready", "/metrics", "/faults"} {
		if answered := ask(t, shop, "GET", target, ""); answered.Code != http.StatusOK {
			t.Errorf("%s answered %d", target, answered.Code)
		}
	}
	ask(t, shop, "PUT", "/faults", `{"error_ratio": 2}`)
	if series := testutil.CollectAndCount(measured.requests); series != len(expected) {
		t.Errorf("%d series, not %d", series, len(expected))
	}
	for _, one := range expected {
		if got := testutil.ToFloat64(measured.requests.WithLabelValues(one.method, one.path, one.status)); got != 0 {
			t.Errorf("%v is %v", one, got)
		}
	}
}

func TestAShopKnowsWhetherItIsReady(t *testing.T) {
	shop, _ := newShop(prometheus.NewRegistry())
	server := httptest.NewServer(shop)
	if err := askReady(server.URL + "/ready"); err != nil {
		t.Error(err)
	}
	if err := askReady(server.URL + "/nowhere"); err == nil {
		t.Error("404 passes for ready")
	}
	server.Close()
	if err := askReady(server.URL + "/ready"); err == nil {
		t.Error("a closed server passes for ready")
	}
}
