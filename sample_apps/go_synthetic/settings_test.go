package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func environment(changes ...string) func(string) string {
	all := map[string]string{
		"SERIES": "1000", "MODE": "push", "INTERVAL": "15s", "ENDPOINT": "http://prometheus:9090/api/v1/otlp/v1/metrics",
		"BATCH": "5000", "OTLP_GZIP": "on", "JOB": "source", "INSTANCE": "source:8000",
		"INSTANCES": "1", "RESOURCE_ATTRIBUTES": "service.version=1.0.0,telemetry.sdk.name=synthetic",
	}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		all[name] = value
	}
	return func(name string) string { return all[name] }
}

func TestReadSettings(t *testing.T) {
	config, err := readSettings(environment())
	want := settings{1000, push, 15 * time.Second, "http://prometheus:9090/api/v1/otlp/v1/metrics", 5000, true, "source", "source:8000", 1, "service.version=1.0.0,telemetry.sdk.name=synthetic", ""}
	if err != nil || config != want {
		t.Errorf("%+v: %v", config, err)
	}
	if config, err := readSettings(environment("MODE=pull", "INTERVAL=", "ENDPOINT=")); err != nil || config.series != 1000 {
		t.Errorf("pull needs fewer settings: %v", err)
	}
	if config, err := readSettings(environment("MODE=replay", "SERIES=", "EXPOSITION=/x")); err != nil || config.exposition != "/x" {
		t.Errorf("replay needs a file only: %v", err)
	}
}

func TestReadSettingsInvalid(t *testing.T) {
	for _, row := range []struct{ change, message string }{
		{"SERIES=0", `SERIES is "0"; it must be a whole number from 1 to 5000000`},
		{"SERIES=many", `SERIES is "many"; it must be a whole number from 1 to 5000000`},
		{"MODE=both", `MODE is "both"; it must be pull, push or replay`},
		{"INTERVAL=15", `INTERVAL is "15"; it must be a duration, for instance 15s`},
		{"INTERVAL=-1s", `INTERVAL is "-1s"; it must be a duration, for instance 15s`},
		{"ENDPOINT=prometheus", `ENDPOINT is "prometheus"; it must be the whole address that takes OTLP metrics`},
		{"BATCH=0", `BATCH is "0"; it must be a whole number from 1 to 1000000`},
		{"OTLP_GZIP=yes", `OTLP_GZIP is "yes"; it must be on or off`},
		{"INSTANCES=0", `INSTANCES is "0"; it must be a whole number from 1 to 1000`},
		{"INSTANCES=1001", `INSTANCES is "1001"; it must be a whole number from 1 to 1000`},
		{"RESOURCE_ATTRIBUTES=a=b,c", `RESOURCE_ATTRIBUTES is "a=b,c"; it must be key=value,key=value`},
		{"JOB=", `JOB and INSTANCE must say whose series are pushed`},
	} {
		if _, err := readSettings(environment(row.change)); err == nil || err.Error() != row.message {
			t.Errorf("%s: %v", row.change, err)
		}
	}
}

func TestRoundsState(t *testing.T) {
	history := &rounds{series: 5, mode: pull}
	state := func() (config struct {
		Mode                          string
		Series, Begun, Failed, Missed int
		Latest                        *round
		Rounds                        []round
	}) {
		response := httptest.NewRecorder()
		history.serve(response, httptest.NewRequest("GET", "/state", nil))
		if err := json.Unmarshal(response.Body.Bytes(), &config); err != nil {
			t.Fatal(err)
		}
		return config
	}
	if first := state(); first.Latest != nil || first.Rounds == nil || first.Mode != pull || first.Series != 5 {
		t.Errorf("%+v", first)
	}
	for number := range maxRounds + 3 {
		history.add(round{Number: history.next(), OK: number%2 == 0})
	}
	history.addMissed(4)
	last := state()
	if len(last.Rounds) != maxRounds || last.Rounds[0].Number != 4 || last.Latest.Number != maxRounds+3 {
		t.Errorf("%d rounds from %d to %d", len(last.Rounds), last.Rounds[0].Number, last.Latest.Number)
	}
	if last.Begun != maxRounds+3 || last.Failed != (maxRounds+3)/2 || last.Missed != 4 {
		t.Errorf("%+v", last)
	}
}

func TestNewSourceSharesScrapedSeries(t *testing.T) {
	config, err := readSettings(environment("MODE=pull", "SERIES=300", "INSTANCES=3"))
	if err != nil {
		t.Fatal(err)
	}
	handlers, _, err := newSource(config)
	if err != nil || len(handlers) != 3 {
		t.Fatalf("%d handlers: %v", len(handlers), err)
	}
	all := map[string]bool{}
	for _, handler := range handlers {
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, httptest.NewRequest("GET", "/metrics", nil))
		series := 0
		for line := range strings.Lines(response.Body.String()) {
			if name, _, found := strings.Cut(line, "} "); found && strings.HasPrefix(name, "synthetic_") {
				series, all[name] = series+1, true
			}
		}
		if series != 100 {
			t.Errorf("%d series", series)
		}
	}
	if len(all) != 300 {
		t.Errorf("%d different series", len(all))
	}
}

func TestNewSourceMetricsOnlyForPull(t *testing.T) {
	for mode, status := range map[string]int{pull: http.StatusOK, push: http.StatusNotFound} {
		config, err := readSettings(environment("MODE=" + mode))
		if err != nil {
			t.Fatal(err)
		}
		handlers, _, err := newSource(config)
		if err != nil {
			t.Fatal(err)
		}
		response := httptest.NewRecorder()
		handlers[0].ServeHTTP(response, httptest.NewRequest("GET", "/metrics", nil))
		if response.Code != status {
			t.Errorf("%s: %d", mode, response.Code)
		}
	}
}

func TestCheckReady(t *testing.T) {
	config, _ := readSettings(environment("MODE=pull"))
	handlers, _, _ := newSource(config)
	server := httptest.NewServer(handlers[0])
	if err := checkReady(server.URL + "/ready"); err != nil {
		t.Error(err)
	}
	if err := checkReady(server.URL + "/nowhere"); err == nil {
		t.Error("404 counts as ready")
	}
	server.Close()
	if err := checkReady(server.URL + "/ready"); err == nil {
		t.Error("a closed server counts as ready")
	}
}
