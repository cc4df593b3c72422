package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const recorded = `# TYPE istio_requests_total counter
istio_requests_total{reporter="source",response_code="200"} 8
# TYPE istio_request_duration_milliseconds histogram
istio_request_duration_milliseconds_bucket{le="5"} 3
istio_request_duration_milliseconds_bucket{le="+Inf"} 4
istio_request_duration_milliseconds_sum 17.5
istio_request_duration_milliseconds_count 4
# TYPE istio_build gauge
istio_build{tag="1.28.0"} 1
`

func recordedAt(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recorded.prom")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReplay(t *testing.T) {
	source, err := newReplayer(recordedAt(t, recorded))
	if err != nil {
		t.Fatal(err)
	}
	scraped := func() string {
		answer := httptest.NewRecorder()
		source.serve(answer, httptest.NewRequest("GET", "/metrics", nil))
		return answer.Body.String()
	}
	before := scraped()
	for number := 1; number <= 3; number++ {
		answer := httptest.NewRecorder()
		source.next(answer, httptest.NewRequest("POST", "/round", nil))
		if got, want := answer.Body.String(), `{"round":`+string(rune('0'+number))+"}\n"; got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	after := scraped()
	for _, row := range []struct{ text, sample string }{
		{before, `istio_requests_total{reporter="source",response_code="200"} 0`},
		{after, `istio_requests_total{reporter="source",response_code="200"} 24`},
		{before, `istio_request_duration_milliseconds_bucket{le="+Inf"} 0`},
		{after, `istio_request_duration_milliseconds_bucket{le="5"} 9`},
		{after, `istio_request_duration_milliseconds_bucket{le="+Inf"} 12`},
		{after, `istio_request_duration_milliseconds_sum 52.5`},
		{before, `istio_build{tag="1.28.0"} 1`},
		{after, `istio_build{tag="1.28.0"} 1`},
	} {
		if !strings.Contains(row.text, row.sample+"\n") {
			t.Errorf("no %s in\n%s", row.sample, row.text)
		}
	}
}

func TestReplayNothing(t *testing.T) {
	for text, message := range map[string]string{"": "has no metrics", "a b c\n": "is not in the text format"} {
		if _, err := newReplayer(recordedAt(t, text)); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := newReplayer("/nowhere"); err == nil || !strings.Contains(err.Error(), "EXPOSITION cannot be read") {
		t.Error(err)
	}
}
