// Command source has a configurable number of counters, all of which grow in every round, and either exposes them for
// scrapes or pushes them over OTLP; or it replays a recorded exposition. It is cheap compared to the backend that stores
// them. This file starts and stops it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	// The port of the first instance; further ones have the next ports.
	firstPort = 8000
	// For a scrape in progress at shutdown.
	shutdownTimeout = time.Second
)

// newSource returns the HTTP handler of each port, and the function to run beside them until the context ends.
func newSource(config settings) ([]http.Handler, func(context.Context), error) {
	idle := func(context.Context) {}
	if config.mode == replay {
		recorded, err := newReplayer(config.exposition)
		if err != nil {
			return nil, nil, err
		}
		mux := newMux()
		mux.HandleFunc("GET /metrics", recorded.serve)
		mux.HandleFunc("POST /round", recorded.next)
		return []http.Handler{mux}, idle, nil
	}
	all := newPopulation(config.series)
	if config.mode == push {
		mux, history := newMux(), &rounds{series: config.series, mode: config.mode}
		mux.HandleFunc("GET /state", history.serve)
		return []http.Handler{mux}, newPusher(config, all, newCounters(config.series), history).run, nil
	}
	var handlers []http.Handler
	for i := range config.instances {
		share := all.share(i, config.instances)
		mux, history := newMux(), &rounds{series: share.series(), mode: config.mode}
		mux.HandleFunc("GET /state", history.serve)
		mux.HandleFunc("GET /metrics", newPuller(share, newCounters(share.series()), history).serve)
		handlers = append(handlers, mux)
	}
	return handlers, idle, nil
}

func newMux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", reportReady)
	return mux
}

func serve() error {
	config, err := readSettings(os.Getenv)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	handlers, background, err := newSource(config)
	if err != nil {
		return err
	}
	servers, ended := make([]*http.Server, len(handlers)), make(chan error, len(handlers))
	// The first port answers when all are there, because it says that the source is ready.
	for i := len(handlers) - 1; i >= 0; i-- {
		listener, err := net.Listen("tcp", fmt.Sprintf(":%d", firstPort+i))
		if err != nil {
			return err
		}
		servers[i] = &http.Server{Handler: handlers[i], ReadHeaderTimeout: 10 * time.Second}
		go func() { ended <- servers[i].Serve(listener) }()
	}
	go background(ctx)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	shutdown, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(shutdown); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
	return nil
}

func main() {
	run := serve
	// The image has no other program, so this one is its own health check.
	if len(os.Args) > 1 && os.Args[1] == "ready" {
		run = func() error { return checkReady(fmt.Sprintf("http://127.0.0.1:%d/ready", firstPort)) }
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
