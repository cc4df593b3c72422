package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	crd "github.com/prometheus-operator/prometheus-operator/example"
)

const (
	definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
	group           = "monitoring.coreos.com"
	retryAfter      = 100 * time.Millisecond
)

var (
	separator = regexp.MustCompile(`(?m)^---\n`)
	nameLine  = regexp.MustCompile(`(?m)^  name: ([a-z]+)\.monitoring\.coreos\.com$`)
	// An entry of the list `versions`, whose first key the name may be or not.
	versionLine = regexp.MustCompile(`(?m)^  (?:- |  )name: (v\d\w*)$`)
)

// definition is a CustomResourceDefinition of the operator, as its module has it.
type definition struct {
	plural string
	text   []byte
}

// readDefinitions returns those named in `wanted` (plurals, between spaces), or all when it
// is empty.
func readDefinitions(wanted string) ([]definition, error) {
	var all bytes.Buffer
	if err := crd.PrintAll(&all); err != nil {
		return nil, err
	}
	known := map[string][]byte{}
	var definitions []definition
	for _, text := range separator.Split(all.String(), -1) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		name := nameLine.FindStringSubmatch(text)
		if name == nil {
			return nil, fmt.Errorf("a definition without a name: %.80q", text)
		}
		known[name[1]] = []byte(text)
		definitions = append(definitions, definition{name[1], []byte(text)})
	}
	if wanted == "" {
		return definitions, nil
	}
	definitions = nil
	for _, plural := range strings.Fields(wanted) {
		text, ok := known[plural]
		if !ok {
			return nil, fmt.Errorf("DEFINITIONS has %q, which the operator does not have", plural)
		}
		definitions = append(definitions, definition{plural, text})
	}
	return definitions, nil
}

// defineKinds is done when the API serves all of them. One that is there already stays.
func defineKinds(ctx context.Context, api *client, state *ready) error {
	definitions, err := readDefinitions(os.Getenv("DEFINITIONS"))
	if err != nil {
		return err
	}
	began := time.Now()
	state.waitFor("definitions are not applied yet")
	failed := make([]error, len(definitions))
	var all sync.WaitGroup
	for index, one := range definitions {
		all.Go(func() { failed[index] = define(ctx, api, one) })
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	for {
		missing, err := notServed(ctx, api, definitions)
		if err == nil && len(missing) == 0 {
			break
		}
		if err != nil {
			state.waitFor(err.Error())
		} else {
			state.waitFor("not served yet: " + strings.Join(missing, ", "))
		}
		if !pause(ctx, retryAfter) {
			return nil
		}
	}
	fmt.Printf("defined %d kinds in %.1f s\n", len(definitions), time.Since(began).Seconds())
	state.done()
	return nil
}

func define(ctx context.Context, api *client, one definition) error {
	for {
		_, err := api.send(ctx, http.MethodPost, definitionsPath, "application/yaml", one.text)
		var no *refusal
		switch {
		case err == nil || errors.As(err, &no) && no.status == http.StatusConflict:
			return nil
		case errors.As(err, &no):
			return fmt.Errorf("%s: %w", one.plural, err)
		case !pause(ctx, retryAfter):
			return ctx.Err()
		}
	}
}

// notServed asks what the API has of the group: it lists what is established.
func notServed(ctx context.Context, api *client, definitions []definition) ([]string, error) {
	served := map[string]bool{}
	versions := map[string]bool{}
	for _, one := range definitions {
		for _, version := range versionLine.FindAllSubmatch(one.text, -1) {
			versions[string(version[1])] = true
		}
	}
	for version := range versions {
		body, err := api.send(ctx, http.MethodGet, "/apis/"+group+"/"+version, "", nil)
		if err != nil {
			return nil, err
		}
		var list struct{ Resources []struct{ Name string } }
		if err := json.Unmarshal(body, &list); err != nil {
			return nil, err
		}
		for _, resource := range list.Resources {
			served[resource.Name] = true
		}
	}
	var missing []string
	for _, one := range definitions {
		if !served[one.plural] {
			missing = append(missing, one.plural)
		}
	}
	return missing, nil
}
