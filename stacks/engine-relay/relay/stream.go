package main

import (
	"errors"
	"io"
	"net"
	"sync"
)

var errDropped = errors.New("the stream was closed")

type stream struct {
	id       uint32
	out      *frameWriter
	received *buffer
	lock     sync.Mutex
	changed  *sync.Cond
	credit   int
	dropped  bool
	onDrop   func()
}

func newStream(id uint32, out *frameWriter) *stream {
	s := &stream{id: id, out: out, credit: window, onDrop: func() {}}
	s.changed = sync.NewCond(&s.lock)
	s.received = newBuffer(func(bytes int) { out.credit(id, bytes) })
	return s
}

func (s *stream) granted(bytes int) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.credit += bytes
	s.changed.Broadcast()
}

// drop ends the stream because the other side did.
func (s *stream) drop() {
	s.lock.Lock()
	s.dropped = true
	onDrop := s.onDrop
	s.changed.Broadcast()
	s.lock.Unlock()
	s.received.drop()
	onDrop()
}

// carry copies both ways until both have ended, or one has failed.
func (s *stream) carry(connection net.Conn) {
	s.lock.Lock()
	s.onDrop = func() { connection.Close() }
	if s.dropped {
		connection.Close()
	}
	s.lock.Unlock()
	sent := make(chan error, 1)
	go func() { sent <- s.send(connection) }()
	_, err := io.Copy(connection, s.received)
	if err == nil {
		if half, ok := connection.(interface{ CloseWrite() error }); ok {
			err = half.CloseWrite()
		}
	}
	if err != nil {
		connection.Close()
	}
	if sendErr := <-sent; err == nil {
		err = sendErr
	}
	if err != nil {
		s.out.write(kindClose, s.id, nil)
	}
}

// send passes on what the connection says, as far as the other side takes it.
func (s *stream) send(connection net.Conn) error {
	chunk := make([]byte, maxContent)
	for {
		allowed := s.await()
		if allowed == 0 {
			return errDropped
		}
		read, err := connection.Read(chunk[:min(allowed, maxContent)])
		if read > 0 {
			s.granted(-read)
			s.out.write(kindData, s.id, chunk[:read])
		}
		if errors.Is(err, io.EOF) {
			s.out.write(kindEnd, s.id, nil)
			return nil
		}
		if err != nil {
			s.received.drop() // the other direction waits for nothing any more
			return err
		}
	}
}

// await returns how much may be sent: nothing once the stream is dropped.
func (s *stream) await() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	for s.credit <= 0 && !s.dropped {
		s.changed.Wait()
	}
	if s.dropped {
		return 0
	}
	return s.credit
}

// buffer holds what was received and not yet consumed, at most a window of it.
type buffer struct {
	lock     sync.Mutex
	changed  *sync.Cond
	content  []byte
	ended    bool
	dropped  bool
	consumed func(bytes int)
}

func newBuffer(consumed func(int)) *buffer {
	b := &buffer{consumed: consumed}
	b.changed = sync.NewCond(&b.lock)
	return b
}

func (b *buffer) put(content []byte) error {
	b.lock.Lock()
	defer b.lock.Unlock()
	if b.dropped {
		return nil
	}
	if len(b.content)+len(content) > window {
		return errors.New("more was sent than was allowed")
	}
	b.content = append(b.content, content...)
	b.changed.Broadcast()
	return nil
}

func (b *buffer) end() {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.ended = true
	b.changed.Broadcast()
}

func (b *buffer) drop() {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.dropped = true
	b.content = nil
	b.changed.Broadcast()
}

func (b *buffer) Read(into []byte) (int, error) {
	b.lock.Lock()
	for len(b.content) == 0 && !b.ended && !b.dropped {
		b.changed.Wait()
	}
	if b.dropped {
		b.lock.Unlock()
		return 0, errDropped
	}
	read := copy(into, b.content)
	b.content = b.content[read:]
	b.lock.Unlock()
	if read == 0 {
		return 0, io.EOF
	}
	b.consumed(read)
	return read, nil
}
