// Carries connections to ports published on 127.0.0.1 of this machine, and files into a volume, over one pair of pipes:
// the standard input and output of its container, which the engine's own API connects to lab.
//
// It ends when its input does, which is when lab ends, however that happens.
package main

import (
	"log"
	"os"
)

const filesRoot = "/files"

func main() {
	log.SetFlags(0)
	log.SetPrefix("relay: ")
	relay := newRelay(os.Stdout, dialLoopback, filesRoot)
	if err := relay.serve(os.Stdin); err != nil {
		log.Fatal(err)
	}
}
