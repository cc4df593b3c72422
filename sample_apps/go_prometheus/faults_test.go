package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestFaultsNextShare(t *testing.T) {
	for _, row := range []struct {
		name            string
		ratio           float64
		requests, fails int
		longestRun      int // of successes
	}{
		{"none", 0, 1000, 0, 1000},
		{"all", 1, 1000, 1000, 0},
		{"a tenth", 0.1, 1000, 100, 9},
		{"29 in a hundred", 0.29, 100, 29, 3},
		{"a third", 1.0 / 3, 100, 33, 3},
		{"most", 0.7, 10, 7, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			injected := &faults{}
			injected.set(row.ratio, 0)
			failed, run, longest := 0, 0, 0
			for range row.requests {
				if fails, _ := injected.next(); fails {
					failed, run = failed+1, 0
				} else {
					run++
					longest = max(longest, run)
				}
			}
			if failed != row.fails || longest > row.longestRun {
				t.Errorf("%d failed, at most %d in a row did not", failed, longest)
			}
		})
	}
}

func TestFaultsAreInjectedAndMeasuredByRoute(t *testing.T) {
	shop, measured := newShop(prometheus.NewRegistry(), untraced)
	if response := request(t, shop, "PUT", "/faults", `{"error_ratio": 0.5, "latency_seconds": 0.02}`); response.Code != 200 {
		t.Fatalf("%d %s", response.Code, response.Body)
	}
	started := time.Now()
	for range 4 {
		request(t, shop, "GET", "/api/items/1", "")
	}
	if took := time.Since(started); took < 80*time.Millisecond {
		t.Errorf("4 answers after %s", took)
	}
	for _, status := range []string{"200", "500"} {
		if got := testutil.ToFloat64(measured.requests.WithLabelValues("GET", "/api/items/{id}", status)); got != 2 {
			t.Errorf("%v answers with %s", got, status)
		}
	}
	for _, target := range []string{"/ready", "/metrics", "/faults"} {
		if response := request(t, shop, "GET", target, ""); response.Code != http.StatusOK {
			t.Errorf("%s answers %d", target, response.Code)
		}
	}
}

func TestFaultsInvalidBody(t *testing.T) {
	shop, _ := newShop(prometheus.NewRegistry(), untraced)
	request(t, shop, "PUT", "/faults", `{"error_ratio": 0.25}`)
	for name, body := range map[string]string{
		"empty":            "",
		"no JSON":          "error_ratio=1",
		"no object":        "[1]",
		"null":             "null",
		"two objects":      `{} {}`,
		"unknown key":      `{"ratio": 1}`,
		"wrong case":       `{"Error_Ratio": 1}`,
		"too much":         `{"error_ratio": 1.1}`,
		"negative":         `{"error_ratio": -0.1}`,
		"too slow":         `{"latency_seconds": 31}`,
		"text":             `{"error_ratio": "1"}`,
		"boolean":          `{"error_ratio": true}`,
		"null value":       `{"error_ratio": null}`,
		"not a number":     `{"error_ratio": NaN}`,
		"one wrong of two": `{"error_ratio": 1, "latency_seconds": -1}`,
		"too large":        `{"error_ratio": 1` + strings.Repeat(" ", maxBody) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			if response := request(t, shop, "PUT", "/faults", body); response.Code != http.StatusUnprocessableEntity {
				t.Errorf("%d %s", response.Code, response.Body)
			}
			state := strings.TrimSpace(request(t, shop, "GET", "/faults", "").Body.String())
			if state != `{"error_ratio":0.25,"latency_seconds":0}` {
				t.Errorf("now %s", state)
			}
		})
	}
}

func TestFaultsMissingKeyIsZero(t *testing.T) {
	shop, _ := newShop(prometheus.NewRegistry(), untraced)
	request(t, shop, "PUT", "/faults", `{"error_ratio": 1, "latency_seconds": 30}`)
	response := request(t, shop, "PUT", "/faults", `{}`)
	if strings.TrimSpace(response.Body.String()) != `{"error_ratio":0,"latency_seconds":0}` {
		t.Errorf("now %s", response.Body)
	}
	if response := request(t, shop, "DELETE", "/faults", ""); response.Code != http.StatusMethodNotAllowed {
		t.Errorf("%d", response.Code)
	}
}
