// The routes of the shop. A middleware measures the requests.

package main

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	catchAll     = "/"
	defaultSleep = 0.2
	maxSleep     = 30.0
	// A stand-in for a database query.
	querySeconds = time.Millisecond
)

// routes keeps methods out of the patterns: the pattern becomes the path label, and a wrong method on a known path is a
// 405 of that path, not an unmatched request.
func routes(injected *faults, metrics http.Handler) http.Handler {
	var orders atomic.Int64
	shop := map[string]http.HandlerFunc{
		"/api/items/{id}": only(http.MethodGet, injected.inject(readItem)),
		"/api/orders":     only(http.MethodPost, injected.inject(placeOrder(&orders))),
		"/api/slow":       only(http.MethodGet, injected.inject(sleep)),
		"/api/boom":       only(http.MethodGet, injected.inject(fail)),
		"/ready":          only(http.MethodGet, reportReady),
		"/faults":         injected.serve,
		"/metrics":        metrics.ServeHTTP,
		catchAll:          notFound,
	}
	mux := http.NewServeMux()
	for pattern, handler := range shop {
		mux.HandleFunc(pattern, handler)
	}
	return mux
}

func respond(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A client that is gone cannot get an error.
	_ = json.NewEncoder(w).Encode(body)
}

func respondError(w http.ResponseWriter, status int, reason string) {
	respond(w, status, map[string]any{"detail": reason})
}

func only(method string, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			respondError(w, http.StatusMethodNotAllowed, "Method Not Allowed")
			return
		}
		handler(w, r)
	}
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	respondError(w, http.StatusNotFound, "Not Found")
}

func readItem(w http.ResponseWriter, r *http.Request) {
	time.Sleep(querySeconds)
	respond(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "price": 100})
}

// placeOrder does not read the body: any order is accepted.
func placeOrder(orders *atomic.Int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(querySeconds)
		respond(w, http.StatusCreated, map[string]any{"order": orders.Add(1)})
	}
}

func sleep(w http.ResponseWriter, r *http.Request) {
	seconds := defaultSleep
	if query := r.URL.Query(); query.Has("seconds") {
		value, err := strconv.ParseFloat(query.Get("seconds"), 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			respondError(w, http.StatusUnprocessableEntity, "seconds must be a number")
			return
		}
		seconds = min(max(value, 0), maxSleep)
	}
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	respond(w, http.StatusOK, map[string]any{"slept": seconds})
}

func fail(w http.ResponseWriter, _ *http.Request) {
	respondError(w, http.StatusInternalServerError, "this route always fails")
}
