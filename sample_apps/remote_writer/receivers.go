// The receivers of the lab. Nothing is sent anywhere else: a description can only name one of them.

package main

import (
	"fmt"
	"net/url"
	"strings"
)

type receiver struct {
	host string
	url  string
}

type receivers []receiver

// readReceivers reads the addresses, separated by commas. A service of the lab is a name without a dot.
func readReceivers(text string) (receivers, error) {
	var all receivers
	for address := range strings.SplitSeq(text, ",") {
		parsed, err := url.Parse(strings.TrimSpace(address))
		if err != nil || parsed.Scheme != "http" || parsed.User != nil || parsed.Path == "" {
			return nil, fmt.Errorf("ENDPOINTS has %q; it must be http://<service>:<port>/<path>", address)
		}
		host := parsed.Hostname()
		if host == "" || strings.ContainsAny(host, ".:") {
			return nil, fmt.Errorf("ENDPOINTS has the host %q; it must be a service of the lab, a name without a dot", host)
		}
		all = append(all, receiver{host, parsed.String()})
	}
	return all, nil
}

// find gives the address of a receiver; an empty name means the first one.
func (r receivers) find(host string) (string, error) {
	var known []string
	for _, one := range r {
		if host == "" || host == one.host {
			return one.url, nil
		}
		known = append(known, one.host)
	}
	return "", fmt.Errorf("there is no receiver %q; ENDPOINTS has: %s", host, strings.Join(known, ", "))
}
