// Injected faults: which requests fail, and how long every response is delayed.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	errorRatio     = "error_ratio"
	latencySeconds = "latency_seconds"
	million        = 1_000_000
	maxBody        = 64 * 1024
)

var limits = map[string]float64{errorRatio: 1, latencySeconds: 30}

type faults struct {
	lock        sync.Mutex
	ratio       float64
	latency     float64
	accumulated int // millionths of a failure
}

func (f *faults) set(ratio, latency float64) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.ratio, f.latency, f.accumulated = ratio, latency, 0
}

func (f *faults) state() map[string]any {
	f.lock.Lock()
	defer f.lock.Unlock()
	return map[string]any{errorRatio: f.ratio, latencySeconds: f.latency}
}

// next decides about the next request. Shares are summed in integer millionths: sums of floats drift, and of n requests
// exactly the rounded down share must fail.
func (f *faults) next() (fails bool, latency time.Duration) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.accumulated += int(math.Round(f.ratio * million))
	if f.accumulated >= million {
		f.accumulated -= million
		fails = true
	}
	return fails, time.Duration(f.latency * float64(time.Second))
}

func (f *faults) inject(handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fails, latency := f.next()
		time.Sleep(latency)
		if fails {
			respondError(w, http.StatusInternalServerError, "this request was chosen to fail")
			return
		}
		handler(w, r)
	}
}

func (f *faults) serve(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
	case http.MethodPut:
		ratio, latency, err := readFaults(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			respondError(w, http.StatusUnprocessableEntity, err.Error())
			return
		}
		f.set(ratio, latency)
	default:
		w.Header().Set("Allow", "GET, PUT")
		respondError(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		return
	}
	respond(w, http.StatusOK, f.state())
}

// readFaults reads the complete state: a missing key is 0.
func readFaults(body io.Reader) (ratio, latency float64, err error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return 0, 0, err
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		return 0, 0, fmt.Errorf("not a JSON object: %w", err)
	}
	if values == nil {
		return 0, 0, fmt.Errorf("not a JSON object: null")
	}
	for key, value := range values {
		limit, known := limits[key]
		if !known {
			return 0, 0, fmt.Errorf("unknown key %q; there are: %v", key, slices.Sorted(maps.Keys(limits)))
		}
		if number, isNumber := value.(float64); !isNumber || number < 0 || number > limit {
			return 0, 0, fmt.Errorf("%s must be a number from 0 to %g", key, limit)
		}
	}
	ratio, _ = values[errorRatio].(float64)
	latency, _ = values[latencySeconds].(float64)
	return ratio, latency, nil
}
