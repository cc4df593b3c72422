// Command shop is a small shop whose every request is counted by hand with client_golang; nothing here knows who
// scrapes it. This file puts the parts together and ties the server to the life of the process.
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
)

const (
	address = ":8000"
	// Requests that are still being answered get this long when the process is told to end.
	lastAnswers = time.Second
)

func newShop(registry *prometheus.Registry) (http.Handler, *instruments) {
	measured := newInstruments(registry)
	return measured.count(routes(&faults{}, exposition(registry))), measured
}

func serve() error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	shop, measured := newShop(registry)
	// No idle timeout: a connection closed while its caller is about to use it would lose that caller a request.
	server := &http.Server{
		Addr:              address,
		Handler:           shop,
		ConnState:         measured.countConnection,
		ReadHeaderTimeout: 10 * time.Second,
	}

	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
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
