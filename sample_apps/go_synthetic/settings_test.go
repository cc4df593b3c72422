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
	}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		all[name] = value
	}
	return func(name string) string { return all[name] }
}

func TestTheEnvironmentIsRead(t *testing.T) {
	said, err := readSettings(environment())
	want := settings{1000, push, 15 * time.Second, "http://prometheus:9090/api/v1/otlp/v1/metrics", 5000, true, "source", "source:8000"}
	if err != nil || said != want {
		t.Errorf("%+v: %v", said, err)
	}
	if said, err := readSettings(environment("MODE=pull", "INTERVAL=", "ENDPOINT=")); err != nil || said.series != 1000 {
		t.Errorf("who only answers needs to know less: %v", err)
	}
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	for _, row := range []struct{ change, complaint string }{
		{"SERIES=0", `SERIES is "0"; it must be a whole number from 1 to 5000000`},
		{"SERIES=many", `SERIES is "many"; it must be a whole number from 1 to 5000000`},
		{"MODE=both", `MODE is "both"; it must be pull or push`},
		{"INTERVAL=15", `INTERVAL is "15"; it must be a duration, for instance 15s`},
		{"INTERVAL=-1s", `INTERVAL is "-1s"; it must be a duration, for instance 15s`},
		{"ENDPOINT=prometheus", `ENDPOINT is "prometheus"; it must be the whole address that takes OTLP metrics`},
		{"BATCH=0", `BATCH is "0"; it must be a whole number from 1 to 1000000`},
		{"OTLP_GZIP=yes", `OTLP_GZIP is "yes"; it must be on or off`},
		{"JOB=", `JOB and INSTANCE must say whose series are pushed`},
	} {
		if _, err := readSettings(environment(row.change)); err == nil || err.Error() != row.complaint {
			t.Errorf("%s: %v", row.change, err)
		}
	}
}

func TestTheStateTellsOfEveryRoundThatIsRemembered(t *testing.T) {
	known := &rounds{series: 5, mode: pull}
	state := func() (said struct {
		Mode                          string
		Series, Begun, Failed, Missed int
		Latest                        *round
		Rounds                        []round
	}) {
		answered := httptest.NewRecorder()
		known.serve(answered, httptest.NewRequest("GET", "/state", nil))
		if err := json.Unmarshal(answered.Body.Bytes(), &said); err != nil {
			t.Fatal(err)
		}
		return said
	}
	if first := state(); first.Latest != nil || first.Rounds == nil || first.Mode != pull || first.Series != 5 {
		t.Errorf("%+v", first)
	}
	for number := range remembered + 3 {
		known.keep(round{Number: known.next(), OK: number%2 == 0})
	}
	known.miss(4)
	last := state()
	if len(last.Rounds) != remembered || last.Rounds[0].Number != 4 || last.Latest.Number != remembered+3 {
		t.Errorf("%d rounds from %d to %d", len(last.Rounds), last.Rounds[0].Number, last.Latest.Number)
	}
	if last.Begun != remembered+3 || last.Failed != (remembered+3)/2 || last.Missed != 4 {
		t.Errorf("%+v", last)
	}
}

func TestOnlyWhoIsScrapedHasMetrics(t *testing.T) {
	for mode, status := range map[string]int{pull: http.StatusOK, push: http.StatusNotFound} {
		said, err := readSettings(environment("MODE=" + mode))
		if err != nil {
			t.Fatal(err)
		}
		pages, _ := newSource(said)
		answered := httptest.NewRecorder()
		pages.ServeHTTP(answered, httptest.NewRequest("GET", "/metrics", nil))
		if answered.Code != status {
			t.Errorf("%s: %d", mode, answered.Code)
		}
	}
}

func TestAProgramKnowsWhetherItIsReady(t *testing.T) {
	said, _ := readSettings(environment("MODE=pull"))
	pages, _ := newSource(said)
	server := httptest.NewServer(pages)
	if err := askReady(server.URL + "/ready"); err != nil {
		t.Error(err)
	}
	if err := askReady(server.URL + "/nowhere"); err == nil {
		t.Error("404 passes for ready")
	}
	server.Close()
	if err := askReady(server.URL + "/ready"); err == nil {
		t.Error("a closed server passes for ready")
	}
}
