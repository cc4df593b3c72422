// Pushes a round every interval, in batches one after the other, as an SDK or a collector would. A batch that is
// refused is not sent again: the next round has everything that was in it, and more.

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
	// What OpenTelemetry's exporters wait for an answer.
	answerWithin = 10 * time.Second
	// Of an answer that refuses, enough to understand it.
	quoted = 300
)

type pushing struct {
	settings
	encoder *encoder
	rounds  *rounds
	client  *http.Client
	packed  *gzip.Writer
	buffer  bytes.Buffer
}

func newPushing(said settings, all population, values *counters, known *rounds) *pushing {
	return &pushing{
		settings: said,
		encoder:  newEncoder(all, values, said.job, said.instance, time.Now()),
		rounds:   known,
		client:   &http.Client{Timeout: answerWithin},
		packed:   newGzip(),
	}
}

// run begins a round whenever the interval says so. Who is late begins at once, and the rounds it missed are counted.
func (p *pushing) run(ctx context.Context) {
	next := time.Now()
	for {
		wait := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		p.rounds.keep(p.round(ctx))
		next = next.Add(p.interval)
		if behind := time.Since(next) / p.interval; behind > 0 {
			p.rounds.miss(int(behind))
			next = next.Add(behind * p.interval)
		}
	}
}

func (p *pushing) round(ctx context.Context) round {
	began := time.Now()
	done := round{Number: p.rounds.next(), Started: seconds(began), OK: true}
	series := len(p.encoder.counters.values)
	for from := 0; from < series; from += p.batch {
		to := min(from+p.batch, series)
		body := p.encoder.request(from, to, began, done.Number, to == series)
		sent, err := p.send(ctx, body)
		done.Requests++
		done.BodyBytes += int64(len(body))
		done.SentBytes += int64(sent)
		if err != nil {
			done.OK, done.Error = false, err.Error()
		}
	}
	done.Took, done.Sum = time.Since(began).Seconds(), p.encoder.counters.sum
	return done
}

func (p *pushing) send(ctx context.Context, body []byte) (sent int, err error) {
	if p.gzip {
		p.buffer.Reset()
		p.packed.Reset(&p.buffer)
		// A buffer in memory takes everything.
		_, _ = p.packed.Write(body)
		_ = p.packed.Close()
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
	answer, err := p.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, quoted))
	if answer.StatusCode != http.StatusOK {
		return len(body), fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(text)))
	}
	return len(body), nil
}
