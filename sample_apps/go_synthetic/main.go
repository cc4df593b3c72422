// Command source has as many counters as it is told to, all of which grow in every round, and either lets them be
// scraped or pushes them by OTLP. It is made to cost little beside what takes them up. This file puts the parts
// together and ties them to the life of the process.
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
	// A scrape that is still being answered gets this long when the process is told to end.
	lastAnswers = time.Second
)

// newSource is the handler of its pages, and what is to be run beside it until the context ends.
func newSource(said settings) (http.Handler, func(context.Context)) {
	all, values := newPopulation(said.series), newCounters(said.series)
	known := &rounds{series: said.series, mode: said.mode}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", reportReady)
	mux.HandleFunc("GET /state", known.serve)
	if said.mode == push {
		return mux, newPushing(said, all, values, known).run
	}
	mux.HandleFunc("GET /metrics", newPulling(all, values, known).serve)
	return mux, func(context.Context) {}
}

func serve() error {
	said, err := readSettings(os.Getenv)
	if err != nil {
		return err
	}
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	pages, beside := newSource(said)
	server := &http.Server{Addr: address, Handler: pages, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	go beside(told)
	select {
	case err := <-ended:
		return err
	case <-told.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastAnswers)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

func main() {
	act := serve
	// The image holds nothing else that could ask, so the program is its own health check.
	if len(os.Args) > 1 && os.Args[1] == "ready" {
		act = func() error { return askReady("http://127.0.0.1" + address + "/ready") }
	}
	if err := act(); err != nil {
		log.Fatal(err)
	}
}
