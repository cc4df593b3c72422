module kubernetes-pki

go 1.26
