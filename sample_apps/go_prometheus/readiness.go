// Says that the shop takes requests, and asks a running shop whether it does.

package main

import (
	"fmt"
	"net/http"
	"time"
)

const patience = 2 * time.Second

func reportReady(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"status": "ready"})
}

func askReady(url string) error {
	client := http.Client{Timeout: patience}
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}
