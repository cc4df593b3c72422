package main

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"
)

var (
	requestLine = regexp.MustCompile(`^([A-Z]{3,10}) (\S+) HTTP/1\.[01]\r?$`)
	statusLine  = regexp.MustCompile(`^HTTP/1\.[01] (\d{3})(?: |\r?$)`)
	preface     = []byte("PRI * HTTP/2.0\r\n\r\n")

	ofRequests = []string{"host", "accept", "accept-encoding", "content-type", "content-encoding", "content-length",
		"transfer-encoding", "user-agent"}
	ofAnswers = []string{"content-type", "content-encoding", "content-length", "transfer-encoding"}
)

// Head is a request's or an answer's. Whole is false when it goes on in another frame, which is not looked at.
type Head struct {
	Method  string            `json:"method,omitempty"`
	Path    string            `json:"path,omitempty"` // without its query
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers"`
	Whole   bool              `json:"whole"`
}

// requestOf and answerOf look at the beginning of a payload, which is where heads stand.
func requestOf(payload []byte) (Head, bool) {
	found := requestLine.FindStringSubmatch(firstLine(payload))
	if found == nil {
		return Head{}, false
	}
	path, _, _ := strings.Cut(found[2], "?")
	headers, whole := headersOf(payload, ofRequests)
	return Head{Method: found[1], Path: path, Headers: headers, Whole: whole}, true
}

func answerOf(payload []byte) (Head, bool) {
	found := statusLine.FindStringSubmatch(firstLine(payload))
	if found == nil {
		return Head{}, false
	}
	status, _ := strconv.Atoi(found[1])
	headers, whole := headersOf(payload, ofAnswers)
	return Head{Status: status, Headers: headers, Whole: whole}, true
}

func firstLine(payload []byte) string {
	line, _, ended := bytes.Cut(payload, []byte("\n"))
	if !ended {
		return ""
	}
	return string(line)
}

// headersOf keeps the chosen ones and Prometheus's own, in lower case. Of what is secret it only says that it is there.
func headersOf(payload []byte, chosen []string) (map[string]string, bool) {
	head, _, whole := bytes.Cut(payload, []byte("\r\n\r\n"))
	headers := map[string]string{}
	for _, line := range strings.Split(string(head), "\r\n")[1:] {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.ToLower(name); !ok {
			continue
		}
		if name == "authorization" {
			headers[name] = "present"
		}
		for _, one := range chosen {
			if name == one || strings.HasPrefix(name, "x-prometheus-") {
				headers[name] = strings.TrimSpace(value)
			}
		}
	}
	return headers, whole
}

// framesOf tells whether a payload is nothing but frames of HTTP/2, the last of which may go on in another segment.
// A connection that was opened before we listened shows itself by this alone.
func framesOf(payload []byte) bool {
	const head, mostKinds, mostLength = 9, 9, 1 << 14
	frames := 0
	for len(payload) >= head {
		length := int(payload[0])<<16 | int(payload[1])<<8 | int(payload[2])
		kind, stream := payload[3], binary.BigEndian.Uint32(payload[5:])
		if kind > mostKinds || length > mostLength || stream>>31 != 0 || !fits(kind, length, stream) {
			return false
		}
		frames++
		payload = payload[min(head+length, len(payload)):]
	}
	return frames > 0 && len(payload) == 0
}

// fits is what RFC 9113 says of the lengths of frames, and of which belong to a stream.
func fits(kind byte, length int, stream uint32) bool {
	switch kind {
	case 0, 1, 5, 9: // data, headers, push promise, continuation
		return stream > 0
	case 2: // priority
		return stream > 0 && length == 5
	case 3: // the end of a stream
		return stream > 0 && length == 4
	case 4: // settings
		return stream == 0 && length%6 == 0
	case 6: // ping
		return stream == 0 && length == 8
	case 7: // farewell
		return stream == 0 && length >= 8
	default: // a wider window
		return length == 4
	}
}
