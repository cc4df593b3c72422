module lab/target-allocator

go 1.25.3

require github.com/open-telemetry/opentelemetry-operator v0.148.0
