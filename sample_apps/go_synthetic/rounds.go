// Keeps the result of each round and serves them: the ground truth about what was sent, for checks of what arrived.

package main

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Older rounds are dropped, so that memory does not grow.
const maxRounds = 256

type round struct {
	Number    int     `json:"number"`
	Started   float64 `json:"started"` // unix seconds; the time of pushed points
	Took      float64 `json:"took_seconds"`
	Requests  int     `json:"requests"`
	BodyBytes int64   `json:"body_bytes"` // before compression
	SentBytes int64   `json:"sent_bytes"` // after compression, without headers
	OK        bool    `json:"ok"`
	Error     string  `json:"error,omitempty"`
	Sum       uint64  `json:"sum"` // of all values, at its end
}

type rounds struct {
	lock   sync.Mutex
	series int
	mode   string
	number int
	failed int
	missed int
	recent []round
}

// next returns the number of the next round.
func (r *rounds) next() int {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.number++
	return r.number
}

func (r *rounds) add(result round) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if !result.OK {
		r.failed++
	}
	if len(r.recent) == maxRounds {
		r.recent = append(r.recent[:0], r.recent[1:]...)
	}
	r.recent = append(r.recent, result)
}

// addMissed counts rounds that did not start in time, because the one before had not ended.
func (r *rounds) addMissed(count int) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.missed += count
}

func (r *rounds) serve(w http.ResponseWriter, _ *http.Request) {
	r.lock.Lock()
	defer r.lock.Unlock()
	state := map[string]any{
		"mode": r.mode, "series": r.series, "begun": r.number, "failed": r.failed, "missed": r.missed, "rounds": r.recent,
		"latest": nil,
	}
	if r.recent == nil {
		state["rounds"] = []round{}
	} else {
		state["latest"] = r.recent[len(r.recent)-1]
	}
	w.Header().Set("Content-Type", "application/json")
	// A client that is gone cannot get an error.
	_ = json.NewEncoder(w).Encode(state)
}

func seconds(at time.Time) float64 {
	return float64(at.UnixMicro()) / 1e6
}
