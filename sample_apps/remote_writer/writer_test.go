package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/snappy"
	"github.com/prometheus/prometheus/prompb"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
)

// A receiver that keeps what it is sent.
type recorder struct {
	bodies  [][]byte
	headers []http.Header
	status  int
	answer  map[string]string
	text    string
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	r.bodies, r.headers = append(r.bodies, body), append(r.headers, request.Header)
	for name, value := range r.answer {
		w.Header().Set(name, value)
	}
	w.WriteHeader(r.status)
	fmt.Fprintln(w, r.text)
}

func newWriter(t *testing.T, status int) (*writer, *recorder) {
	t.Helper()
	got := &recorder{status: status}
	server := httptest.NewServer(got)
	t.Cleanup(server.Close)
	return &writer{receivers: receivers{{"prometheus", server.URL}}, sender: newSender()}, got
}

func post(t *testing.T, w *writer, body string) (int, response) {
	t.Helper()
	recorder := httptest.NewRecorder()
	w.routes().ServeHTTP(recorder, httptest.NewRequest("POST", "/write", strings.NewReader(body)))
	var result response
	if err := json.Unmarshal(recorder.Body.Bytes(), &result); err != nil {
		t.Fatalf("%s: %v", recorder.Body, err)
	}
	return recorder.Code, result
}

func plain(t *testing.T, body []byte) []byte {
	t.Helper()
	text, err := snappy.Decode(nil, body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const orders = `{"labels": {"__name__": "orders_total", "shop": "a"}, "samples": [{"value": 3, "at": "-5s", "start": "-1m"}],
	"exemplars": [{"labels": {"trace_id": "abc"}, "value": 0.5, "at": "-6s"}],
	"metadata": {"type": "counter", "help": "Orders.", "unit": "orders"}}`

func TestWriteVersion2(t *testing.T) {
	w, got := newWriter(t, 204)
	got.answer = map[string]string{samplesWritten: "1", exemplarsWritten: "1"}
	before := time.Now().UnixMilli()
	code, result := post(t, w, `{"name": "one", "protocol": "2.0", "series": [`+orders+`]}`)
	if code != 200 || result.Status != 204 || result.Sent != (counts{Samples: 1, Exemplars: 1}) || *result.Written != result.Sent {
		t.Fatalf("%d %+v", code, result)
	}
	if h := got.headers[0]; h.Get("Content-Type") != contentTypes[rw2] || h.Get(versionHeader) != "2.0.0" || h.Get("Content-Encoding") != "snappy" {
		t.Errorf("%v", h)
	}
	var request writev2.Request
	if err := request.Unmarshal(plain(t, got.bodies[0])); err != nil {
		t.Fatal(err)
	}
	text := func(reference uint32) string { return request.Symbols[reference] }
	one := request.Timeseries[0]
	names := ""
	for _, reference := range one.LabelsRefs {
		names += text(reference) + " "
	}
	if request.Symbols[0] != "" || names != "__name__ orders_total shop a " {
		t.Errorf("%q", request.Symbols)
	}
	s := one.Samples[0]
	if s.Value != 3 || s.Timestamp < before-5000 || s.Timestamp > before-4000 || s.Timestamp-s.StartTimestamp != 55_000 {
		t.Errorf("%v at %d", s, before)
	}
	if e := one.Exemplars[0]; text(e.LabelsRefs[0]) != "trace_id" || text(e.LabelsRefs[1]) != "abc" || e.Value != 0.5 {
		t.Errorf("%v", e)
	}
	if m := one.Metadata; m.Type != writev2.Metadata_METRIC_TYPE_COUNTER || text(m.HelpRef) != "Orders." || text(m.UnitRef) != "orders" {
		t.Errorf("%v", m)
	}
}

func TestWriteVersion1(t *testing.T) {
	w, got := newWriter(t, 400)
	got.text = "out of order sample"
	code, result := post(t, w, `{"name": "one", "protocol": "1.0", "series": [`+orders+`, `+orders+`]}`)
	if code != 200 || result.Status != 400 || result.Written != nil || result.Body != "out of order sample" || result.Sent.Samples != 2 {
		t.Fatalf("%d %+v", code, result)
	}
	if h := got.headers[0]; h.Get("Content-Type") != "application/x-protobuf" || h.Get(versionHeader) != "0.1.0" {
		t.Errorf("%v", h)
	}
	var request prompb.WriteRequest
	if err := request.Unmarshal(plain(t, got.bodies[0])); err != nil {
		t.Fatal(err)
	}
	if len(request.Timeseries) != 2 || len(request.Metadata) != 1 || request.Metadata[0].MetricFamilyName != "orders_total" {
		t.Errorf("%v", request)
	}
}

func TestWriteWrongOnPurpose(t *testing.T) {
	w, got := newWriter(t, 415)
	for name, fields := range map[string]string{
		"not protobuf":     `"body": "hello"`,
		"not compressed":   `"compression": "none", "body": "hello"`,
		"no version":       `"version": ""`,
		"content type":     `"content_type": "application/json"`,
		"content encoding": `"content_encoding": "gzip"`,
	} {
		got.bodies, got.headers = nil, nil
		if code, result := post(t, w, `{"name": "`+name+`", "protocol": "2.0", `+fields+`}`); code != 200 || result.Status != 415 {
			t.Fatalf("%s: %d %+v", name, code, result)
		}
		header, version := got.headers[0], got.headers[0].Values(versionHeader)
		switch {
		case name == "not protobuf" && string(plain(t, got.bodies[0])) != "hello",
			name == "not compressed" && string(got.bodies[0]) != "hello",
			(name == "no version") != (len(version) == 0),
			(name == "content type") != (header.Get("Content-Type") == "application/json"),
			(name == "content encoding") != (header.Get("Content-Encoding") == "gzip"):
			t.Errorf("%s: %v %q", name, header, got.bodies[0])
		}
	}
}

func TestWriteLabelsAsGiven(t *testing.T) {
	w, got := newWriter(t, 204)
	post(t, w, `{"name": "pairs", "protocol": "2.0", "series": [
		{"labels": [["b", "1"], ["a", "2"], ["a", "3"], ["", "4"]], "samples": [{"value": "stale", "at": "0s"}]},
		{"labels": {"__name__": "x"}, "unknown_reference": true, "samples": [{"value": 1, "at": "0s"}]},
		{"labels": {"a": "1", "z": "2"}, "copies": 2, "samples": [{"value": 1, "at": "0s"}]}]}`)
	var request writev2.Request
	if err := request.Unmarshal(plain(t, got.bodies[0])); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range request.Timeseries {
		for _, reference := range one.LabelsRefs {
			if int(reference) >= len(request.Symbols) {
				names = append(names, "?")
			} else {
				names = append(names, request.Symbols[reference])
			}
		}
	}
	if said := strings.Join(names, " "); said != "b 1 a 2 a 3  4 __name__ ? a 1 copy 0 z 2 a 1 copy 1 z 2" {
		t.Errorf("%q", said)
	}
}

func TestWriteAsOf(t *testing.T) {
	w, got := newWriter(t, 204)
	one := `"protocol": "1.0", "series": [{"labels": {"__name__": "x"}, "samples": [{"value": 1, "at": "0s"}]}]}`
	post(t, w, `{"name": "first", `+one)
	time.Sleep(5 * time.Millisecond) // so that another moment has another timestamp
	post(t, w, `{"name": "again", "as_of": "first", `+one)
	if string(got.bodies[0]) != string(got.bodies[1]) {
		t.Error("other bytes")
	}
	if code, _ := post(t, w, `{"name": "never", "as_of": "nothing", `+one); code != 422 || len(got.bodies) != 2 {
		t.Errorf("%d", code)
	}
}

func TestWriteRefused(t *testing.T) {
	w, got := newWriter(t, 204)
	many := strings.Repeat(`{"value": 1, "at": "0s"},`, 20)
	for name, body := range map[string]string{
		"not JSON":          `hello`,
		"two objects":       `{"name": "x", "protocol": "1.0"} {}`,
		"unknown key":       `{"name": "x", "protocol": "1.0", "series_": []}`,
		"no name":           `{"protocol": "1.0"}`,
		"other protocol":    `{"name": "x", "protocol": "3.0"}`,
		"other receiver":    `{"name": "x", "protocol": "1.0", "to": "example.org"}`,
		"other compression": `{"name": "x", "protocol": "1.0", "compression": "zstd"}`,
		"far away":          `{"name": "x", "protocol": "1.0", "series": [{"samples": [{"value": 1, "at": "9999h"}]}]}`,
		"no time":           `{"name": "x", "protocol": "1.0", "series": [{"samples": [{"value": 1, "at": 5}]}]}`,
		"no value":          `{"name": "x", "protocol": "1.0", "series": [{"samples": [{"value": "one", "at": "0s"}]}]}`,
		"no labels":         `{"name": "x", "protocol": "1.0", "series": [{"labels": [["a"]]}]}`,
		"reference in 1.0":  `{"name": "x", "protocol": "1.0", "series": [{"labels": {"a": "b"}, "unknown_reference": true}]}`,
		"reference of none": `{"name": "x", "protocol": "2.0", "series": [{"unknown_reference": true}]}`,
		"other type":        `{"name": "x", "protocol": "2.0", "series": [{"metadata": {"type": "sum"}}]}`,
		"other schema":      `{"name": "x", "protocol": "2.0", "series": [{"histograms": [{"at": "0s", "schema": 9}]}]}`,
		"negative":          `{"name": "x", "protocol": "2.0", "series": [{"histograms": [{"at": "0s", "observations": [-1]}]}]}`,
		"too many series":   `{"name": "x", "protocol": "2.0", "series": [{"copies": 20000}, {}]}`,
		"too many samples":  `{"name": "x", "protocol": "2.0", "series": [{"copies": 9000, "samples": [` + strings.TrimSuffix(many, ",") + `]}]}`,
		"too large":         `{"name": "x", "protocol": "2.0"` + strings.Repeat(" ", maxDescription) + `}`,
	} {
		recorder := httptest.NewRecorder()
		w.routes().ServeHTTP(recorder, httptest.NewRequest("POST", "/write", strings.NewReader(body)))
		if recorder.Code != 422 || len(got.bodies) > 0 {
			t.Errorf("%s: %d %s", name, recorder.Code, recorder.Body)
		}
	}
}

func TestWriteNoReceiver(t *testing.T) {
	w := &writer{receivers: receivers{{"prometheus", "http://127.0.0.1:9/api/v1/write"}}, sender: newSender()}
	code, result := post(t, w, `{"name": "x", "protocol": "1.0"}`)
	if code != 200 || result.Status != 0 || !strings.Contains(result.Error, "refused") {
		t.Errorf("%d %+v", code, result)
	}
	w.responses = make([]response, maxResponses)
	if code, _ := post(t, w, `{"name": "x", "protocol": "1.0"}`); code != 422 {
		t.Errorf("%d", code)
	}
}

func TestResponses(t *testing.T) {
	w, got := newWriter(t, 302)
	got.answer = map[string]string{"Location": "http://example.org/"}
	list := func(query string) string {
		recorder := httptest.NewRecorder()
		w.routes().ServeHTTP(recorder, httptest.NewRequest("GET", "/responses"+query, nil))
		return strings.TrimSpace(recorder.Body.String())
	}
	if list("") != "[]" {
		t.Error(list(""))
	}
	post(t, w, `{"name": "x", "protocol": "1.0"}`)
	var all []response
	if err := json.Unmarshal([]byte(list("?name=x")), &all); err != nil || len(all) != 1 || all[0].Status != 302 || len(got.bodies) != 1 {
		t.Errorf("%v %+v", err, all)
	}
	if list("?name=y") != "[]" || list("") == "[]" {
		t.Error(list(""))
	}
}

func TestReadReceivers(t *testing.T) {
	all, err := readReceivers("http://prometheus:9090/api/v1/write, http://other:9090/api/v1/write")
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	if other, err := all.find("other"); err != nil || other != "http://other:9090/api/v1/write" {
		t.Error(other, err)
	}
	for _, wrong := range []string{
		"", "prometheus:9090", "https://prometheus:9090/x", "http://prometheus.example.org/x", "http://10.0.0.1/x", "http://[::1]/x",
		"http://u:p@prometheus:9090/x", "http://prometheus:9090",
	} {
		if _, err := readReceivers(wrong); err == nil {
			t.Errorf("%q", wrong)
		}
	}
}
