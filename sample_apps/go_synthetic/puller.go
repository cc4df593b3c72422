// Serves scrapes, one at a time, because concurrent ones would mix their values.

package main

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

type puller struct {
	lock       sync.Mutex
	exposition *exposition
	rounds     *rounds
	compressor *gzip.Writer
}

func newPuller(all population, values *counters, history *rounds) *puller {
	return &puller{exposition: newExposition(all, values), rounds: history, compressor: newGzip()}
}

// newGzip uses the fastest level, so that the cost of the source does not hide that of its reader.
func newGzip() *gzip.Writer {
	compressor, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // fails only for an unknown level
	return compressor
}

func (p *puller) serve(w http.ResponseWriter, r *http.Request) {
	p.lock.Lock()
	defer p.lock.Unlock()
	started := time.Now()
	sent := &countedWriter{to: w}
	var to io.Writer = sent
	w.Header().Set("Content-Type", textFormat)
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		p.compressor.Reset(sent)
		to = p.compressor
	}
	number := p.rounds.next()
	written, err := p.exposition.write(to, number)
	if to == p.compressor && err == nil {
		err = p.compressor.Close()
	}
	one := round{
		Number: number, Started: seconds(started), Took: time.Since(started).Seconds(), Requests: 1,
		BodyBytes: written, SentBytes: sent.count, OK: err == nil, Sum: p.exposition.counters.sum,
	}
	if err != nil {
		one.Error = err.Error()
	}
	p.rounds.add(one)
}

type countedWriter struct {
	to    io.Writer
	count int64
}

func (c *countedWriter) Write(chunk []byte) (int, error) {
	written, err := c.to.Write(chunk)
	c.count += int64(written)
	return written, err
}
