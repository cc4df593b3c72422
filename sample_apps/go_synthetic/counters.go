// The values, all of which grow in every round by an amount that cannot be foretold, as real counters do: what a
// time series database makes of numbers that never change says nothing about it.

package main

// Any number but 0 will do; the same one makes two programs count alike.
const seed = 0x9E3779B97F4A7C15

type counters struct {
	values []uint64
	sum    uint64 // of all values: the truth that what arrived is held against
	random uint64
}

// newCounters begins anywhere below a million, as if the program had run for a while: numbers of one digit would make
// less to write, to compress and to read than real ones do.
func newCounters(series int) *counters {
	c := &counters{values: make([]uint64, series), random: seed}
	for at := range c.values {
		c.values[at] = c.next() % 1_000_000
		c.sum += c.values[at]
	}
	return c
}

// next is called a million times in a round: xorshift, because nothing slower is needed.
func (c *counters) next() uint64 {
	c.random ^= c.random << 13
	c.random ^= c.random >> 7
	c.random ^= c.random << 17
	return c.random
}

func (c *counters) grow(at int) uint64 {
	by := 1 + c.next()>>59 // the upper five bits: 1 to 32
	c.sum += by
	c.values[at] += by
	return c.values[at]
}
