// Writes a round in the text format that Prometheus scrapes. Every scrape is a round: all values grow while they are
// written. The truth about it goes with it, so that what was stored can be compared with what was said.

package main

import (
	"io"
	"strconv"
)

const (
	textFormat = "text/plain; version=0.0.4; charset=utf-8"
	// Handing over more at once does not make compressing faster.
	pieceBytes = 64 << 10
)

type exposition struct {
	population
	counters *counters
	piece    []byte
}

func newExposition(all population, values *counters) *exposition {
	return &exposition{population: all, counters: values, piece: make([]byte, 0, pieceBytes+4<<10)}
}

// write tells how many bytes it wrote. Its error is the reader's, who has gone.
func (e *exposition) write(to io.Writer, round int) (written int64, err error) {
	piece, at := e.piece[:0], 0
	for _, one := range e.families {
		piece = append(piece, "# HELP "+one.exposed+" "+one.help+"\n# TYPE "+one.exposed+" counter\n"...)
		for _, set := range e.sets[:one.count] {
			piece = append(piece, one.exposed...)
			piece = append(piece, set.text...)
			piece = strconv.AppendUint(piece, e.counters.grow(at), 10)
			piece = append(piece, '\n')
			at++
			if len(piece) >= pieceBytes {
				if _, err := to.Write(piece); err != nil {
					return written, err
				}
				written += int64(len(piece))
				piece = piece[:0]
			}
		}
	}
	for _, truth := range truths(e.counters.sum, round) {
		piece = append(piece, "# HELP "+truth.exposed+" "+truth.help+"\n# TYPE "+truth.exposed+" gauge\n"+truth.exposed+" "...)
		piece = append(strconv.AppendUint(piece, truth.value, 10), '\n')
	}
	_, err = to.Write(piece)
	return written + int64(len(piece)), err
}

type truth struct {
	exposed, told, help string
	value               uint64
}

func truths(sum uint64, round int) []truth {
	return []truth{
		{"source_values_sum", "source.values.sum", "The sum of all values of this round.", sum},
		{"source_round", "source.round", "Which round this is, counted from 1.", uint64(round)},
	}
}
