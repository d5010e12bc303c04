// A peer made of hashicorp/yamux for the interoperability tests.
//
//	interop server ADDRESS   dials ADDRESS and is the yamux server there
//	interop client ADDRESS   dials ADDRESS and is the yamux client there
//
// It serves every stream that is opened to it, by the first byte:
//
//	E  echoes until FIN, then closes
//	H  reads to FIN, then answers with the SHA-256 of what came, then closes
//	S  sends as many bytes as the next 8 bytes say, then closes
//
// As the client it also opens streams of its own, as the test asks on standard input:
// "streams COUNT BYTES" opens COUNT streams at once, sends the number BYTES (8 bytes) and so many
// bytes to each, and compares the hash that comes back; it prints "ok" or what went wrong. It does
// not half-close before it reads: this version of hashicorp/yamux reads nothing new after Close.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"sync"

	"github.com/hashicorp/yamux"
)

func main() {
	conn, err := net.Dial("tcp", os.Args[2])
	check(err)
	config := yamux.DefaultConfig()
	config.LogOutput = os.Stderr
	var session *yamux.Session
	if os.Args[1] == "server" {
		session, err = yamux.Server(conn, config)
	} else {
		session, err = yamux.Client(conn, config)
	}
	check(err)
	go commands(session)
	for {
		stream, err := session.AcceptStream()
		if err != nil {
			return
		}
		go serve(stream)
	}
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func serve(stream *yamux.Stream) {
	defer stream.Close()
	kind := make([]byte, 1)
	if _, err := io.ReadFull(stream, kind); err != nil {
		return
	}
	switch kind[0] {
	case 'E':
		io.Copy(stream, stream)
	case 'H':
		hash := sha256.New()
		io.Copy(hash, stream)
		stream.Write(hash.Sum(nil))
	case 'S':
		size := make([]byte, 8)
		io.ReadFull(stream, size)
		io.CopyN(stream, pattern{}, int64(binary.BigEndian.Uint64(size)))
	}
}

type pattern struct{}

func (pattern) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'y'
	}
	return len(p), nil
}

func commands(session *yamux.Session) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var count, bytes int
		fmt.Sscanf(lines.Text(), "streams %d %d", &count, &bytes)
		fmt.Println(streams(session, count, bytes))
	}
	session.Close()
	os.Exit(0)
}

func streams(session *yamux.Session, count, bytes int) string {
	var wait sync.WaitGroup
	results := make(chan error, count)
	for i := 0; i < count; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			results <- upload(session, i, bytes)
		}(i)
	}
	wait.Wait()
	close(results)
	for err := range results {
		if err != nil {
			return err.Error()
		}
	}
	return "ok"
}

func upload(session *yamux.Session, number, bytes int) error {
	stream, err := session.OpenStream()
	if err != nil {
		return err
	}
	body := make([]byte, bytes)
	for i := range body {
		body[i] = byte(i*7 + number)
	}
	defer stream.Close()
	size := make([]byte, 8)
	binary.BigEndian.PutUint64(size, uint64(bytes))
	if _, err := stream.Write(append(size, body...)); err != nil {
		return err
	}
	answer := make([]byte, sha256.Size)
	if _, err := io.ReadFull(stream, answer); err != nil {
		return err
	}
	if expected := sha256.Sum256(body); string(answer) != string(expected[:]) {
		return fmt.Errorf("stream %d: wrong hash of %d bytes", number, len(answer))
	}
	return nil
}
