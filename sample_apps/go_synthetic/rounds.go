// Remembers what became of each round, and tells it: the truth about what was sent, for whoever checks what arrived.

package main

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Older rounds are forgotten, so that a program that runs for days stays as small as it was.
const remembered = 256

type round struct {
	Number    int     `json:"number"`
	Started   float64 `json:"started"` // unix seconds; the time of its points, when they are pushed
	Took      float64 `json:"took_seconds"`
	Requests  int     `json:"requests"`
	BodyBytes int64   `json:"body_bytes"` // before compression
	SentBytes int64   `json:"sent_bytes"` // after it, without headers
	OK        bool    `json:"ok"`
	Error     string  `json:"error,omitempty"`
	Sum       uint64  `json:"sum"` // of all values, once it had ended
}

type rounds struct {
	lock   sync.Mutex
	series int
	mode   string
	number int
	failed int
	missed int
	kept   []round
}

// next is the number of the round that begins.
func (r *rounds) next() int {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.number++
	return r.number
}

func (r *rounds) keep(one round) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if !one.OK {
		r.failed++
	}
	if len(r.kept) == remembered {
		r.kept = append(r.kept[:0], r.kept[1:]...)
	}
	r.kept = append(r.kept, one)
}

// miss notes rounds that could not begin in time, because the one before had not ended.
func (r *rounds) miss(number int) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.missed += number
}

func (r *rounds) serve(w http.ResponseWriter, _ *http.Request) {
	r.lock.Lock()
	defer r.lock.Unlock()
	said := map[string]any{
		"mode": r.mode, "series": r.series, "begun": r.number, "failed": r.failed, "missed": r.missed, "rounds": r.kept,
		"latest": nil,
	}
	if r.kept == nil {
		said["rounds"] = []round{}
	} else {
		said["latest"] = r.kept[len(r.kept)-1]
	}
	w.Header().Set("Content-Type", "application/json")
	// A caller that has gone cannot be told so.
	_ = json.NewEncoder(w).Encode(said)
}

func seconds(at time.Time) float64 {
	return float64(at.UnixMicro()) / 1e6
}
