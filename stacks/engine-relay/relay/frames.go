package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// A frame is one byte for its kind, four for the stream, four for the length of its content, and the content.
// The same numbers are in lab/containers/remote/frames.py.
const (
	kindHello  byte = 'H' // from the relay, once: the version of this protocol
	kindOpen   byte = 'O' // to the relay: connect a new stream to a port (two bytes)
	kindFiles  byte = 'F' // to the relay: a new stream that carries a tar archive
	kindReady  byte = 'K' // from the relay: connected, or all files are written
	kindFailed byte = 'X' // from the relay: why not; the stream is over
	kindData   byte = 'D'
	kindEnd    byte = 'E' // no more data comes from this side
	kindCredit byte = 'W' // so many more bytes (four bytes) may be sent
	kindClose  byte = 'C' // the stream is over, and what is under way is dropped
)

const (
	version    = "1"
	headerSize = 9
	maxContent = 64 << 10
	window     = 256 << 10 // bytes that may be under way in one direction of a stream
)

type frame struct {
	kind    byte
	stream  uint32
	content []byte
}

func readFrame(from io.Reader) (frame, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return frame{}, err
	}
	size := binary.BigEndian.Uint32(header[5:])
	if size > maxContent {
		return frame{}, fmt.Errorf("a frame of %d bytes is too long", size)
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(from, content); err != nil {
		return frame{}, err
	}
	return frame{header[0], binary.BigEndian.Uint32(header[1:5]), content}, nil
}

// frameWriter may be used from several goroutines.
type frameWriter struct {
	lock sync.Mutex
	to   io.Writer
}

func (w *frameWriter) write(kind byte, stream uint32, content []byte) {
	out := make([]byte, headerSize, headerSize+len(content))
	out[0] = kind
	binary.BigEndian.PutUint32(out[1:5], stream)
	binary.BigEndian.PutUint32(out[5:], uint32(len(content)))
	out = append(out, content...)
	w.lock.Lock()
	defer w.lock.Unlock()
	_, _ = w.to.Write(out) // whoever cannot be written to has ended, and so will our input
}

func (w *frameWriter) credit(stream uint32, bytes int) {
	var content [4]byte
	binary.BigEndian.PutUint32(content[:], uint32(bytes))
	w.write(kindCredit, stream, content[:])
}
