// The shop's routes and what each answers. Counting requests happens around them, not here.

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
	anything     = "/"
	defaultSleep = 0.2
	longestSleep = 30.0
	// Stands in for a query of the shop's database.
	querySeconds = time.Millisecond
)

// routes keeps methods out of the patterns: a pattern is what the path label says, and a wrong method on a known
// path is a 405 of that path, not an unmatched request.
func routes(troubles *faults, metrics http.Handler) http.Handler {
	var orders atomic.Int64
	shop := map[string]http.HandlerFunc{
		"/api/items/{id}": only(http.MethodGet, troubles.befall(readItem)),
		"/api/orders":     only(http.MethodPost, troubles.befall(placeOrder(&orders))),
		"/api/slow":       only(http.MethodGet, troubles.befall(sleep)),
		"/api/boom":       only(http.MethodGet, troubles.befall(fail)),
		"/ready":          only(http.MethodGet, reportReady),
		"/faults":         troubles.serve,
		"/metrics":        metrics.ServeHTTP,
		anything:          notFound,
	}
	mux := http.NewServeMux()
	for pattern, handler := range shop {
		mux.HandleFunc(pattern, handler)
	}
	return mux
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A caller that has gone cannot be told so.
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, reason string) {
	answer(w, status, map[string]any{"detail": reason})
}

func only(method string, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
			return
		}
		handler(w, r)
	}
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusNotFound, "Not Found")
}

func readItem(w http.ResponseWriter, r *http.Request) {
	time.Sleep(querySeconds)
	answer(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "price": 100})
}

// placeOrder leaves the body unread: an order of any shape is accepted.
func placeOrder(orders *atomic.Int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(querySeconds)
		answer(w, http.StatusCreated, map[string]any{"order": orders.Add(1)})
	}
}

func sleep(w http.ResponseWriter, r *http.Request) {
	seconds := defaultSleep
	if query := r.URL.Query(); query.Has("seconds") {
		asked, err := strconv.ParseFloat(query.Get("seconds"), 64)
		if err != nil || math.IsNaN(asked) || math.IsInf(asked, 0) {
			refuse(w, http.StatusUnprocessableEntity, "seconds must be a number")
			return
		}
		seconds = min(max(asked, 0), longestSleep)
	}
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	answer(w, http.StatusOK, map[string]any{"slept": seconds})
}

func fail(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusInternalServerError, "this route always fails")
}
