package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// Report is what the one line says.
type Report struct {
	Began      float64      `json:"began"` // unix seconds
	Seconds    float64      `json:"seconds"`
	Lost       int          `json:"lost"` // frames that were not seen
	Interfaces []Interface  `json:"interfaces"`
	Exchanges  []*Exchange  `json:"exchanges"`
	HTTP2      []Connection `json:"http2"`
}

// Interface has the bytes of the frames that were seen, and what the kernel counted in the same time.
type Interface struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses"`
	Frames    int      `json:"frames"`
	Seen      Counted  `json:"seen"`
	Counted   *Counted `json:"counted"` // nil: it came or went while we listened
}

// Exchange is a request with its answer, and how often there was one like it: the same to the last header but for
// lengths and for the port of who asks, of which those of the first are told.
type Exchange struct {
	Interface string         `json:"interface"`
	From      netip.AddrPort `json:"from"`
	To        netip.AddrPort `json:"to"`
	Request   Head           `json:"request"`
	Answer    *Head          `json:"answer"` // nil: none came while we listened
	Count     int            `json:"count"`
}

// Connection speaks HTTP/2 without TLS. By is how it showed: its preface, or its frames when it was open before. From
// has the client's address when there was a preface, else what has the higher port.
type Connection struct {
	Interface string         `json:"interface"`
	From      netip.AddrPort `json:"from"`
	To        netip.AddrPort `json:"to"`
	By        string         `json:"by"`
}

// conversation is one direction of a connection on one interface.
type conversation struct {
	index    int
	from, to netip.AddrPort
}

func (c conversation) back() conversation { return conversation{c.index, c.to, c.from} }

type listener struct {
	links     map[int]link
	seen      map[int]*Interface
	exchanges []*Exchange
	waiting   map[conversation][]*Exchange
	last      map[conversation]uint32 // sequence number of the last head, to tell what is sent or seen again
	framed    map[conversation]bool
	plain     map[conversation]bool // has shown a head of HTTP/1
	http2     map[conversation]Connection
}

func newListener(links []link) *listener {
	l := &listener{
		links: map[int]link{}, seen: map[int]*Interface{}, waiting: map[conversation][]*Exchange{},
		last: map[conversation]uint32{}, framed: map[conversation]bool{}, plain: map[conversation]bool{},
		http2: map[conversation]Connection{},
	}
	for _, each := range links {
		l.links[each.index] = each
		l.seen[each.index] = &Interface{Name: each.name, Addresses: each.addresses}
	}
	return l
}

// hear takes a frame in if it passed after `began` and, unless that is zero, not after `ended`.
func (l *listener) hear(f frame, began, ended time.Time) {
	on, known := l.seen[f.index]
	if !known || f.at.Before(began) || !ended.IsZero() && f.at.After(ended) {
		return
	}
	on.Frames++
	length := int64(f.length - l.links[f.index].uncounted)
	if f.outgoing {
		on.Seen.Sent += length
	} else {
		on.Seen.Received += length
	}
	if part, ok := segmentOf(f.data); ok && len(part.payload) > 0 {
		l.read(conversation{f.index, part.from, part.to}, part)
	}
}

func (l *listener) read(way conversation, part segment) {
	if bytes.HasPrefix(part.payload, preface) {
		l.speaks(way, "preface")
		return
	}
	request, asks := requestOf(part.payload)
	answer, answers := answerOf(part.payload)
	if !asks && !answers {
		if framesOf(part.payload) {
			l.framed[way] = true
			if l.framed[way.back()] && !l.plain[way] && !l.plain[way.back()] {
				l.speaks(way, "frames")
			}
		}
		return
	}
	if before, seen := l.last[way]; seen && before == part.sequence {
		return // sent again, or the other side of the loopback interface
	}
	l.last[way] = part.sequence
	l.plain[way] = true
	if asks {
		made := &Exchange{Interface: l.links[way.index].name, From: way.from, To: way.to, Request: request, Count: 1}
		l.exchanges = append(l.exchanges, made)
		l.waiting[way] = append(l.waiting[way], made)
		return
	}
	asked := l.waiting[way.back()]
	if len(asked) > 0 && answer.Status >= 200 { // 1xx is not the answer yet
		asked[0].Answer = &answer
		l.waiting[way.back()] = asked[1:]
	}
}

func (l *listener) speaks(way conversation, by string) {
	if by == "frames" && way.from.Port() < way.to.Port() {
		way = way.back()
	}
	for _, known := range []conversation{way, way.back()} {
		if _, told := l.http2[known]; told {
			return
		}
	}
	l.http2[way] = Connection{Interface: l.links[way.index].name, From: way.from, To: way.to, By: by}
}

func (l *listener) report(began, ended time.Time, lost int, before, after map[string]Counted) *Report {
	made := &Report{
		Began: float64(began.UnixNano()) / 1e9, Seconds: ended.Sub(began).Seconds(), Lost: lost,
		Interfaces: []Interface{}, Exchanges: l.alike(),
	}
	for _, index := range slices.Sorted(maps.Keys(l.seen)) {
		one := *l.seen[index]
		first, there := before[one.Name]
		last, stayed := after[one.Name]
		if there && stayed {
			one.Counted = &Counted{Received: last.Received - first.Received, Sent: last.Sent - first.Sent}
		}
		made.Interfaces = append(made.Interfaces, one)
	}
	made.HTTP2 = slices.SortedFunc(maps.Values(l.http2), func(a, b Connection) int {
		if order := a.From.Compare(b.From); order != 0 {
			return order
		}
		return a.To.Compare(b.To)
	})
	if made.HTTP2 == nil {
		made.HTTP2 = []Connection{}
	}
	return made
}

// alike counts exchanges that are the same, in the order in which the first of each took place.
func (l *listener) alike() []*Exchange {
	found := map[string]*Exchange{}
	made := []*Exchange{}
	for _, each := range l.exchanges {
		key := likeness(each)
		if first, known := found[key]; known {
			first.Count++
			continue
		}
		found[key] = each
		made = append(made, each)
	}
	return made
}

func likeness(each *Exchange) string {
	same := *each
	same.From = netip.AddrPortFrom(each.From.Addr(), 0)
	same.Request.Headers = withoutLength(each.Request.Headers)
	if each.Answer != nil {
		answer := *each.Answer
		answer.Headers = withoutLength(answer.Headers)
		same.Answer = &answer
	}
	key, err := json.Marshal(same)
	if err != nil {
		panic(err) // a struct of texts and numbers
	}
	return string(key)
}

func withoutLength(headers map[string]string) map[string]string {
	kept := maps.Clone(headers)
	if _, there := kept["content-length"]; there {
		kept["content-length"] = ""
	}
	return kept
}
