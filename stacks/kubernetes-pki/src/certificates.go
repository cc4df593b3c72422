package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// Names under which the services of a lab, and pods, reach the API server. The last two are
// for a person on the host.
var serverNames = []string{
	"kube-apiserver",
	"kubernetes",
	"kubernetes.default",
	"kubernetes.default.svc",
	"kubernetes.default.svc.cluster.local",
	"localhost",
}

var serverAddresses = []net.IP{net.IPv4(10, 96, 0, 1), net.IPv4(127, 0, 0, 1)}

// material is all that is secret, and the authority's certificate, as PEM.
type material struct {
	authority, serverCertificate, serverKey, accountKey, accountPublicKey []byte
}

func makeMaterial(now time.Time) (material, error) {
	authorityKey, err := newKey()
	if err != nil {
		return material{}, err
	}
	authority := template("kubernetes", 1, now)
	authority.IsCA, authority.BasicConstraintsValid = true, true
	authority.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return material{}, err
	}
	serverKey, err := newKey()
	if err != nil {
		return material{}, err
	}
	server := template("kube-apiserver", 2, now)
	server.DNSNames, server.IPAddresses = serverNames, serverAddresses
	server.KeyUsage = x509.KeyUsageDigitalSignature
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	serverDER, err := x509.CreateCertificate(rand.Reader, server, authority, &serverKey.PublicKey, authorityKey)
	if err != nil {
		return material{}, err
	}
	accountKey, err := newKey()
	if err != nil {
		return material{}, err
	}
	made := material{authority: encode("CERTIFICATE", authorityDER), serverCertificate: encode("CERTIFICATE", serverDER)}
	if made.serverKey, err = encodeKey(serverKey); err != nil {
		return material{}, err
	}
	if made.accountKey, err = encodeKey(accountKey); err != nil {
		return material{}, err
	}
	public, err := x509.MarshalPKIXPublicKey(&accountKey.PublicKey)
	made.accountPublicKey = encode("PUBLIC KEY", public)
	return made, err
}

// template is valid for a week, which is longer than labs live, and from an hour ago, because clocks differ.
func template(name string, serial int64, now time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(7 * 24 * time.Hour),
	}
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func encodeKey(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalECPrivateKey(key)
	return encode("EC PRIVATE KEY", der), err
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
