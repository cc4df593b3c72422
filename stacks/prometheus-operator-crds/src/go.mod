module operator-cluster

go 1.26

require github.com/prometheus-operator/prometheus-operator v0.89.0
