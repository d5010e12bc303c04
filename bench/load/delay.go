package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net"
	"time"
)

// delay is a proxy that passes bytes on after a fixed time, as a long line does; it has no limit of throughput of its
// own. It prints the port it listens on and runs until it is ended.
func delay(arguments []string) (any, error) {
	flags := flag.NewFlagSet("delay", flag.ExitOnError)
	to := flags.String("to", "", "host:port to pass on to")
	oneWay := flags.Duration("one-way", 30*time.Millisecond, "delay of each direction")
	flags.Parse(arguments)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	for {
		near, err := listener.Accept()
		if err != nil {
			return nil, err
		}
		far, err := net.Dial("tcp", *to)
		if err != nil {
			near.Close()
			continue
		}
		go carry(named{near, listener.Addr().String(), *to}, far, *oneWay)
		go carry(far, near, *oneWay)
	}
}

// named puts the name of the far end in place of the proxy's own, once it comes by: servers look at the Host header.
type named struct {
	net.Conn
	own, far string
}

func (n named) Read(into []byte) (int, error) {
	room := len(into) / 2
	count, err := n.Conn.Read(into[:room])
	return copy(into, bytes.Replace(into[:count:count], []byte("Host: "+n.own), []byte("Host: "+n.far), 1)), err
}

type parcel struct {
	due   time.Time
	bytes []byte
}

// The line holds what is under way: 16,384 parcels of at most 64 KiB are far more than any window here.
func carry(from, to net.Conn, oneWay time.Duration) {
	line := make(chan parcel, 16384)
	go func() {
		defer to.Close()
		for p := range line {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.bytes); err != nil {
				from.Close()
				for range line {
					continue
				}
				return
			}
		}
	}()
	defer close(line)
	buffer := make([]byte, bufferSize)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			line <- parcel{time.Now().Add(oneWay), append([]byte(nil), buffer[:n]...)}
		}
		if err != nil {
			if err != io.EOF {
				to.Close()
			}
			return
		}
	}
}
