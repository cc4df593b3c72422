// The HTTP interface: a description is sent when it arrives, and the responses of receivers are kept for queries.

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const maxResponses = 1000

type writer struct {
	receivers receivers
	sender    sender

	lock      sync.Mutex
	responses []response
}

func (w *writer) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", func(to http.ResponseWriter, _ *http.Request) {
		respond(to, http.StatusOK, map[string]string{"status": "ready"})
	})
	mux.HandleFunc("POST /write", w.write)
	mux.HandleFunc("GET /responses", w.list)
	return mux
}

// list answers with all responses, or those to writes of one name, the oldest first.
func (w *writer) list(to http.ResponseWriter, asked *http.Request) {
	w.lock.Lock()
	defer w.lock.Unlock()
	name := asked.URL.Query().Get("name")
	chosen := []response{}
	for _, one := range w.responses {
		if name == "" || one.Name == name {
			chosen = append(chosen, one)
		}
	}
	respond(to, http.StatusOK, chosen)
}

// write answers 200 with the receiver's response, whatever it is, and 422 for a description that is not sent.
func (w *writer) write(to http.ResponseWriter, asked *http.Request) {
	// One at a time: the order in which requests arrive decides what is out of order.
	w.lock.Lock()
	defer w.lock.Unlock()
	result, err := w.send(to, asked)
	if err != nil {
		respond(to, http.StatusUnprocessableEntity, map[string]string{"detail": err.Error()})
		return
	}
	w.responses = append(w.responses, result)
	respond(to, http.StatusOK, result)
}

func (w *writer) send(to http.ResponseWriter, asked *http.Request) (response, error) {
	wanted, err := readDescription(http.MaxBytesReader(to, asked.Body, maxDescription))
	if err != nil {
		return response{}, err
	}
	if len(w.responses) >= maxResponses {
		return response{}, fmt.Errorf("%d responses are kept already; no more are sent", maxResponses)
	}
	address, err := w.receivers.find(wanted.To)
	if err != nil {
		return response{}, err
	}
	moment := time.Now()
	if wanted.AsOf != "" {
		if moment, err = w.momentOf(wanted.AsOf); err != nil {
			return response{}, err
		}
	}
	return w.sender.send(asked.Context(), wanted, address, moment)
}

// momentOf is the moment that the times of the latest write with this name count from.
func (w *writer) momentOf(name string) (time.Time, error) {
	for i := len(w.responses) - 1; i >= 0; i-- {
		if w.responses[i].Name == name {
			return w.responses[i].moment, nil
		}
	}
	return time.Time{}, fmt.Errorf("as_of: there is no earlier write %q", name)
}

func respond(to http.ResponseWriter, status int, body any) {
	to.Header().Set("Content-Type", "application/json")
	to.WriteHeader(status)
	// A client that is gone cannot get an error.
	_ = json.NewEncoder(to).Encode(body)
}
