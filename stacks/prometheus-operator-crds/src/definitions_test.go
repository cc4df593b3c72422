package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestReadDefinitionsOfTheModule(t *testing.T) {
	all, err := readDefinitions("")
	if err != nil || len(all) != 10 {
		t.Fatalf("%d definitions, %v", len(all), err)
	}
	for _, one := range all {
		if !strings.Contains(string(one.text), "kind: CustomResourceDefinition") || len(versionLine.FindAll(one.text, -1)) != 1 {
			t.Errorf("%s is no definition of one version", one.plural)
		}
	}
	some, err := readDefinitions("podmonitors  prometheuses")
	if err != nil || len(some) != 2 || some[0].plural != "podmonitors" || some[1].plural != "prometheuses" {
		t.Fatalf("%v, %v", some, err)
	}
	if _, err := readDefinitions("podmonitor"); err == nil {
		t.Error("an unknown name passes")
	}
}

// An API that has one kind already, and serves what it is given at the second look.
func TestDefineKindsWaitsUntilTheyAreServed(t *testing.T) {
	var lock sync.Mutex
	posted, looks := 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		switch {
		case request.Method == http.MethodPost:
			posted++
			text, _ := io.ReadAll(request.Body)
			if strings.Contains(string(text), "name: probes.monitoring") {
				response.WriteHeader(http.StatusConflict)
			}
		case looks == 0:
			looks++
			response.WriteHeader(http.StatusNotFound)
		default:
			io.WriteString(response, `{"resources": [{"name": "probes"}, {"name": "podmonitors"}]}`)
		}
	}))
	defer server.Close()
	t.Setenv("DEFINITIONS", "probes podmonitors")
	state := &ready{}
	if err := defineKinds(context.Background(), &client{server.Client(), server.URL, "t"}, state); err != nil {
		t.Fatal(err)
	}
	if posted != 2 || looks != 1 || state.missing.Load() != nil {
		t.Errorf("%d posted, %d looks, missing %v", posted, looks, state.missing.Load())
	}
}

func TestDefineKindsReportsARefusal(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		http.Error(response, "spec is wrong", http.StatusUnprocessableEntity)
	}))
	defer server.Close()
	t.Setenv("DEFINITIONS", "probes")
	err := defineKinds(context.Background(), &client{server.Client(), server.URL, "t"}, &ready{})
	if err == nil || !strings.Contains(err.Error(), "probes: status 422: spec is wrong") {
		t.Error(err)
	}
}
