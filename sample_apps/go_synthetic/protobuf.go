// The parts of the protobuf wire format that an OTLP request for counters needs. Lengths are written before contents, so
// there are functions for the sizes.

package main

import (
	"encoding/binary"
	"math/bits"
)

// Tags: field number and wire type, from the OpenTelemetry 1.x definitions.
const (
	fieldResourceMetrics    = 1<<3 | delimited // of the request
	fieldResource           = 1<<3 | delimited
	fieldScopeMetrics       = 2<<3 | delimited
	fieldResourceAttributes = 1<<3 | delimited
	fieldScope              = 1<<3 | delimited
	fieldScopeName          = 1<<3 | delimited
	fieldMetrics            = 2<<3 | delimited
	fieldMetricName         = 1<<3 | delimited
	fieldMetricHelp         = 2<<3 | delimited
	fieldGauge              = 5<<3 | delimited
	fieldSum                = 7<<3 | delimited
	fieldPoints             = 1<<3 | delimited // of a sum and of a gauge
	fieldTemporality        = 2<<3 | varint
	fieldMonotonic          = 3<<3 | varint
	fieldPointStart         = 2<<3 | fixed64
	fieldPointTime          = 3<<3 | fixed64
	fieldPointInteger       = 6<<3 | fixed64
	fieldPointAttributes    = 7<<3 | delimited
	fieldKey                = 1<<3 | delimited
	fieldValue              = 2<<3 | delimited
	fieldText               = 1<<3 | delimited

	varint    = 0
	fixed64   = 1
	delimited = 2

	cumulative = 2
	monotonic  = 1
)

func varintSize(number int) int {
	return (bits.Len(uint(number)|1) + 6) / 7
}

// framedSize is the size of contents with their tag and length; every tag here is one byte.
func framedSize(length int) int {
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
	value := framedSize(len(text))
	to = appendFrame(to, tag, framedSize(len(key))+framedSize(value))
	to = appendText(to, fieldKey, key)
	return appendText(appendFrame(to, fieldValue, value), fieldText, text)
}
