// Command source has a configurable number of counters, all of which grow in every round, and either exposes them for
// scrapes or pushes them over OTLP. It is cheap compared to the backend that stores them. This file starts and stops it.
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
)

const (
	address = ":8000"
	// For a scrape in progress at shutdown.
	shutdownTimeout = time.Second
)

// newSource returns the HTTP handler, and the function to run beside it until the context ends.
func newSource(config settings) (http.Handler, func(context.Context)) {
	all, values := newPopulation(config.series), newCounters(config.series)
	history := &rounds{series: config.series, mode: config.mode}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", reportReady)
	mux.HandleFunc("GET /state", history.serve)
	if config.mode == push {
		return mux, newPusher(config, all, values, history).run
	}
	mux.HandleFunc("GET /metrics", newPuller(all, values, history).serve)
	return mux, func(context.Context) {}
}

func serve() error {
	config, err := readSettings(os.Getenv)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	handler, background := newSource(config)
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	go background(ctx)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	shutdown, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(shutdown); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
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
