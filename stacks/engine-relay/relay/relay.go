package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const dialTimeout = 5 * time.Second

type relay struct {
	out     *frameWriter
	dial    func(port uint16) (net.Conn, error)
	root    string
	lock    sync.Mutex
	streams map[uint32]*stream
}

func newRelay(to io.Writer, dial func(uint16) (net.Conn, error), root string) *relay {
	return &relay{out: &frameWriter{to: to}, dial: dial, root: root, streams: map[uint32]*stream{}}
}

// dialLoopback is the only connection that the relay makes.
func dialLoopback(port uint16) (net.Conn, error) {
	return net.DialTimeout("tcp4", fmt.Sprintf("127.0.0.1:%d", port), dialTimeout)
}

// serve returns nil when the input ends between two frames.
func (r *relay) serve(from io.Reader) error {
	r.out.write(kindHello, 0, []byte(version))
	input := bufio.NewReaderSize(from, maxContent)
	for {
		one, err := readFrame(input)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.handle(one); err != nil {
			return err
		}
	}
}

func (r *relay) handle(one frame) error {
	switch one.kind {
	case kindOpen, kindFiles:
		if _, known := r.find(one.stream); known || one.kind == kindOpen && len(one.content) != 2 {
			return fmt.Errorf("stream %d cannot be opened", one.stream)
		}
		opened := newStream(one.stream, r.out)
		r.lock.Lock()
		r.streams[one.stream] = opened
		r.lock.Unlock()
		if one.kind == kindFiles {
			go r.files(opened)
		} else {
			go r.connection(opened, binary.BigEndian.Uint16(one.content))
		}
		return nil
	}
	stream, known := r.find(one.stream)
	if !known {
		return nil // it has just ended on this side
	}
	switch one.kind {
	case kindData:
		return stream.received.put(one.content)
	case kindEnd:
		stream.received.end()
	case kindCredit:
		if len(one.content) != 4 {
			return fmt.Errorf("credit of %d bytes", len(one.content))
		}
		stream.granted(int(binary.BigEndian.Uint32(one.content)))
	case kindClose:
		stream.drop()
	default:
		return fmt.Errorf("unknown kind of frame %q", one.kind)
	}
	return nil
}

func (r *relay) find(id uint32) (*stream, bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	found, known := r.streams[id]
	return found, known
}

func (r *relay) forget(id uint32) {
	r.lock.Lock()
	defer r.lock.Unlock()
	delete(r.streams, id)
}

func (r *relay) connection(s *stream, port uint16) {
	defer r.forget(s.id)
	connection, err := r.dial(port)
	if err != nil {
		r.out.write(kindFailed, s.id, []byte(err.Error()))
		return
	}
	defer connection.Close()
	r.out.write(kindReady, s.id, nil)
	s.carry(connection)
}

func (r *relay) files(s *stream) {
	defer r.forget(s.id)
	if err := unpack(s.received, r.root); err != nil {
		s.received.drop()
		r.out.write(kindFailed, s.id, []byte(err.Error()))
		return
	}
	r.out.write(kindReady, s.id, nil)
}
