// Native histograms made from observations.

package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/prometheus/prometheus/model/histogram"
)

const (
	minSchema       = -4
	maxSchema       = 8
	maxObservations = 1000
)

func (n native) check() error {
	if n.Schema < minSchema || n.Schema > maxSchema {
		return fmt.Errorf("schema is %d; it must be from %d to %d", n.Schema, minSchema, maxSchema)
	}
	if len(n.Observations) > maxObservations || len(n.Bounds) > maxObservations {
		return fmt.Errorf("at most %d observations and bounds", maxObservations)
	}
	for _, observed := range n.Observations {
		if !(observed > 0) {
			return fmt.Errorf("%v is observed; only positive observations are supported", observed)
		}
	}
	return nil
}

// bucket is the index of the bucket of an observation: for bounds the first that is not below it, for a schema the
// exponent i of the upper bound 2^(i*2^-schema).
func (n native) bucket(observed float64) int32 {
	if len(n.Bounds) > 0 {
		index, _ := slices.BinarySearch(n.Bounds, observed)
		return int32(index)
	}
	return int32(math.Ceil(math.Log2(observed) * math.Exp2(float64(n.Schema))))
}

func (n native) histogram() *histogram.Histogram {
	made := &histogram.Histogram{Schema: n.Schema, ZeroThreshold: 1e-128, Count: uint64(len(n.Observations))}
	if len(n.Bounds) > 0 {
		made.Schema, made.ZeroThreshold, made.CustomValues = histogram.CustomBucketsSchema, 0, n.Bounds
	}
	perBucket := map[int32]int64{}
	var indices []int32
	for _, observed := range n.Observations {
		made.Sum += observed
		index := n.bucket(observed)
		if perBucket[index] == 0 {
			indices = append(indices, index)
		}
		perBucket[index]++
	}
	slices.Sort(indices)
	// One span for each run of neighbours. The first offset counts from 0, the others from the end of the span before.
	next, before := int32(0), int64(0)
	for i, index := range indices {
		if i > 0 && index == next {
			made.PositiveSpans[len(made.PositiveSpans)-1].Length++
		} else {
			made.PositiveSpans = append(made.PositiveSpans, histogram.Span{Offset: index - next, Length: 1})
		}
		made.PositiveBuckets = append(made.PositiveBuckets, perBucket[index]-before)
		next, before = index+1, perBucket[index]
	}
	if n.Count != nil {
		made.Count = *n.Count
	}
	return made
}
