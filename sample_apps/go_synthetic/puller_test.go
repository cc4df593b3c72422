package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func scrape(t *testing.T, source *puller, encoding string) (body []byte, answer *httptest.ResponseRecorder) {
	t.Helper()
	request := httptest.NewRequest("GET", "/metrics", nil)
	request.Header.Set("Accept-Encoding", encoding)
	answer = httptest.NewRecorder()
	source.serve(answer, request)
	body = answer.Body.Bytes()
	if answer.Header().Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err = io.ReadAll(unpacked); err != nil {
			t.Fatal(err)
		}
	}
	return body, answer
}

func newPull(series int) *puller {
	return newPuller(newPopulation(series), newCounters(series), &rounds{series: series, mode: pull})
}

func TestPullerServesTheSum(t *testing.T) {
	for _, encoding := range []string{"", "gzip"} {
		source := newPull(12345)
		for number := 1; number <= 3; number++ {
			body, answer := scrape(t, source, encoding)
			if got := answer.Header().Get("Content-Encoding"); got != encoding {
				t.Fatalf("encoded as %q, asked for %q", got, encoding)
			}
			parser := expfmt.NewTextParser(model.UTF8Validation)
			families, err := parser.TextToMetricFamilies(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			series, sum := 0, 0.0
			for _, family := range families {
				for _, metric := range family.Metric {
					if counter := metric.Counter; counter != nil {
						series, sum = series+1, sum+counter.GetValue()
					}
				}
			}
			last := source.rounds.recent[number-1]
			if series != 12345 || sum != float64(last.Sum) || sum != families["source_values_sum"].Metric[0].Gauge.GetValue() {
				t.Errorf("%d series with the sum %v, not %d", series, sum, last.Sum)
			}
			if got := families["source_round"].Metric[0].Gauge.GetValue(); got != float64(number) {
				t.Errorf("round %v, not %d", got, number)
			}
			if !last.OK || last.BodyBytes != int64(len(body)) || last.SentBytes != int64(answer.Body.Len()) {
				t.Errorf("%d bytes, of which %d were sent: %+v", len(body), answer.Body.Len(), last)
			}
		}
	}
}

type goneReader struct{ httptest.ResponseRecorder }

func (*goneReader) Write([]byte) (int, error) { return 0, errors.New("reader is gone") }

func TestPullerAbortedScrape(t *testing.T) {
	for _, encoding := range []string{"", "gzip"} {
		source := newPull(100_000)
		request := httptest.NewRequest("GET", "/metrics", nil)
		request.Header.Set("Accept-Encoding", encoding)
		source.serve(&goneReader{*httptest.NewRecorder()}, request)
		if last := source.rounds.recent[0]; last.OK || last.Error != "reader is gone" || source.rounds.failed != 1 {
			t.Errorf("%q: %+v", encoding, last)
		}
		scrape(t, source, encoding)
		if last := source.rounds.recent[1]; !last.OK || last.Number != 2 {
			t.Errorf("%q: %+v", encoding, last)
		}
	}
}

func BenchmarkScrape(b *testing.B) {
	for _, encoding := range []string{"", "gzip"} {
		b.Run("encoding="+encoding, func(b *testing.B) {
			const series = 100_000
			source := newPull(series)
			var sent int
			for b.Loop() {
				request := httptest.NewRequest("GET", "/metrics", nil)
				request.Header.Set("Accept-Encoding", encoding)
				answer := httptest.NewRecorder()
				answer.Body.Grow(20 << 20)
				source.serve(answer, request)
				sent = answer.Body.Len()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/series, "ns/series")
			b.ReportMetric(float64(sent)/series, "bytes/series")
		})
	}
}
