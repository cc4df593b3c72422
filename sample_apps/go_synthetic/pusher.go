// Pushes a round every interval, in consecutive batches, as an SDK or a collector does: each instance its own series. A rejected batch is not sent
// again: the next round has newer values of the same series.

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

const (
	// The default timeout of OpenTelemetry exporters.
	pushTimeout = 10 * time.Second
	// Bytes of a response body in an error.
	maxQuoted = 300
)

type pusher struct {
	settings
	encoders   []*encoder
	rounds     *rounds
	client     *http.Client
	compressor *gzip.Writer
	buffer     bytes.Buffer
}

func newPusher(config settings, all population, values *counters, history *rounds) *pusher {
	return &pusher{
		settings:   config,
		encoders:   newEncoders(config, all, values, time.Now()),
		rounds:     history,
		client:     &http.Client{Timeout: pushTimeout},
		compressor: newGzip(),
	}
}

// run starts a round every interval. A late round starts at once, and missed rounds are counted.
func (p *pusher) run(ctx context.Context) {
	next := time.Now()
	for {
		wait := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		p.rounds.add(p.round(ctx))
		next = next.Add(p.interval)
		if behind := time.Since(next) / p.interval; behind > 0 {
			p.rounds.addMissed(int(behind))
			next = next.Add(behind * p.interval)
		}
	}
}

func (p *pusher) round(ctx context.Context) round {
	started := time.Now()
	result := round{Number: p.rounds.next(), Started: seconds(started), OK: true}
	for i, encoder := range p.encoders {
		series, last := encoder.series(), i == len(p.encoders)-1
		for from := 0; from < series; from += p.batch {
			to := min(from+p.batch, series)
			p.push(ctx, encoder.request(from, to, started, result.Number, last && to == series), &result)
		}
	}
	result.Took, result.Sum = time.Since(started).Seconds(), p.encoders[0].counters.sum
	return result
}

func (p *pusher) push(ctx context.Context, body []byte, result *round) {
	sent, err := p.send(ctx, body)
	result.Requests++
	result.BodyBytes += int64(len(body))
	result.SentBytes += int64(sent)
	if err != nil {
		result.OK, result.Error = false, err.Error()
	}
}

func (p *pusher) send(ctx context.Context, body []byte) (sent int, err error) {
	if p.gzip {
		p.buffer.Reset()
		p.compressor.Reset(&p.buffer)
		// Writing to a buffer in memory cannot fail.
		_, _ = p.compressor.Write(body)
		_ = p.compressor.Close()
		body = p.buffer.Bytes()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.endpoint, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	if p.gzip {
		request.Header.Set("Content-Encoding", "gzip")
	}
	response, err := p.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxQuoted))
	if response.StatusCode != http.StatusOK {
		return len(body), fmt.Errorf("%s: %s", response.Status, strings.TrimSpace(string(text)))
	}
	return len(body), nil
}
