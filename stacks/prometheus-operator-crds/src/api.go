package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

const (
	credentialsFolder = "/etc/kubernetes/pki"
	apiServer         = "https://kube-apiserver:6443"
)

// client sends requests to the Kubernetes API as the administrator of the lab.
type client struct {
	http  *http.Client
	base  string
	token string
}

// refusal is an answer that says no. A status of 5xx, or no connection at all, is not one.
type refusal struct {
	status int
	body   string
}

func (r *refusal) Error() string { return fmt.Sprintf("status %d: %.300s", r.status, r.body) }

// newClient reads ca.crt, and the administrator's token from the first line of tokens.csv.
func newClient(folder string) (*client, error) {
	authority, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, errors.New("ca.crt has no certificate")
	}
	file, err := os.Open(filepath.Join(folder, "tokens.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	line, err := csv.NewReader(file).Read()
	if err != nil {
		return nil, fmt.Errorf("tokens.csv: %w", err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	return &client{&http.Client{Transport: transport}, apiServer, line[0]}, nil
}

// open sends a request and returns the body of the answer, which must be closed.
func (c *client) open(ctx context.Context, method, path, contentType string, body []byte) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Accept", "application/json")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 300 {
		return response.Body, nil
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
	if response.StatusCode >= 500 || response.StatusCode == http.StatusTooManyRequests {
		return nil, fmt.Errorf("status %d: %.300s", response.StatusCode, text)
	}
	return nil, &refusal{response.StatusCode, string(text)}
}

func (c *client) send(ctx context.Context, method, path, contentType string, body []byte) ([]byte, error) {
	answer, err := c.open(ctx, method, path, contentType, body)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	return io.ReadAll(answer)
}
