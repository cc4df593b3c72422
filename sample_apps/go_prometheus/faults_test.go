package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestTheShareThatFailsIsExactAndSpread(t *testing.T) {
	for _, row := range []struct {
		name        string
		ratio       float64
		first, many int // of how many requests, how many fail
		longestRun  int // between two failures
	}{
		{"none", 0, 1000, 0, 1000},
		{"all", 1, 1000, 1000, 0},
		{"a tenth", 0.1, 1000, 100, 9},
		{"29 in a hundred", 0.29, 100, 29, 3},
		{"a third", 1.0 / 3, 100, 33, 3},
		{"most", 0.7, 10, 7, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			troubles := &faults{}
			troubles.become(row.ratio, 0)
			failed, run, longest := 0, 0, 0
			for range row.first {
				if fails, _ := troubles.next(); fails {
					failed, run = failed+1, 0
				} else {
					run++
					longest = max(longest, run)
				}
			}
			if failed != row.many || longest > row.longestRun {
				t.Errorf("%d failed, at most %d in a row did not", failed, longest)
			}
		})
	}
}

func TestFaultsBefallTheShopAndAreCountedUnderTheRoute(t *testing.T) {
	shop, measured := newShop(prometheus.NewRegistry())
	if said := ask(t, shop, "PUT", "/faults", `{"error_ratio": 0.5, "latency_seconds": 0.02}`); said.Code != 200 {
		t.Fatalf("%d %s", said.Code, said.Body)
	}
	began := time.Now()
	for range 4 {
		ask(t, shop, "GET", "/api/items/1", "")
	}
	if took := time.Since(began); took < 80*time.Millisecond {
		t.Errorf("4 answers after %s", took)
	}
	for _, status := range []string{"200", "500"} {
		if got := testutil.ToFloat64(measured.requests.WithLabelValues("GET", "/api/items/{id}", status)); got != 2 {
			t.Errorf("%v answers with %s", got, status)
		}
	}
	for _, target := range []string{"/ready", "/metrics", "/faults"} {
		if said := ask(t, shop, "GET", target, ""); said.Code != http.StatusOK {
			t.Errorf("%s answers %d", target, said.Code)
		}
	}
}

func TestAWrongBodyChangesNothing(t *testing.T) {
	shop, _ := newShop(prometheus.NewRegistry())
	ask(t, shop, "PUT", "/faults", `{"error_ratio": 0.25}`)
	for name, body := range map[string]string{
		"nothing":          "",
		"no JSON":          "error_ratio=1",
		"no object":        "[1]",
		"null":             "null",
		"two objects":      `{} {}`,
		"an unknown key":   `{"ratio": 1}`,
		"another case":     `{"Error_Ratio": 1}`,
		"too much":         `{"error_ratio": 1.1}`,
		"less than none":   `{"error_ratio": -0.1}`,
		"too slow":         `{"latency_seconds": 31}`,
		"a word":           `{"error_ratio": "1"}`,
		"yes":              `{"error_ratio": true}`,
		"no value":         `{"error_ratio": null}`,
		"no number":        `{"error_ratio": NaN}`,
		"one wrong of two": `{"error_ratio": 1, "latency_seconds": -1}`,
		"a book":           `{"error_ratio": 1` + strings.Repeat(" ", largestBody) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			if said := ask(t, shop, "PUT", "/faults", body); said.Code != http.StatusUnprocessableEntity {
				t.Errorf("%d %s", said.Code, said.Body)
			}
			state := strings.TrimSpace(ask(t, shop, "GET", "/faults", "").Body.String())
			if state != `{"error_ratio":0.25,"latency_seconds":0}` {
				t.Errorf("now %s", state)
			}
		})
	}
}

func TestWhatABodyLeavesOutIsZero(t *testing.T) {
	shop, _ := newShop(prometheus.NewRegistry())
	ask(t, shop, "PUT", "/faults", `{"error_ratio": 1, "latency_seconds": 30}`)
	said := ask(t, shop, "PUT", "/faults", `{}`)
	if strings.TrimSpace(said.Body.String()) != `{"error_ratio":0,"latency_seconds":0}` {
		t.Errorf("now %s", said.Body)
	}
	if answered := ask(t, shop, "DELETE", "/faults", ""); answered.Code != http.StatusMethodNotAllowed {
		t.Errorf("%d", answered.Code)
	}
}
