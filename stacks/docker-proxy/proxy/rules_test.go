package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestWhatMayBeAsked(t *testing.T) {
	rows := map[string]question{
		"/_ping":                      {wholeEngine, "", "", "/_ping"},
		"/v1.45/version":              {wholeEngine, "/v1.45", "", "/version"},
		"/info":                       {wholeEngine, "", "", "/info"},
		"/v1.24/containers/json":      {listing, "/v1.24", "", "/containers/json"},
		"/events":                     {listing, "", "", "/events"},
		"/networks":                   {listing, "", "", "/networks"},
		"/networks/shop_default":      {oneNetwork, "", "shop_default", ""},
		"/v1.45/containers/a.b/json":  {oneContainer, "/v1.45", "a.b", "/json"},
		"/containers/shop-api-1/logs": {oneContainer, "", "shop-api-1", "/logs"},
	}
	for path, expected := range rows {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			got, err := decide(httptest.NewRequest(method, path, nil))
			if err != nil || got != expected {
				t.Errorf("%s %s: %+v, %v", method, path, got, err)
			}
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	rows := []struct{ method, path, reason string }{
		{"POST", "/containers/json", "POST is refused"},
		{"DELETE", "/containers/api", "DELETE is refused"},
		{"PUT", "/containers/api/archive", "PUT is refused"},
		{"GET", "/containers/api/archive", "/containers/api/archive is refused"},
		{"GET", "/containers/api/export", "is refused"},
		{"GET", "/containers/api/top", "is refused"},
		{"GET", "/containers/api/stats", "is refused"},
		{"GET", "/containers/api/attach/ws", "is refused"},
		{"GET", "/exec/abc/json", "is refused"},
		{"GET", "/images/json", "is refused"},
		{"GET", "/volumes", "is refused"},
		{"GET", "/secrets", "is refused"},
		{"GET", "/v2.0/version", "is refused"},
		{"GET", "/version/", "is refused"},
		{"GET", "//version", "is refused"},
		{"GET", "/containers/../secrets", "is refused"},
		{"GET", "/containers/a%2f..%2fb/json", "is refused"},
		{"GET", "/containers/api%0a/json", "is refused"},
		{"GET", "/containers//json", "is refused"},
	}
	for _, row := range rows {
		_, err := decide(httptest.NewRequest(row.method, row.path, nil))
		if err == nil || !strings.Contains(err.Error(), row.reason) {
			t.Errorf("%s %s: %v", row.method, row.path, err)
		}
	}
	upgrade := httptest.NewRequest("GET", "/containers/api/logs", nil)
	upgrade.Header.Set("Upgrade", "tcp")
	if _, err := decide(upgrade); err == nil || !strings.Contains(err.Error(), `an upgrade to "tcp" is refused`) {
		t.Errorf("upgrade: %v", err)
	}
}

func TestFiltersAreConfined(t *testing.T) {
	own := projectLabel + "=shop"
	rows := map[string]map[string]map[string]bool{
		"":                           {"label": {own: true}},
		"{}":                         {"label": {own: true}},
		"null":                       {"label": {own: true}},
		`{"label":["a=b"]}`:          {"label": {"a=b": true, own: true}},
		`{"label":{"a=b":true}}`:     {"label": {"a=b": true, own: true}},
		`{"label":null}`:             {"label": {own: true}},
		`{"status":["running"]}`:     {"status": {"running": true}, "label": {own: true}},
		`{"label":["` + own + `2"]}`: {"label": {own + "2": true, own: true}},
		`{"type":{"container":true},"label":["x"]}`: {"type": {"container": true}, "label": {"x": true, own: true}},
	}
	for text, expected := range rows {
		query, err := confined(url.Values{"filters": {text, `{"label":["second"]}`}, "all": {"1"}}, "shop")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got map[string]map[string]bool
		if err := json.Unmarshal([]byte(query.Get("filters")), &got); err != nil || !reflect.DeepEqual(got, expected) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
		if len(query["filters"]) != 1 || query.Get("all") != "1" {
			t.Errorf("%s: the query became %v", text, query)
		}
	}
	for _, text := range []string{"label", "[1]", `{"label":"a=b"}`, `{"label":[1]}`, `{"label":{"a":1}}`} {
		if _, err := confined(url.Values{"filters": {text}}, "shop"); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
