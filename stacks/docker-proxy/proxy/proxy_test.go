package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// What the engine says of three containers and two networks, as far as the proxy looks.
var objects = map[string]string{
	"/containers/mine/json":  `{"Id":"aaa","Config":{"Labels":{"com.docker.compose.project":"shop"}}}`,
	"/containers/other/json": `{"Id":"bbb","Config":{"Labels":{"com.docker.compose.project":"shop2"}}}`,
	"/containers/bare/json":  `{"Id":"ccc","Config":{"Labels":null}}`,
	"/networks/mine":         `{"Id":"ddd","Labels":{"com.docker.compose.project":"shop"}}`,
	"/networks/bridge":       `{"Id":"eee","Labels":{}}`,
}

// small is an engine on a socket of its own. Logs send one line and then stay open until `goOn` is closed.
func small(t *testing.T, goOn <-chan struct{}) *engine {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			switch {
			case objects[r.URL.Path] != "":
				fmt.Fprint(w, objects[r.URL.Path])
			case r.URL.Path == "/v1.45/containers/aaa/logs":
				fmt.Fprintln(w, "first")
				w.(http.Flusher).Flush()
				<-goOn
				fmt.Fprintln(w, "second")
			case strings.Contains(r.URL.Path, "nobody"):
				w.WriteHeader(http.StatusNotFound)
			default:
				fmt.Fprintf(w, "%s %s", r.URL.Path, r.URL.Query().Get("filters"))
			}
		})}}
	server.Start()
	t.Cleanup(server.Close)
	return newEngine(path)
}

func asked(t *testing.T, method, path string) (int, string) {
	t.Helper()
	answer := httptest.NewRecorder()
	newProxy(small(t, nil), "shop").ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer.Code, strings.TrimSpace(answer.Body.String())
}

func TestAnswers(t *testing.T) {
	rows := []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/v1.45/containers/json", 200, `/v1.45/containers/json {"label":{"com.docker.compose.project=shop":true}}`},
		{"GET", "/info", 200, "/info"},
		{"GET", "/v1.45/containers/mine/json?size=1", 200, "/v1.45/containers/aaa/json"},
		{"GET", "/networks/mine", 200, "/networks/ddd"},
		{"GET", "/containers/other/logs", 404, `{"message":"No such container: other"}`},
		{"GET", "/containers/bare/json", 404, `{"message":"No such container: bare"}`},
		{"GET", "/containers/nobody/json", 404, `{"message":"No such container: nobody"}`},
		{"GET", "/networks/bridge", 404, `{"message":"network bridge not found"}`},
		{"GET", "/events?filters=x", 400, `{"message":"filters=x is no JSON object: invalid character 'x' looking for beginning of value"}`},
		{"POST", "/containers/mine/kill", 403, `{"message":"POST is refused: this view of the engine is read-only"}`},
	}
	for _, row := range rows {
		if status, body := asked(t, row.method, row.path); status != row.status || body != row.body {
			t.Errorf("%s %s: %d %s", row.method, row.path, status, body)
		}
	}
}

func TestLogsArriveWhileTheyAreWritten(t *testing.T) {
	goOn := make(chan struct{})
	server := httptest.NewServer(newProxy(small(t, goOn), "shop"))
	defer server.Close()
	answer, err := http.Get(server.URL + "/v1.45/containers/mine/logs?follow=1")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewReader(answer.Body)
	if line, err := lines.ReadString('\n'); line != "first\n" {
		t.Fatalf("%q, %v", line, err)
	}
	close(goOn)
	if rest, err := io.ReadAll(lines); string(rest) != "second\n" {
		t.Fatalf("%q, %v", rest, err)
	}
}

func TestOwnProject(t *testing.T) {
	engine := small(t, nil)
	if project, err := ownProject(context.Background(), engine, "mine"); project != "shop" || err != nil {
		t.Errorf("mine: %q, %v", project, err)
	}
	rows := map[string]string{"bare": "this container has no label", "nobody": `the engine knows no container "nobody"`}
	for name, reason := range rows {
		if _, err := ownProject(context.Background(), engine, name); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ownProject(context.Background(), newEngine("/nowhere"), "mine"); err == nil ||
		!strings.Contains(err.Error(), "no engine answers at /nowhere") {
		t.Errorf("no socket: %v", err)
	}
}
