// Moves the metrics. It decides which requests count and what their labels say; the instruments themselves are
// declared elsewhere.

package main

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

var notCounted = map[string]bool{"/ready": true, "/metrics": true, "/faults": true}

func (measured *instruments) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if notCounted[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		method := r.Method
		if !methods[method] {
			method = otherMethod
		}
		noted := &statusNote{ResponseWriter: w}
		began := time.Now()
		defer func() {
			path := pathLabel(r)
			measured.duration.WithLabelValues(method, path).Observe(time.Since(began).Seconds())
			measured.requests.WithLabelValues(method, path, noted.label()).Inc()
		}()
		next.ServeHTTP(noted, r)
	})
}

// pathLabel is only right after the request was routed: the router notes the pattern it chose in the request.
func pathLabel(r *http.Request) string {
	if r.Pattern == "" || r.Pattern == anything {
		return unmatched
	}
	return r.Pattern
}

type statusNote struct {
	http.ResponseWriter
	status int
}

func (noted *statusNote) WriteHeader(status int) {
	if noted.status == 0 {
		noted.status = status
	}
	noted.ResponseWriter.WriteHeader(status)
}

// label is 500 for a handler that never began to answer: every one of ours says its status before its body.
func (noted *statusNote) label() string {
	if noted.status == 0 {
		return strconv.Itoa(http.StatusInternalServerError)
	}
	return strconv.Itoa(noted.status)
}

func (measured *instruments) countConnection(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		measured.connections.Inc()
	case http.StateClosed, http.StateHijacked:
		measured.connections.Dec()
	}
}
