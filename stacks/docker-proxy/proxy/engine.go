package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Asks the engine on the proxy's own behalf: whether it answers, and which project a container or network is of.

const (
	projectLabel = "com.docker.compose.project"
	ownQuestions = 10 * time.Second // any engine in working order answers these in milliseconds
)

var errUnknown = errors.New("the engine knows no such object")

type engine struct {
	socket    string
	transport *http.Transport
}

func newEngine(socket string) *engine {
	return &engine{socket, &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
		IdleConnTimeout:     time.Minute,
		MaxIdleConnsPerHost: 8,
		DisableCompression:  true, // what the engine sends is passed on as it is
	}}
}

// member is an object as far as it matters here. Containers have their labels in Config, networks their own.
type member struct {
	ID     string `json:"Id"`
	Labels map[string]string
	Config struct{ Labels map[string]string }
}

func (m member) project() string {
	if name := m.Config.Labels[projectLabel]; name != "" {
		return name
	}
	return m.Labels[projectLabel]
}

// member asks for an object by its path, without an API version: the engine's newest.
func (e *engine) member(ctx context.Context, path string) (member, error) {
	ctx, cancel := context.WithTimeout(ctx, ownQuestions)
	defer cancel()
	var found member
	answer, err := e.get(ctx, path)
	if err != nil {
		return found, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return found, json.NewDecoder(answer.Body).Decode(&found)
	case http.StatusNotFound:
		return found, errUnknown
	}
	return found, fmt.Errorf("the engine answered %s to %s", answer.Status, path)
}

func (e *engine) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, ownQuestions)
	defer cancel()
	answer, err := e.get(ctx, "/_ping")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the engine answered %s to a ping", answer.Status)
	}
	return nil
}

func (e *engine) get(ctx context.Context, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker"+path, nil)
	if err != nil {
		return nil, err
	}
	answer, err := e.transport.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("no engine answers at %s: %w", e.socket, err)
	}
	return answer, nil
}

// ownProject finds the Compose project of the container this runs in: Docker makes its id the host name.
func ownProject(ctx context.Context, engine *engine, hostname string) (string, error) {
	self, err := engine.member(ctx, "/containers/"+hostname+"/json")
	if errors.Is(err, errUnknown) {
		return "", fmt.Errorf("the engine knows no container %q; run this in a container, without 'hostname:'", hostname)
	}
	if err != nil {
		return "", err
	}
	if self.project() == "" {
		return "", fmt.Errorf("this container has no label %s, so nothing tells whose containers may be shown; "+
			"start it as a service of a Compose project", projectLabel)
	}
	return self.project(), nil
}
