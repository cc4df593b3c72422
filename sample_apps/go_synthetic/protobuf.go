// The few shapes of protobuf's wire format that an OTLP request for counters needs. Lengths come before contents, so
// each shape has a function that tells how long it will be.

package main

import (
	"encoding/binary"
	"math/bits"
)

// Tags: the field's number and how what follows is to be read, as the definitions of OpenTelemetry 1.x have them.
const (
	fieldResourceMetrics    = 1<<3 | lengthFirst // of the request
	fieldResource           = 1<<3 | lengthFirst
	fieldScopeMetrics       = 2<<3 | lengthFirst
	fieldResourceAttributes = 1<<3 | lengthFirst
	fieldScope              = 1<<3 | lengthFirst
	fieldScopeName          = 1<<3 | lengthFirst
	fieldMetrics            = 2<<3 | lengthFirst
	fieldMetricName         = 1<<3 | lengthFirst
	fieldMetricHelp         = 2<<3 | lengthFirst
	fieldGauge              = 5<<3 | lengthFirst
	fieldSum                = 7<<3 | lengthFirst
	fieldPoints             = 1<<3 | lengthFirst // of a sum and of a gauge
	fieldTemporality        = 2<<3 | varint
	fieldMonotonic          = 3<<3 | varint
	fieldPointStart         = 2<<3 | fixed64
	fieldPointTime          = 3<<3 | fixed64
	fieldPointInteger       = 6<<3 | fixed64
	fieldPointAttributes    = 7<<3 | lengthFirst
	fieldKey                = 1<<3 | lengthFirst
	fieldValue              = 2<<3 | lengthFirst
	fieldText               = 1<<3 | lengthFirst

	varint      = 0
	fixed64     = 1
	lengthFirst = 2

	cumulative = 2
	monotonic  = 1
)

func varintSize(number int) int {
	return (bits.Len(uint(number)|1) + 6) / 7
}

// framed is what contents of this length need with their tag and their length; every tag here is one byte.
func framed(length int) int {
	return 1 + varintSize(length) + length
}

func appendFrame(to []byte, tag byte, length int) []byte {
	return binary.AppendUvarint(append(to, tag), uint64(length))
}

func appendText(to []byte, tag byte, text string) []byte {
	return append(appendFrame(to, tag, len(text)), text...)
}

func appendFixed(to []byte, tag byte, number uint64) []byte {
	return binary.LittleEndian.AppendUint64(append(to, tag), number)
}

func appendAttribute(to []byte, tag byte, key, text string) []byte {
	value := framed(len(text))
	to = appendFrame(to, tag, framed(len(key))+framed(value))
	to = appendText(to, fieldKey, key)
	return appendText(appendFrame(to, fieldValue, value), fieldText, text)
}
