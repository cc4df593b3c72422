// Says that the program runs, and asks a running one whether it does.

package main

import (
	"fmt"
	"net/http"
	"time"
)

const patience = 2 * time.Second

func reportReady(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	// A caller that has gone cannot be told so.
	_, _ = w.Write([]byte(`{"status":"ready"}` + "\n"))
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
