// What a cluster has for prometheus-operator besides the operator itself, in a lab where no
// kubelet runs containers:
//
//	operator-cluster definitions   defines the operator's kinds in the Kubernetes API, as
//	                               its module has them, and stays
//	operator-cluster volumes       writes Secrets and ConfigMaps into folders, as a kubelet
//	                               does, unpacks the configuration and has Prometheus reload
//	                               it, as the config-reloader of the operator's pods does
//	operator-cluster ready         asks a running one whether its work is done
//
// Both talk to the API as an administrator, with the files of the volume /etc/kubernetes.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	listenAddress = ":8080"
	readyURL      = "http://127.0.0.1:8080/ready"
)

// ready is what GET /ready says: 503 with what is missing, or 200.
type ready struct {
	missing atomic.Pointer[string]
}

func (r *ready) waitFor(what string) { r.missing.Store(&what) }

func (r *ready) done() { r.missing.Store(nil) }

func (r *ready) ServeHTTP(response http.ResponseWriter, _ *http.Request) {
	if missing := r.missing.Load(); missing != nil {
		http.Error(response, *missing, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(response, "ready")
}

func main() {
	command := ""
	if len(os.Args) == 2 {
		command = os.Args[1]
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	var err error
	switch command {
	case "definitions":
		err = serve(ctx, defineKinds)
	case "volumes":
		err = serve(ctx, keepVolumes)
	case "ready":
		err = askReady(ctx)
	default:
		err = fmt.Errorf("usage: operator-cluster definitions|volumes|ready")
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "operator-cluster:", err)
		os.Exit(1)
	}
}

// serve does the work, and stays when it is done: Compose takes a container that ends for a
// failure.
func serve(ctx context.Context, work func(context.Context, *client, *ready) error) error {
	api, err := newClient(credentialsFolder)
	if err != nil {
		return err
	}
	state := &ready{}
	state.waitFor("it has only just started")
	mux := http.NewServeMux()
	mux.Handle("GET /ready", state)
	failed := make(chan error, 2)
	go func() { failed <- http.ListenAndServe(listenAddress, mux) }()
	go func() {
		if err := work(ctx, api, state); err != nil {
			failed <- err
		}
	}()
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

func askReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, readyURL, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready (status %d)", response.StatusCode)
	}
	return nil
}

// pause waits; it says false when the program is to end.
func pause(ctx context.Context, duration time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(duration):
		return true
	}
}
