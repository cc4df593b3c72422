// The check that requests the readiness endpoint.

package main

import (
	"fmt"
	"net/http"
	"time"
)

const readyTimeout = 2 * time.Second

func checkReady(url string) error {
	client := http.Client{Timeout: readyTimeout}
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
