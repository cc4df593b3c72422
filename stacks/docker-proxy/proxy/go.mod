module docker-proxy

go 1.26
