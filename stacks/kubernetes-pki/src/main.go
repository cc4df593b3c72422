// Makes the certificates, keys and tokens of one lab's Kubernetes API: new ones for each
// lab, in volumes that are removed with it.
//
// The layout of /etc/kubernetes is kubeadm's, with one kubeconfig (a member of
// system:masters) for all parts of the control plane. Each service in ACCOUNTS
// ("prometheus=monitoring/prometheus ...") gets in /accounts/SERVICE what a kubelet would
// mount into a pod of that service account. The authority's own key is not kept.
//
// It stays until it is stopped: with -check it tells whether the files are there.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

const (
	etc      = "/etc/kubernetes"
	accounts = "/accounts"
	admin    = "admin.conf" // written last
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "-check" {
		if _, err := os.Stat(filepath.Join(etc, admin)); err != nil {
			fail(err)
		}
		return
	}
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, syscall.SIGTERM, syscall.SIGINT)
	if _, err := os.Stat(filepath.Join(etc, admin)); err != nil {
		users, err := parseAccounts(os.Getenv("ACCOUNTS"))
		if err != nil {
			fail(err)
		}
		if err := write(etc, accounts, users); err != nil {
			fail(err)
		}
		fmt.Printf("made the certificates of the API server, and tokens of %d service accounts\n", len(users))
	}
	<-stopped
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "kubernetes-pki:", err)
	os.Exit(1)
}
