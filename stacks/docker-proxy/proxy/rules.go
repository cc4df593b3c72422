package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
)

// What may be asked, and what the answer must be confined to. Decided from the request alone; nothing here asks the
// engine.

type scope int

const (
	wholeEngine scope = iota // facts of the engine that belong to no project
	listing                  // the engine filters by label itself
	oneContainer
	oneNetwork
)

// question is a request that may be asked: `version` is the API version's prefix or empty, `of` the container or
// network it names, `rest` what follows that name.
type question struct {
	scope             scope
	version, of, rest string
}

const named = `([a-zA-Z0-9][a-zA-Z0-9_.-]*)`

// The first that matches decides: a container called "json" cannot be asked for.
var allowed = []struct {
	scope scope
	path  *regexp.Regexp
}{
	{wholeEngine, regexp.MustCompile(`^(/v1\.[0-9]{1,3})?()(/_ping|/version|/info)$`)},
	{listing, regexp.MustCompile(`^(/v1\.[0-9]{1,3})?()(/containers/json|/events|/networks)$`)},
	{oneContainer, regexp.MustCompile(`^(/v1\.[0-9]{1,3})?/containers/` + named + `(/json|/logs)$`)},
	{oneNetwork, regexp.MustCompile(`^(/v1\.[0-9]{1,3})?/networks/` + named + `()$`)},
}

// decide returns the question a request asks, or why it may not be asked.
func decide(r *http.Request) (question, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return question{}, fmt.Errorf("%s is refused: this view of the engine is read-only", r.Method)
	}
	if r.Header.Get("Upgrade") != "" {
		return question{}, fmt.Errorf("an upgrade to %q is refused: nobody attaches to a container here",
			r.Header.Get("Upgrade"))
	}
	for _, each := range allowed {
		if found := each.path.FindStringSubmatch(r.URL.Path); found != nil {
			return question{each.scope, found[1], found[2], found[3]}, nil
		}
	}
	return question{}, fmt.Errorf("%s is refused: only _ping, version, info, events, and the list, description and "+
		"logs of containers and networks may be read", r.URL.Path)
}

// confined adds the project's label to a query's filters, which are a JSON object of lists or, as newer clients write
// it, of {"value": true}. Several labels must all be there, so the engine never answers more than without this.
func confined(query url.Values, project string) (url.Values, error) {
	said := map[string]json.RawMessage{}
	if text := query.Get("filters"); text != "" {
		if err := json.Unmarshal([]byte(text), &said); err != nil {
			return nil, fmt.Errorf("filters=%s is no JSON object: %w", text, err)
		}
	}
	filters := map[string]map[string]bool{}
	for key, raw := range said {
		values, err := filterValues(raw)
		if err != nil {
			return nil, fmt.Errorf("the filter %q is neither a list of words nor an object of words: %w", key, err)
		}
		filters[key] = values
	}
	if filters["label"] == nil {
		filters["label"] = map[string]bool{}
	}
	filters["label"][projectLabel+"="+project] = true
	text, err := json.Marshal(filters)
	if err != nil {
		return nil, err
	}
	query.Set("filters", string(text))
	return query, nil
}

func filterValues(raw json.RawMessage) (map[string]bool, error) {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		values := map[string]bool{}
		err := json.Unmarshal(raw, &values)
		return values, err
	}
	values := map[string]bool{}
	for _, value := range list {
		values[value] = true
	}
	return values, nil
}
