// Command writer sends the remote-write requests that it is told to send, correct or wrong in a chosen way, and keeps
// what the receiver said to each. This file starts and stops it.
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
	// For a request in progress at shutdown.
	shutdownTimeout = time.Second
)

func serve() error {
	known, err := readReceivers(os.Getenv("ENDPOINTS"))
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	service := &writer{receivers: known, sender: newSender()}
	server := &http.Server{Addr: address, Handler: service.routes(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
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
