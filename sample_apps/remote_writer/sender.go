// Sends one request to a receiver, once: nothing is repeated, whatever the answer.

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/snappy"
)

const (
	sendTimeout = 10 * time.Second
	maxAnswer   = 8 << 10 // bytes of a response body that are kept
	// More than a receiver that follows the protocol sends.
	maxHeaders = 50

	versionHeader    = "X-Prometheus-Remote-Write-Version"
	samplesWritten   = "X-Prometheus-Remote-Write-Samples-Written"
	histogramWritten = "X-Prometheus-Remote-Write-Histograms-Written"
	exemplarsWritten = "X-Prometheus-Remote-Write-Exemplars-Written"
)

var (
	contentTypes = map[string]string{
		rw1: "application/x-protobuf",
		rw2: "application/x-protobuf;proto=io.prometheus.write.v2.Request",
	}
	versions = map[string]string{rw1: "0.1.0", rw2: "2.0.0"}
)

// A response is what was sent and what the receiver said. `Error` is set, and the status 0, when it said nothing.
type response struct {
	Name     string            `json:"name"`
	At       float64           `json:"at"` // unix seconds
	Protocol string            `json:"protocol"`
	To       string            `json:"to"`
	Sent     counts            `json:"sent"`
	Bytes    int               `json:"bytes"`
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"`
	Written  *counts           `json:"written"` // null without any of the headers that count
	Body     string            `json:"body"`
	Error    string            `json:"error"`

	moment time.Time // from which the times count
}

type sender struct {
	client *http.Client
}

func newSender() sender {
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return sender{client: &http.Client{Timeout: sendTimeout, CheckRedirect: refuse}}
}

// send fails only when the description cannot be encoded; a receiver that does not answer is a response.
func (s sender) send(ctx context.Context, wanted description, to string, moment time.Time) (response, error) {
	body, err := wanted.encode(moment)
	if err != nil {
		return response{}, err
	}
	if wanted.Compression == "snappy" {
		body = snappy.Encode(nil, body)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return response{}, err
	}
	for header, chosen := range map[string]string{
		"Content-Type":     or(wanted.ContentType, contentTypes[wanted.Protocol]),
		"Content-Encoding": or(wanted.ContentEncoding, "snappy"),
		versionHeader:      or(wanted.Version, versions[wanted.Protocol]),
		"User-Agent":       "lab-remote-writer",
	} {
		if chosen != "" {
			request.Header.Set(header, chosen)
		}
	}
	result := response{
		Name: wanted.Name, At: float64(time.Now().UnixMilli()) / 1000, Protocol: wanted.Protocol, To: to,
		Sent: wanted.sent(), Bytes: len(body), Headers: map[string]string{}, moment: moment,
	}
	answer, err := s.client.Do(request)
	if err != nil {
		result.Error = err.Error()
		return result, nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		result.Error = err.Error()
	}
	result.Status, result.Body = answer.StatusCode, strings.TrimSpace(string(text))
	for name := range answer.Header {
		if len(result.Headers) < maxHeaders {
			result.Headers[name] = answer.Header.Get(name)
		}
	}
	result.Written = written(answer.Header)
	return result, nil
}

// written is what the receiver counted. A header that is missing among others means 0, as the specification says.
func written(headers http.Header) *counts {
	var found counts
	any := false
	for name, count := range map[string]*int{
		samplesWritten: &found.Samples, histogramWritten: &found.Histograms, exemplarsWritten: &found.Exemplars,
	} {
		if number, err := strconv.Atoi(headers.Get(name)); err == nil {
			*count, any = number, true
		}
	}
	if !any {
		return nil
	}
	return &found
}

func or(given *string, otherwise string) string {
	if given == nil {
		return otherwise
	}
	return *given
}
