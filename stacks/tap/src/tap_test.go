package main

import (
	"encoding/binary"
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

var (
	prometheus = netip.MustParseAddrPort("172.20.0.2:41000")
	again      = netip.MustParseAddrPort("172.20.0.2:41001")
	api        = netip.MustParseAddrPort("172.20.0.3:8000")
	api6       = netip.MustParseAddrPort("[fd00::3]:8000")
	client6    = netip.MustParseAddrPort("[fd00::2]:41000")
	moment     = time.Unix(1_700_000_000, 0)
)

const (
	scrape = "GET /metrics?x=1 HTTP/1.1\r\nHost: api:8000\r\nAuthorization: Bearer secret\r\nX-Other: no\r\n" +
		"Accept-Encoding:gzip\r\nX-Prometheus-Scrape-Timeout-Seconds: 1\r\n\r\n"
	scraped = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\ncontent-length: 12\r\nServer: x\r\n\r\nup 1"
)

// packet is an Ethernet frame around a TCP segment, with options, and padded as the shortest ones are.
func packet(from, to netip.AddrPort, sequence uint32, payload string) []byte {
	segment := make([]byte, 32)
	binary.BigEndian.PutUint16(segment, from.Port())
	binary.BigEndian.PutUint16(segment[2:], to.Port())
	binary.BigEndian.PutUint32(segment[4:], sequence)
	segment[12] = 8 << 4
	segment = append(segment, payload...)
	ethernet := make([]byte, 14)
	var head []byte
	if from.Addr().Is4() {
		binary.BigEndian.PutUint16(ethernet[12:], ipv4)
		head = make([]byte, 20)
		head[0], head[9] = 0x45, tcp
		binary.BigEndian.PutUint16(head[2:], uint16(20+len(segment)))
		copy(head[12:], from.Addr().AsSlice())
		copy(head[16:], to.Addr().AsSlice())
	} else {
		binary.BigEndian.PutUint16(ethernet[12:], ipv6)
		head = make([]byte, 40)
		head[0], head[6] = 0x60, tcp
		binary.BigEndian.PutUint16(head[4:], uint16(len(segment)))
		copy(head[8:], from.Addr().AsSlice())
		copy(head[24:], to.Addr().AsSlice())
	}
	return append(append(append(ethernet, head...), segment...), 0, 0)
}

func TestSegments(t *testing.T) {
	for _, pair := range [][2]netip.AddrPort{{prometheus, api}, {client6, api6}} {
		got, ok := segmentOf(packet(pair[0], pair[1], 7, "hello"))
		if !ok || got.from != pair[0] || got.to != pair[1] || got.sequence != 7 || string(got.payload) != "hello" {
			t.Errorf("%v: got %+v, %v", pair, got, ok)
		}
	}
	whole := packet(prometheus, api, 7, "hello")
	for length := range whole { // a frame may be cut anywhere, or be something else
		segmentOf(whole[:length])
	}
	for name, change := range map[string]func([]byte){
		"ARP":                func(f []byte) { f[13] = 0x06 },
		"UDP":                func(f []byte) { f[ethernetHead+9] = 17 },
		"a further fragment": func(f []byte) { f[ethernetHead+7] = 1 },
	} {
		changed := packet(prometheus, api, 7, "hello")
		change(changed)
		if got, ok := segmentOf(changed); ok {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	zero := packet(prometheus, api, 7, "hello") // longer than the length field can say
	zero[ethernetHead+2], zero[ethernetHead+3] = 0, 0
	if got, ok := segmentOf(zero); !ok || !strings.HasPrefix(string(got.payload), "hello") {
		t.Errorf("a frame of more than 64 KiB: got %+v, %v", got, ok)
	}
}

func TestHeads(t *testing.T) {
	request, ok := requestOf([]byte(scrape))
	wanted := Head{Method: "GET", Path: "/metrics", Whole: true, Headers: map[string]string{
		"host": "api:8000", "authorization": "present", "accept-encoding": "gzip",
		"x-prometheus-scrape-timeout-seconds": "1",
	}}
	if !ok || !reflect.DeepEqual(request, wanted) {
		t.Errorf("request: got %+v, %v", request, ok)
	}
	answer, ok := answerOf([]byte(scraped))
	wanted = Head{Status: 200, Whole: true, Headers: map[string]string{
		"content-type": "text/plain; version=0.0.4", "content-length": "12",
	}}
	if !ok || !reflect.DeepEqual(answer, wanted) {
		t.Errorf("answer: got %+v, %v", answer, ok)
	}
	if cut, ok := requestOf([]byte(scrape[:60])); !ok || cut.Whole {
		t.Errorf("a cut head: got %+v, %v", cut, ok)
	}
	for _, other := range []string{"", "GET", "GET /", "GET / HTTP/2\r\n", "get / HTTP/1.1\r\n", "up 1\n", scraped} {
		if got, ok := requestOf([]byte(other)); ok {
			t.Errorf("%q as a request: got %+v", other, got)
		}
	}
	for _, other := range []string{"", "HTTP/1.1", "HTTP/2 200 OK\r\n", "HTTP/1.1 twohundred\r\n", scrape} {
		if got, ok := answerOf([]byte(other)); ok {
			t.Errorf("%q as an answer: got %+v", other, got)
		}
	}
}

func TestFramesOfHTTP2(t *testing.T) {
	settings := "\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"
	ping := "\x00\x00\x08\x06\x01\x00\x00\x00\x0012345678"
	data := "\x00\x40\x00\x00\x00\x00\x00\x00\x01" + strings.Repeat("x", 1400)
	for name, row := range map[string]struct {
		payload string
		is      bool
	}{
		"settings":              {settings, true},
		"several":               {settings + ping, true},
		"data that goes on":     {ping + data, true},
		"nothing":               {"", false},
		"less than a head":      {settings[:8], false},
		"half a head behind":    {settings + ping[:5], false},
		"data of no stream":     {"\x00\x00\x01\x00\x00\x00\x00\x00\x00x", false},
		"a ping of nine bytes":  {"\x00\x00\x09\x06\x00\x00\x00\x00\x00123456789", false},
		"a head of HTTP/1":      {scrape, false},
		"text":                  {"http_requests_total 1\n", false},
		"the beginning of gzip": {"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", false},
	} {
		if framesOf([]byte(row.payload)) != row.is {
			t.Errorf("%s: got %v", name, !row.is)
		}
	}
}

func heard(frames ...frame) *Report {
	l := newListener([]link{
		{index: 1, name: "lo", addresses: []string{"127.0.0.1"}, uncounted: ethernetHead},
		{index: 2, name: "eth0", addresses: []string{"172.20.0.2"}},
	})
	for _, each := range frames {
		if each.index == 0 {
			each.index = 2
		}
		if each.at.IsZero() {
			each.at = moment
		}
		each.length = len(each.data)
		l.hear(each, moment, moment.Add(time.Second))
	}
	counters := map[string]Counted{"lo": {}, "eth0": {Received: 5, Sent: 6}}
	return l.report(moment, moment.Add(time.Second), 0, map[string]Counted{"lo": {}, "eth0": {Received: 1, Sent: 1}}, counters)
}

func TestExchangesAreCounted(t *testing.T) {
	longer := strings.Replace(scraped, "12", "13", 1)
	other := strings.Replace(scrape, "/metrics", "/other", 1)
	first := packet(prometheus, api, 1, scrape)
	report := heard(
		frame{data: first, outgoing: true},
		frame{data: first, outgoing: true}, // sent again
		frame{data: packet(api, prometheus, 1, "HTTP/1.1 100 Continue\r\n\r\n")},
		frame{data: packet(api, prometheus, 26, scraped)},
		frame{data: packet(api, prometheus, 90, "# HELP more\n")},
		frame{data: packet(prometheus, api, 500, scrape), outgoing: true},
		frame{data: packet(api, prometheus, 500, longer)},
		frame{data: packet(again, api, 1, scrape), outgoing: true},
		frame{data: packet(api, again, 1, scraped)},
		frame{data: packet(again, api, 500, other), outgoing: true},
		frame{data: packet(api, client4(), 1, scraped)}, // asked before we listened
	)
	if len(report.Exchanges) != 2 {
		t.Fatalf("got %d exchanges: %+v", len(report.Exchanges), report.Exchanges)
	}
	got := report.Exchanges[0]
	if got.Count != 3 || got.From != prometheus || got.To != api || got.Interface != "eth0" ||
		got.Answer.Status != 200 || got.Answer.Headers["content-length"] != "12" {
		t.Errorf("got %+v, %+v", got, got.Answer)
	}
	if got = report.Exchanges[1]; got.Count != 1 || got.Answer != nil || got.Request.Path != "/other" {
		t.Errorf("got %+v", got)
	}
}

func client4() netip.AddrPort { return netip.MustParseAddrPort("172.20.0.9:1") }

func TestBytesAreCountedWhileWeListen(t *testing.T) {
	data := packet(prometheus, api, 1, "x")
	late := moment.Add(2 * time.Second)
	report := heard(
		frame{data: data, outgoing: true}, frame{data: data}, frame{data: data},
		frame{data: data, index: 1, outgoing: true}, frame{data: data, at: moment.Add(-1)}, frame{data: data, at: late}, frame{data: data, index: 9},
	)
	length := int64(len(data))
	wanted := []Interface{
		{"lo", []string{"127.0.0.1"}, 1, Counted{Sent: length - ethernetHead}, &Counted{}},
		{"eth0", []string{"172.20.0.2"}, 3, Counted{2 * length, length}, &Counted{4, 5}},
	}
	if !reflect.DeepEqual(report.Interfaces, wanted) {
		t.Errorf("got %+v", report.Interfaces)
	}
	if report.Began != 1_700_000_000 || report.Seconds != 1 {
		t.Errorf("listened %v s from %v", report.Seconds, report.Began)
	}
	text, _ := json.Marshal(heard())
	if !strings.Contains(string(text), `"exchanges":[],"http2":[]`) {
		t.Errorf("nothing heard is told as %s", text)
	}
}

func TestConnectionsOfHTTP2(t *testing.T) {
	ping := "\x00\x00\x08\x06\x01\x00\x00\x00\x0012345678"
	for name, row := range map[string]struct {
		frames []frame
		wanted []Connection
	}{
		"from its beginning": {
			[]frame{
				{data: packet(prometheus, api, 1, string(preface)+"SM\r\n\r\n")},
				{data: packet(api, prometheus, 1, ping)},
				{data: packet(prometheus, api, 99, ping)},
			},
			[]Connection{{"eth0", prometheus, api, "preface"}},
		},
		"open before": {
			[]frame{{data: packet(api, prometheus, 1, ping)}, {data: packet(prometheus, api, 1, ping)}},
			[]Connection{{"eth0", prometheus, api, "frames"}},
		},
		"one direction may be chance": {[]frame{{data: packet(api, prometheus, 1, ping)}}, []Connection{}},
		"a body that looks like it": {
			[]frame{
				{data: packet(prometheus, api, 1, scrape)},
				{data: packet(prometheus, api, 9, ping)},
				{data: packet(api, prometheus, 1, ping)},
			},
			[]Connection{},
		},
	} {
		if got := heard(row.frames...).HTTP2; !reflect.DeepEqual(got, row.wanted) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestCounters(t *testing.T) {
	const table = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     120       2    0    0    0     0          0         0      120       2    0    0    0     0       0          0
  eth0:98765432     200    0    0    0     0          0         0     4321     150    0    0    0     0       0          0
`
	got, err := counters(strings.NewReader(table))
	wanted := map[string]Counted{"lo": {120, 120}, "eth0": {98765432, 4321}}
	if err != nil || !reflect.DeepEqual(got, wanted) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := counters(strings.NewReader("eth0: 1 2 3\n")); err == nil {
		t.Error("a table of another kind was taken")
	}
}

func TestSlots(t *testing.T) {
	slot := make([]byte, slotSize)
	for at, number := range map[int]uint32{4: 66000, 8: 5, 16: 1_700_000_000, 20: 9, linkAddressAt + 4: 3} {
		binary.NativeEndian.PutUint32(slot[at:], number)
	}
	binary.NativeEndian.PutUint16(slot[12:], 82)
	slot[linkAddressAt+10] = 4
	copy(slot[82:], "hello and more")
	wanted := frame{at: moment.Add(9), index: 3, outgoing: true, length: 66000, data: []byte("hello")}
	if got := slotFrame(slot); !reflect.DeepEqual(got, wanted) {
		t.Errorf("got %+v", got)
	}
}
