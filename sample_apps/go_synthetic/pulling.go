// Answers scrapes, one at a time: two at once would tell each other's values.

package main

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

type pulling struct {
	lock    sync.Mutex
	exposed *exposition
	rounds  *rounds
	packed  *gzip.Writer
}

func newPulling(all population, values *counters, known *rounds) *pulling {
	return &pulling{exposed: newExposition(all, values), rounds: known, packed: newGzip()}
}

// newGzip is as quick as gzip can be: what a program pays to be read should not hide what its reader pays.
func newGzip() *gzip.Writer {
	packed, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // only an unknown level is an error
	return packed
}

func (p *pulling) serve(w http.ResponseWriter, r *http.Request) {
	p.lock.Lock()
	defer p.lock.Unlock()
	began := time.Now()
	sent := &countedWriter{to: w}
	var to io.Writer = sent
	w.Header().Set("Content-Type", textFormat)
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		p.packed.Reset(sent)
		to = p.packed
	}
	number := p.rounds.next()
	written, err := p.exposed.write(to, number)
	if to == p.packed && err == nil {
		err = p.packed.Close()
	}
	one := round{
		Number: number, Started: seconds(began), Took: time.Since(began).Seconds(), Requests: 1,
		BodyBytes: written, SentBytes: sent.count, OK: err == nil, Sum: p.exposed.counters.sum,
	}
	if err != nil {
		one.Error = err.Error()
	}
	p.rounds.keep(one)
}

type countedWriter struct {
	to    io.Writer
	count int64
}

func (c *countedWriter) Write(piece []byte) (int, error) {
	written, err := c.to.Write(piece)
	c.count += int64(written)
	return written, err
}
