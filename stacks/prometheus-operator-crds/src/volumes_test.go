package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func packed(text string) []byte {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	writer.Write([]byte(text))
	writer.Close()
	return buffer.Bytes()
}

func TestParseVolumes(t *testing.T) {
	got, err := parseVolumes("secrets/monitoring/prometheus-main=/a configmaps/monitoring/rules=/b/c")
	if err != nil || len(got) != 2 || got[1] != (volume{"configmaps", "monitoring", "rules", "/b/c"}) {
		t.Fatalf("%v, %v", got, err)
	}
	for _, wrong := range []string{"", "secrets/monitoring/x", "secrets/x=/a", "pods/monitoring/x=/a", "secrets/m/x=a"} {
		if _, err := parseVolumes(wrong); err == nil {
			t.Errorf("%q passes", wrong)
		}
	}
}

func TestExpandLeavesUnsetVariables(t *testing.T) {
	set := map[string]string{"POD_NAME": "prometheus-main-0"}
	got := expand([]byte("replica: $(POD_NAME)\nshard: $(SHARD)\nregex: $1(a)"), func(name string) (string, bool) {
		value, ok := set[name]
		return value, ok
	})
	if want := "replica: prometheus-main-0\nshard: $(SHARD)\nregex: $1(a)"; string(got) != want {
		t.Errorf("%s", got)
	}
}

func TestFillRemovesWhatIsNoLongerThere(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rules")
	for _, step := range []struct {
		files   map[string][]byte
		changed bool
	}{
		{map[string][]byte{"a": []byte("1"), "b": []byte("2")}, true},
		{map[string][]byte{"a": []byte("1"), "b": []byte("2")}, false},
		{map[string][]byte{"b": []byte("2")}, true},
	} {
		if changed, err := fill(folder, step.files); err != nil || changed != step.changed {
			t.Errorf("%v: changed %v, %v", step.files, changed, err)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 || entries[0].Name() != "b" {
		t.Errorf("left: %v", entries)
	}
}

// The Secret comes at once, and its second version when the first has been loaded.
func TestKeepVolumesWritesAndReloads(t *testing.T) {
	reloads := make(chan string, 10)
	folder := t.TempDir()
	refused := false
	prometheus := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		if !refused {
			refused = true
			response.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		text, _ := os.ReadFile(filepath.Join(folder, "prometheus.yaml"))
		reloads <- string(text)
	}))
	defer prometheus.Close()
	next := make(chan struct{})
	api := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.URL.Query().Get("fieldSelector") != "metadata.name=prometheus-main" {
			t.Errorf("asked for %s", request.URL)
		}
		for _, event := range []struct{ kind, text string }{{"ADDED", "one: $(POD_NAME)"}, {"MODIFIED", "two"}} {
			data, _ := json.Marshal(map[string]any{"data": map[string][]byte{"prometheus.yaml.gz": packed(event.text)}})
			fmt.Fprintf(response, `{"type": %q, "object": %s}`, event.kind, data)
			response.(http.Flusher).Flush()
			select {
			case <-next:
			case <-request.Context().Done():
				return
			}
		}
		<-request.Context().Done()
	}))
	defer api.Close()
	t.Setenv("POD_NAME", "main-0")
	t.Setenv("VOLUMES", "secrets/monitoring/prometheus-main="+folder)
	t.Setenv("RELOAD_URL", prometheus.URL)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	state := &ready{}
	ended := make(chan error)
	go func() { ended <- keepVolumes(ctx, &client{api.Client(), api.URL, "t"}, state) }()
	if got := <-reloads; got != "one: main-0" {
		t.Errorf("%q is loaded first", got)
	}
	if state.missing.Load() != nil {
		t.Error("it is not ready")
	}
	next <- struct{}{}
	if got := <-reloads; got != "two" {
		t.Errorf("%q is loaded second", got)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
