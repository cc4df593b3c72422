// The values. All of them grow in every round by a pseudorandom amount, like real counters: constant values would make a
// time series database look better than it is.

package main

// Any number but 0. The same seed makes the same values in two sources.
const seed = 0x9E3779B97F4A7C15

type counters struct {
	values []uint64
	sum    uint64 // of all values: the ground truth to compare stored values with
	random uint64
}

// newCounters starts anywhere below a million, as if the source had run for a while: single digits would be cheaper to
// write, compress and read than real values.
func newCounters(series int) *counters {
	c := &counters{values: make([]uint64, series), random: seed}
	for i := range c.values {
		c.values[i] = c.next() % 1_000_000
		c.sum += c.values[i]
	}
	return c
}

// next is called up to a million times in a round, so it is xorshift.
func (c *counters) next() uint64 {
	c.random ^= c.random << 13
	c.random ^= c.random >> 7
	c.random ^= c.random << 17
	return c.random
}

func (c *counters) grow(i int) uint64 {
	step := 1 + c.next()>>59 // the upper five bits: 1 to 32
	c.sum += step
	c.values[i] += step
	return c.values[i]
}
