package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// Turns an allowed question into one to the engine that can only be answered about one project, and passes the answer
// on as it comes: logs and events are streams without an end.

type proxy struct {
	engine  *engine
	project string
	forward *httputil.ReverseProxy
}

func newProxy(engine *engine, project string) *proxy {
	return &proxy{engine, project, &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "docker", "docker"
			r.Out.Body, r.Out.ContentLength, r.Out.TransferEncoding = nil, 0, nil
		},
		Transport:     engine.transport,
		FlushInterval: -1, // each line at once
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			refuse(w, http.StatusBadGateway, fmt.Sprintf("no engine answers at %s: %v", engine.socket, err))
		},
	}}
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked, err := decide(r)
	if err != nil {
		refuse(w, http.StatusForbidden, err.Error())
		return
	}
	query, path := r.URL.Query(), asked.version+asked.rest
	switch asked.scope {
	case listing:
		if query, err = confined(query, p.project); err != nil {
			refuse(w, http.StatusBadRequest, err.Error())
			return
		}
	case oneContainer, oneNetwork:
		kind, unknown := "/containers/", "No such container: "+asked.of
		inspect := kind + asked.of + "/json"
		if asked.scope == oneNetwork {
			kind, unknown = "/networks/", "network "+asked.of+" not found"
			inspect = kind + asked.of
		}
		found, err := p.engine.member(r.Context(), inspect)
		if errors.Is(err, errUnknown) || err == nil && found.project() != p.project {
			refuse(w, http.StatusNotFound, unknown) // in the engine's words: another project's is not there
			return
		}
		if err != nil {
			refuse(w, http.StatusBadGateway, err.Error())
			return
		}
		// By id: the name may by now be that of another container.
		path = asked.version + kind + found.ID + asked.rest
	}
	out := r.Clone(r.Context())
	out.URL = &url.URL{Path: path, RawQuery: query.Encode()}
	p.forward.ServeHTTP(w, out)
}

// refuse answers as the engine does, so that its clients show the reason.
func refuse(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": reason})
}
