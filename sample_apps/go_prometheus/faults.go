// What goes wrong on purpose: which requests fail, and how long every answer is held back. Which routes it befalls is
// up to the routes.

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
	largestBody    = 64 * 1024
)

var most = map[string]float64{errorRatio: 1, latencySeconds: 30}

type faults struct {
	lock    sync.Mutex
	ratio   float64
	latency float64
	owed    int // in millionths of a failure
}

func (f *faults) become(ratio, latency float64) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.ratio, f.latency, f.owed = ratio, latency, 0
}

func (f *faults) state() map[string]any {
	f.lock.Lock()
	defer f.lock.Unlock()
	return map[string]any{errorRatio: f.ratio, latencySeconds: f.latency}
}

// next decides about the request that has just arrived. Shares are summed in whole millionths: sums of fractions
// drift, and of n requests exactly the share rounded down must fail.
func (f *faults) next() (fails bool, latency time.Duration) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.owed += int(math.Round(f.ratio * million))
	if f.owed >= million {
		f.owed -= million
		fails = true
	}
	return fails, time.Duration(f.latency * float64(time.Second))
}

func (f *faults) befall(handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fails, latency := f.next()
		time.Sleep(latency)
		if fails {
			refuse(w, http.StatusInternalServerError, "this request was chosen to fail")
			return
		}
		handler(w, r)
	}
}

func (f *faults) serve(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
	case http.MethodPut:
		ratio, latency, err := readFaults(http.MaxBytesReader(w, r.Body, largestBody))
		if err != nil {
			refuse(w, http.StatusUnprocessableEntity, err.Error())
			return
		}
		f.become(ratio, latency)
	default:
		w.Header().Set("Allow", "GET, PUT")
		refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		return
	}
	answer(w, http.StatusOK, f.state())
}

// readFaults takes the whole state: what the body leaves out is 0.
func readFaults(body io.Reader) (ratio, latency float64, err error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return 0, 0, err
	}
	var said map[string]any
	if err := json.Unmarshal(text, &said); err != nil {
		return 0, 0, fmt.Errorf("not a JSON object: %w", err)
	}
	if said == nil {
		return 0, 0, fmt.Errorf("not a JSON object: null")
	}
	for key, value := range said {
		highest, known := most[key]
		if !known {
			return 0, 0, fmt.Errorf("unknown key %q; there are: %v", key, slices.Sorted(maps.Keys(most)))
		}
		if number, isNumber := value.(float64); !isNumber || number < 0 || number > highest {
			return 0, 0, fmt.Errorf("%s must be a number from 0 to %g", key, highest)
		}
	}
	ratio, _ = said[errorRatio].(float64)
	latency, _ = said[latencySeconds].(float64)
	return ratio, latency, nil
}
