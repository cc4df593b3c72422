// Command shop is a small shop instrumented by hand with client_golang. This file starts and stops the server.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/trace"
)

const (
	address = ":8000"
	// For requests in progress at shutdown.
	shutdownTimeout = time.Second
)

func newShop(registry *prometheus.Registry, tracer trace.Tracer) (http.Handler, *instruments) {
	m := newInstruments(registry)
	return m.measure(routes(&faults{}, exposition(registry)), tracer), m
}

func serve() error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	tracer, flush, err := newTracer(stopped, os.Getenv)
	if err != nil {
		return err
	}
	shop, m := newShop(registry, tracer)
	// No idle timeout: closing a connection that its client is about to use would lose a request.
	server := &http.Server{
		Addr:              address,
		Handler:           shop,
		ConnState:         m.countConnection,
		ReadHeaderTimeout: 10 * time.Second,
	}

	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	select {
	case err := <-ended:
		return err
	case <-stopped.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if err := flush(ctx); err != nil {
		log.Printf("the last spans are lost: %v", err)
	}
	return nil
}

func main() {
	run := serve
	// The image has no other program, so this one is its own health check.
	if len(os.Args) > 1 && os.Args[1] == "ready" {
		run = func() error { return checkReady("http://127.0.0.1" + address + "/ready") }
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
