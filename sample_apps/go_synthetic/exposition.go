// Writes a round in the text format of Prometheus. Every scrape is a round: all values grow while they are written. The
// sum of the values is exposed too, so that stored values can be compared with it.

package main

import (
	"io"
	"strconv"
)

const (
	textFormat = "text/plain; version=0.0.4; charset=utf-8"
	// Larger writes do not make compression faster.
	chunkBytes = 64 << 10
)

type exposition struct {
	population
	counters *counters
	chunk    []byte
}

func newExposition(all population, values *counters) *exposition {
	return &exposition{population: all, counters: values, chunk: make([]byte, 0, chunkBytes+4<<10)}
}

// write returns the number of bytes written. An error means that the reader is gone.
func (e *exposition) write(to io.Writer, round int) (written int64, err error) {
	chunk, series := e.chunk[:0], 0
	for _, family := range e.families {
		chunk = append(chunk, "# HELP "+family.promName+" "+family.help+"\n# TYPE "+family.promName+" counter\n"...)
		for _, set := range e.sets[:family.count] {
			chunk = append(chunk, family.promName...)
			chunk = append(chunk, set.text...)
			chunk = strconv.AppendUint(chunk, e.counters.grow(series), 10)
			chunk = append(chunk, '\n')
			series++
			if len(chunk) >= chunkBytes {
				if _, err := to.Write(chunk); err != nil {
					return written, err
				}
				written += int64(len(chunk))
				chunk = chunk[:0]
			}
		}
	}
	for _, truth := range truths(e.counters.sum, round) {
		chunk = append(chunk, "# HELP "+truth.promName+" "+truth.help+"\n# TYPE "+truth.promName+" gauge\n"+truth.promName+" "...)
		chunk = append(strconv.AppendUint(chunk, truth.value, 10), '\n')
	}
	_, err = to.Write(chunk)
	return written + int64(len(chunk)), err
}

type truth struct {
	promName, otlpName, help string
	value                    uint64
}

func truths(sum uint64, round int) []truth {
	return []truth{
		{"source_values_sum", "source.values.sum", "The sum of all values of this round.", sum},
		{"source_round", "source.round", "Which round this is, counted from 1.", uint64(round)},
	}
}
