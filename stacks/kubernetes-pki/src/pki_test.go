package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	etc, folder := t.TempDir(), t.TempDir()
	users, err := parseAccounts("prometheus=monitoring/prom")
	if err != nil {
		t.Fatal(err)
	}
	if err := write(etc, folder, users); err != nil {
		t.Fatal(err)
	}
	read := func(parts ...string) string {
		content, err := os.ReadFile(filepath.Join(parts...))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}

	token := read(folder, "prometheus", "token")
	want := token + `,system:serviceaccount:monitoring:prom,system:serviceaccount:monitoring:prom,` +
		`"system:serviceaccounts,system:serviceaccounts:monitoring"` + "\n"
	if tokens := read(etc, "pki", "tokens.csv"); !strings.Contains(tokens, want) {
		t.Errorf("tokens.csv has no line %q", want)
	}
	if namespace := read(folder, "prometheus", "namespace"); namespace != "monitoring" {
		t.Errorf("namespace is %q", namespace)
	}
	if info, _ := os.Stat(filepath.Join(etc, admin)); info.Mode().Perm() != secret {
		t.Errorf("admin.conf has the mode %v", info.Mode())
	}

	pair, err := tls.LoadX509KeyPair(filepath.Join(etc, "pki", "apiserver.crt"), filepath.Join(etc, "pki", "apiserver.key"))
	if err != nil {
		t.Fatal(err)
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM([]byte(read(folder, "prometheus", "ca.crt")))
	for _, name := range serverNames {
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: authorities}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseAccountsRefuses(t *testing.T) {
	for _, text := range []string{"prometheus", "prometheus=monitoring", "=a/b"} {
		if _, err := parseAccounts(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
