package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/prometheus/prometheus/model/histogram"
)

func TestNativeHistogram(t *testing.T) {
	for _, row := range []struct {
		name  string
		given native
		want  string
	}{
		{"none", native{}, "{count:0, sum:0}"},
		{"bounds of the schema are upper ones", native{Observations: []float64{1, 2, 2.1, 4}}, "{count:4, sum:9.1, (0.5,1]:1, (1,2]:1, (2,4]:2}"},
		{"a gap", native{Observations: []float64{8, 0.3}}, "{count:2, sum:8.3, (0.25,0.5]:1, (4,8]:1}"},
		{"a finer schema", native{Schema: 1, Observations: []float64{1.3, 1.5}},
			"{count:2, sum:2.8, (1,1.414213562373095]:1, (1.414213562373095,2]:1}"},
		{"own bounds", native{Bounds: []float64{0.1, 1}, Observations: []float64{0.1, 0.5, 3}}, "{count:3, sum:3.6, [-Inf,0.1]:1, (0.1,1]:1, (1,+Inf]:1}"},
	} {
		t.Run(row.name, func(t *testing.T) {
			made := row.given.histogram()
			if err := made.Validate(); err != nil || fmt.Sprint(made) != row.want {
				t.Errorf("%v %v", made, err)
			}
		})
	}
}

func TestNativeHistogramWrongCount(t *testing.T) {
	three := uint64(3)
	made := native{Observations: []float64{1}, Count: &three}.histogram()
	if err := made.Validate(); !errors.Is(err, histogram.ErrHistogramCountMismatch) {
		t.Errorf("%v %v", made, err)
	}
}
