// Middleware that measures and traces requests: it decides which ones, and with which labels.

package main

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"
)

var ignoredPaths = map[string]bool{"/ready": true, "/metrics": true, "/faults": true}

func (m *instruments) measure(next http.Handler, tracer trace.Tracer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ignoredPaths[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		method := r.Method
		if !methods[method] {
			method = otherMethod
		}
		recorder := &statusRecorder{ResponseWriter: w}
		ctx, span := tracer.Start(r.Context(), method, trace.WithSpanKind(trace.SpanKindServer))
		r = r.WithContext(ctx)
		started := time.Now()
		defer func() {
			path, status, named := pathLabel(r), recorder.label(), exemplar(span)
			observe(m.duration.WithLabelValues(method, path), time.Since(started).Seconds(), named)
			count(m.requests.WithLabelValues(method, path, status), named)
			finish(span, method, path, status, strings.HasPrefix(status, "5"))
		}()
		next.ServeHTTP(recorder, r)
	})
}

// pathLabel is valid only after routing: the router sets the matched pattern in the request.
func pathLabel(r *http.Request) string {
	if r.Pattern == "" || r.Pattern == catchAll {
		return unmatched
	}
	return r.Pattern
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (s *statusRecorder) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

// label is 500 for a handler that did not respond: all of ours write a status before the body.
func (s *statusRecorder) label() string {
	if s.status == 0 {
		return strconv.Itoa(http.StatusInternalServerError)
	}
	return strconv.Itoa(s.status)
}

func (m *instruments) countConnection(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		m.connections.Inc()
	case http.StateClosed, http.StateHijacked:
		m.connections.Dec()
	}
}
