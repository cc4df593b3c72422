package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestNewPopulationSeries(t *testing.T) {
	for _, series := range []int{1, 99, 100, 101, 1000, 12345} {
		all := newPopulation(series)
		total := 0
		for _, family := range all.families {
			total += family.count
			if family.count > len(all.sets) {
				t.Errorf("%d: %s has %d series of %d label sets", series, family.promName, family.count, len(all.sets))
			}
		}
		if total != series || len(all.families) != 100 {
			t.Errorf("%d series of %d metrics, not %d of 100", total, len(all.families), series)
		}
	}
}

func TestNewPopulationLabelSetsAreUnique(t *testing.T) {
	all := newPopulation(1_000_000)
	if len(all.sets) != 10_000 {
		t.Errorf("%d label sets", len(all.sets))
	}
	seen := map[string]bool{}
	for _, set := range all.sets {
		seen[string(set.text)] = true
	}
	if len(seen) != len(all.sets) {
		t.Errorf("%d of %d label sets are different", len(seen), len(all.sets))
	}
}

func TestNewLabelSetOrder(t *testing.T) {
	first := string(newPopulation(100).sets[0].text)
	want := `{method="DELETE",route="/api/v1/baskets",shard="shard-000",status="200",zone="eu-central-1a"} `
	if first != want {
		t.Errorf("%q", first)
	}
}

func TestNewPopulationNamesTranslate(t *testing.T) {
	name := regexp.MustCompile(`^synthetic_[a-z]+_[a-z_]+_total$`)
	for _, family := range newPopulation(100).families {
		if translated := strings.ReplaceAll(family.otlpName, ".", "_") + "_total"; translated != family.promName || !name.MatchString(translated) {
			t.Errorf("%s becomes %s, not %s", family.otlpName, translated, family.promName)
		}
	}
}

func TestCountersGrow(t *testing.T) {
	values := newCounters(1000)
	for range 20 {
		var sum uint64
		for at := range values.values {
			before := values.values[at]
			if grown := values.grow(at); grown <= before || grown > before+32 {
				t.Fatalf("%d grew to %d", before, grown)
			}
			sum += values.values[at]
		}
		if sum != values.sum {
			t.Fatalf("%d, not %d", values.sum, sum)
		}
	}
}
