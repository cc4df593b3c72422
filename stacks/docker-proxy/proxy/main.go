// Command docker-proxy stands in front of the Docker Engine's socket and answers the few questions that service
// discovery, log collection and cAdvisor ask, about its own Compose project only. This file starts it; what may be
// asked is in rules.go, how answers are confined in proxy.go.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	socket     = "/var/run/docker.sock"
	apiAddress = ":2375"
	healthPort = ":8080"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 && os.Args[1] == "ready" {
		os.Exit(askReady()) // the image has no other program that a health check could run
	}
	if err := serve(); err != nil {
		log.Fatalf("docker-proxy: %v", err)
	}
}

func serve() error {
	// A container that may see the host's processes (cAdvisor's does) must not get at the socket through this one's
	// /proc/PID/root: the kernel refuses that where the process may not be dumped.
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0); errno != 0 {
		return fmt.Errorf("cannot close /proc to other containers: %w", errno)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	name, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("cannot tell which container this is: %w", err)
	}
	engine := newEngine(socket)
	project, err := ownProject(ctx, engine, name)
	if err != nil {
		return err
	}
	log.Printf("docker-proxy: answering about the Compose project %q only", project)

	ended := make(chan error, 2)
	// No time limit on writing: logs and events are followed for as long as the client wants to.
	api := &http.Server{Addr: apiAddress, Handler: newProxy(engine, project), ReadHeaderTimeout: 10 * time.Second}
	health := &http.Server{Addr: healthPort, Handler: readiness(engine), ReadHeaderTimeout: 10 * time.Second}
	for _, server := range []*http.Server{api, health} {
		go func() { ended <- server.ListenAndServe() }()
	}
	select {
	case err = <-ended:
		return err
	case <-ctx.Done():
		return nil // open streams need no farewell
	}
}

func readiness(engine *engine) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, r *http.Request) {
		if err := engine.ping(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	return mux
}

func askReady() int {
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get("http://127.0.0.1" + healthPort + "/ready")
	if err != nil || answer.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}
