module lab/s3

go 1.24.0

require github.com/johannesboyne/gofakes3 v1.2.0
