package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	secret   = 0o600 // of root, as which the control plane runs
	readable = 0o644 // of an account: a volume of its own, in the one service that has it
)

// account is a service account that a service of the lab acts as.
type account struct{ service, namespace, name string }

// parseAccounts reads "prometheus=monitoring/prometheus other=namespace/name".
func parseAccounts(text string) ([]account, error) {
	var accounts []account
	for _, word := range strings.Fields(text) {
		service, full, _ := strings.Cut(word, "=")
		namespace, name, _ := strings.Cut(full, "/")
		if service == "" || namespace == "" || name == "" {
			return nil, fmt.Errorf("ACCOUNTS has %q, which is not service=namespace/name", word)
		}
		accounts = append(accounts, account{service, namespace, name})
	}
	return accounts, nil
}

// write fills both folders. The administrator's kubeconfig comes last: where it is, all is.
func write(etc, accountsFolder string, accounts []account) error {
	made, err := makeMaterial(time.Now())
	if err != nil {
		return err
	}
	adminToken := newToken()
	tokens := []string{tokenLine(adminToken, "kubernetes-admin", "system:masters")}
	for _, user := range accounts {
		token := newToken()
		tokens = append(tokens, tokenLine(
			token,
			"system:serviceaccount:"+user.namespace+":"+user.name,
			"system:serviceaccounts,system:serviceaccounts:"+user.namespace,
		))
		folder := filepath.Join(accountsFolder, user.service)
		for name, content := range map[string][]byte{
			"token": []byte(token), "ca.crt": made.authority, "namespace": []byte(user.namespace),
		} {
			if err := put(filepath.Join(folder, name), content, readable); err != nil {
				return err
			}
		}
	}
	for name, content := range map[string][]byte{
		"pki/ca.crt":        made.authority,
		"pki/apiserver.crt": made.serverCertificate,
		"pki/apiserver.key": made.serverKey,
		"pki/sa.key":        made.accountKey,
		"pki/sa.pub":        made.accountPublicKey,
		"pki/tokens.csv":    []byte(strings.Join(tokens, "")),
	} {
		if err := put(filepath.Join(etc, name), content, secret); err != nil {
			return err
		}
	}
	return put(filepath.Join(etc, admin), kubeconfig(adminToken, made.authority), secret)
}

func put(path string, content []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	// Written beside it and renamed: a reader sees all of it or nothing.
	if err := os.WriteFile(path+".new", content, mode); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func newToken() string {
	bytes := make([]byte, 16)
	rand.Read(bytes) // never fails
	return hex.EncodeToString(bytes)
}

// tokenLine is one line of --token-auth-file; the groups are one quoted field.
func tokenLine(token, user, groups string) string {
	return fmt.Sprintf("%s,%s,%s,%q\n", token, user, user, groups)
}

func kubeconfig(token string, authority []byte) []byte {
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters:
  - name: lab
    cluster: {server: "https://kube-apiserver:6443", certificate-authority-data: %s}
users:
  - name: admin
    user: {token: %s}
contexts:
  - name: lab
    context: {cluster: lab, user: admin}
current-context: lab
`, base64.StdEncoding.EncodeToString(authority), token)
}
