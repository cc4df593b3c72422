package main

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

type client struct {
	t     *testing.T
	out   *frameWriter
	in    io.Reader
	close func()
	ended chan error
}

func started(t *testing.T, root string) *client {
	t.Helper()
	toRelay, ours := io.Pipe()
	theirs, fromRelay := io.Pipe()
	one := newRelay(fromRelay, dialLoopback, root)
	ended := make(chan error, 1)
	go func() { ended <- one.serve(toRelay); fromRelay.Close() }()
	c := &client{t, &frameWriter{to: ours}, theirs, func() { ours.Close() }, ended}
	t.Cleanup(c.close)
	if hello := c.next(); hello.kind != kindHello || string(hello.content) != version {
		t.Fatalf("the first frame is %c %q", hello.kind, hello.content)
	}
	return c
}

func (c *client) next() frame {
	c.t.Helper()
	one, err := readFrame(c.in)
	if err != nil {
		c.t.Fatal(err)
	}
	return one
}

func (c *client) open(stream uint32, port int) frame {
	c.t.Helper()
	c.out.write(kindOpen, stream, binary.BigEndian.AppendUint16(nil, uint16(port)))
	return c.next()
}

// listening answers every connection with what it gets, and returns its port.
func listening(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(connection, connection)
				connection.Close()
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// echoed sends content as fast as it may, ends, and returns what came back.
func (c *client) echoed(stream uint32, content []byte) []byte {
	c.t.Helper()
	allowed := make(chan int, 1<<16)
	allowed <- window
	go func() {
		for len(content) > 0 {
			grant := <-allowed
			for grant > 0 && len(content) > 0 {
				size := min(grant, len(content), maxContent)
				c.out.write(kindData, stream, content[:size])
				content, grant = content[size:], grant-size
			}
		}
		c.out.write(kindEnd, stream, nil)
	}()
	var back bytes.Buffer
	for {
		switch one := c.next(); one.kind {
		case kindData:
			back.Write(one.content)
			c.out.credit(stream, len(one.content))
		case kindCredit:
			allowed <- int(binary.BigEndian.Uint32(one.content))
		case kindEnd:
			return back.Bytes()
		default:
			c.t.Fatalf("unexpected frame %c %q", one.kind, one.content)
		}
	}
}

func TestConnectionCarriesBothWays(t *testing.T) {
	c := started(t, t.TempDir())
	if got := c.open(1, listening(t)); got.kind != kindReady {
		t.Fatalf("%c %q", got.kind, got.content)
	}
	content := bytes.Repeat([]byte("0123456789abcdef"), 256<<10) // sixteen windows
	if back := c.echoed(1, content); !bytes.Equal(back, content) {
		t.Fatalf("%d bytes came back of %d", len(back), len(content))
	}
}

func TestPortWhereNobodyListens(t *testing.T) {
	c := started(t, t.TempDir())
	listener, _ := net.Listen("tcp4", "127.0.0.1:0")
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	if got := c.open(7, port); got.kind != kindFailed || got.stream != 7 || !strings.Contains(string(got.content), "refused") {
		t.Fatalf("%c %d %q", got.kind, got.stream, got.content)
	}
}

func TestReaderThatWaitsHoldsNoOtherUp(t *testing.T) {
	c := started(t, t.TempDir())
	port := listening(t)
	c.open(1, port)
	for range window / maxContent { // a whole window comes back, and is not consumed
		c.out.write(kindData, 1, make([]byte, maxContent))
	}
	returned := 0
	for returned < window {
		if one := c.next(); one.kind == kindData {
			returned += len(one.content)
		}
	}
	c.out.write(kindData, 1, []byte("more"))
	if one := c.next(); one.kind != kindCredit {
		t.Fatalf("%c", one.kind)
	}
	c.out.write(kindOpen, 2, binary.BigEndian.AppendUint16(nil, uint16(port)))
	for one := c.next(); one.stream != 2; one = c.next() {
		if one.kind == kindData {
			t.Fatal("more was sent than was allowed")
		}
	}
}

func TestMoreThanIsAllowedEndsTheRelay(t *testing.T) {
	c := started(t, t.TempDir())
	stuck, err := net.Listen("tcp4", "127.0.0.1:0") // accepts nothing, so that little is consumed
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	c.open(1, stuck.Addr().(*net.TCPAddr).Port)
	go func() { _, _ = io.Copy(io.Discard, c.in) }()
	go func() {
		for range 1 << 10 {
			c.out.write(kindData, 1, make([]byte, maxContent))
		}
	}()
	select {
	case err := <-c.ended:
		if err == nil || !strings.Contains(err.Error(), "more was sent") {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on")
	}
}

func TestEndOfInputEndsTheRelay(t *testing.T) {
	c := started(t, t.TempDir())
	c.open(1, listening(t))
	c.close()
	if err := <-c.ended; err != nil {
		t.Fatal(err)
	}
}

func archived(t *testing.T, entries ...*tar.Header) []byte {
	t.Helper()
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, entry := range entries {
		entry.Uid, entry.Gid = os.Getuid(), os.Getgid()
		content := entry.PAXRecords["content"]
		entry.PAXRecords = nil
		entry.Size = int64(len(content))
		if err := writer.WriteHeader(entry); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(writer, content)
	}
	writer.Close()
	return archive.Bytes()
}

func file(name, content string, mode int64) *tar.Header {
	return &tar.Header{Name: name, Mode: mode, Typeflag: tar.TypeReg, PAXRecords: map[string]string{"content": content}}
}

func (c *client) send(stream uint32, archive []byte) frame {
	c.t.Helper()
	c.out.write(kindFiles, stream, nil)
	c.out.write(kindData, stream, archive)
	c.out.write(kindEnd, stream, nil)
	for {
		if one := c.next(); one.kind != kindCredit {
			return one
		}
	}
}

func TestFilesAreWrittenInPlace(t *testing.T) {
	root := t.TempDir()
	c := started(t, root)
	folder := &tar.Header{Name: "./rules", Mode: 0o750, Typeflag: tar.TypeDir}
	if got := c.send(1, archived(t, folder, file("rules/a.yml", "a longer text", 0o644))); got.kind != kindReady {
		t.Fatalf("%c %q", got.kind, got.content)
	}
	mounted, err := os.Open(filepath.Join(root, "rules/a.yml"))
	if err != nil {
		t.Fatal(err)
	}
	defer mounted.Close()
	if got := c.send(2, archived(t, file("rules/a.yml", "short", 0o600))); got.kind != kindReady {
		t.Fatalf("%c %q", got.kind, got.content)
	}
	content, _ := io.ReadAll(mounted)
	info, _ := mounted.Stat()
	above, _ := os.Stat(filepath.Join(root, "rules"))
	if string(content) != "short" || info.Mode().Perm() != 0o600 || above.Mode().Perm() != 0o750 {
		t.Fatalf("%q %v %v", content, info.Mode(), above.Mode())
	}
}

func TestNothingIsWrittenOutside(t *testing.T) {
	outside := t.TempDir()
	root := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	link := &tar.Header{Name: "two", Linkname: "/etc", Typeflag: tar.TypeSymlink}
	for number, entry := range []*tar.Header{file("../up", "x", 0o644), file("link/in", "x", 0o644), link} {
		c := started(t, root)
		if got := c.send(uint32(number), archived(t, entry)); got.kind != kindFailed {
			t.Errorf("%s: %c", entry.Name, got.kind)
		}
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Error(left)
	}
}
