package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// volume is a Secret or ConfigMap and the folder that has its keys as files.
type volume struct {
	resource  string // secrets or configmaps
	namespace string
	name      string
	folder    string
}

func (v volume) String() string { return v.resource + " " + v.namespace + "/" + v.name }

// watchPath is answered with the object as it is, and with each change of it.
func (v volume) watchPath() string {
	return fmt.Sprintf("/api/v1/namespaces/%s/%s?watch=true&fieldSelector=%s",
		v.namespace, v.resource, url.QueryEscape("metadata.name="+v.name))
}

// parseVolumes reads "secrets/NAMESPACE/NAME=FOLDER configmaps/NAMESPACE/NAME=FOLDER".
func parseVolumes(text string) ([]volume, error) {
	var volumes []volume
	for _, word := range strings.Fields(text) {
		object, folder, _ := strings.Cut(word, "=")
		parts := strings.Split(object, "/")
		if len(parts) != 3 || parts[0] != "secrets" && parts[0] != "configmaps" || !filepath.IsAbs(folder) {
			return nil, fmt.Errorf("VOLUMES has %q, which is not secrets/NAMESPACE/NAME=/FOLDER or configmaps/...", word)
		}
		volumes = append(volumes, volume{parts[0], parts[1], parts[2], folder})
	}
	if len(volumes) == 0 {
		return nil, fmt.Errorf("VOLUMES names nothing")
	}
	return volumes, nil
}

// keepVolumes is ready when every folder has been filled once. After each change it has
// RELOAD_URL reload, again and again until that has worked.
func keepVolumes(ctx context.Context, api *client, state *ready) error {
	volumes, err := parseVolumes(os.Getenv("VOLUMES"))
	if err != nil {
		return err
	}
	changed := make(chan struct{}, 1)
	var lock sync.Mutex
	missing := map[string]bool{}
	say := func() {
		if len(missing) == 0 {
			state.done()
			return
		}
		state.waitFor("not there yet: " + strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	for _, one := range volumes {
		missing[one.String()] = true
	}
	say()
	failed := make(chan error, len(volumes))
	for _, one := range volumes {
		go func() {
			failed <- one.keep(ctx, api, func(news bool) {
				lock.Lock()
				defer lock.Unlock()
				delete(missing, one.String())
				say()
				if !news {
					return
				}
				select {
				case changed <- struct{}{}:
				default: // a reload is to come anyway
				}
			})
		}()
	}
	go reload(ctx, os.Getenv("RELOAD_URL"), changed)
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// keep writes the object's keys whenever they change. An object that is deleted leaves its
// files, as in a running pod.
func (v volume) keep(ctx context.Context, api *client, written func(news bool)) error {
	for {
		stream, err := api.open(ctx, http.MethodGet, v.watchPath(), "", nil)
		if err == nil {
			err = v.follow(stream, written)
			stream.Close()
		}
		var wrong *os.PathError
		if errors.As(err, &wrong) {
			return err
		}
		if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", v, err)
		}
		if !pause(ctx, retryAfter) {
			return nil
		}
	}
}

// follow reads the events of one watch until it ends.
func (v volume) follow(stream io.Reader, written func(news bool)) error {
	events := json.NewDecoder(stream)
	for {
		var event struct {
			Type   string
			Object json.RawMessage
		}
		if err := events.Decode(&event); err != nil {
			return err
		}
		if event.Type != "ADDED" && event.Type != "MODIFIED" {
			continue
		}
		content, err := v.content(event.Object)
		if err != nil {
			return err
		}
		changed, err := fill(v.folder, content)
		if err != nil {
			return err
		}
		if changed {
			fmt.Printf("%s: wrote %d files to %s\n", v, len(content), v.folder)
		}
		written(changed)
	}
}

// content is file name -> text. What ends with .gz is there unpacked, too, with the
// variables of the environment that it names as $(NAME).
func (v volume) content(object json.RawMessage) (map[string][]byte, error) {
	files := map[string][]byte{}
	if v.resource == "secrets" {
		var secret struct{ Data map[string][]byte }
		if err := json.Unmarshal(object, &secret); err != nil {
			return nil, err
		}
		for key, value := range secret.Data {
			files[key] = value
		}
	} else {
		var configMap struct {
			Data       map[string]string
			BinaryData map[string][]byte
		}
		if err := json.Unmarshal(object, &configMap); err != nil {
			return nil, err
		}
		for key, value := range configMap.BinaryData {
			files[key] = value
		}
		for key, value := range configMap.Data {
			files[key] = []byte(value)
		}
	}
	for key, value := range files {
		name, packed := strings.CutSuffix(key, ".gz")
		if !packed {
			continue
		}
		text, err := unpack(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		files[name] = expand(text, os.LookupEnv)
	}
	return files, nil
}

func unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

var variable = regexp.MustCompile(`\$\(([A-Za-z_][A-Za-z0-9_]*)\)`)

// expand leaves what is not set as it is, as the config-reloader does.
func expand(text []byte, lookUp func(string) (string, bool)) []byte {
	return variable.ReplaceAllFunc(text, func(match []byte) []byte {
		if value, ok := lookUp(string(match[2 : len(match)-1])); ok {
			return []byte(value)
		}
		return match
	})
}

// fill makes a folder hold these files and no others, and says whether anything changed.
func fill(folder string, files map[string][]byte) (bool, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return false, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return false, err
	}
	changed := false
	for _, entry := range entries {
		if _, wanted := files[entry.Name()]; !wanted {
			changed = true
			if err := os.RemoveAll(filepath.Join(folder, entry.Name())); err != nil {
				return false, err
			}
		}
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if had, err := os.ReadFile(path); err == nil && bytes.Equal(had, text) {
			continue
		}
		changed = true
		// Written beside it and renamed: a reader sees all of it or nothing.
		if err := os.WriteFile(path+".new", text, 0o644); err != nil {
			return false, err
		}
		if err := os.Rename(path+".new", path); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// reload posts to the address after each change until it is accepted. Prometheus may not be
// there yet, and refuses a configuration that it cannot read.
func reload(ctx context.Context, address string, changed <-chan struct{}) {
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		for {
			began := time.Now()
			err := post(ctx, address)
			if err == nil {
				fmt.Printf("reloaded in %d ms\n", time.Since(began).Milliseconds())
				said = ""
				break
			}
			if text := err.Error(); text != said {
				said = text
				fmt.Fprintln(os.Stderr, "not reloaded:", text)
			}
			if !pause(ctx, retryAfter) {
				return
			}
		}
	}
}

func post(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 1024))
	if response.StatusCode >= 300 {
		return fmt.Errorf("status %d: %s", response.StatusCode, strings.TrimSpace(string(text)))
	}
	return nil
}
