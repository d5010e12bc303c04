package main

import (
	"bytes"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime"
	"syscall"
	"time"
)

// serve is the service behind the gateways that are compared: a few bytes for every GET, and the keys of tokens for GET /keys. One thread does
// it all, see poller.
func serve(arguments []string) (any, error) {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	listen := flags.String("listen", "127.0.0.1:0", "IPv4 address and port")
	keys := flags.String("keys", "", "file with the JWK set, for /keys")
	flags.Parse(arguments)
	set, err := os.ReadFile(*keys)
	if err != nil {
		return nil, err
	}
	runtime.LockOSThread()
	s := &server{
		wires:  map[int]*wire{},
		keys:   ok("application/json", set),
		answer: ok("text/plain", []byte("sixteen bytes ok")),
	}
	if s.poller, err = newPoller(); err != nil {
		return nil, err
	}
	if err = s.listen(*listen); err != nil {
		return nil, err
	}
	return nil, s.run()
}

func ok(kind string, body []byte) []byte {
	return append([]byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", kind, len(body))), body...)
}

type server struct {
	poller   *poller
	listener int
	wires    map[int]*wire
	keys     []byte
	answer   []byte
}

func (s *server) listen(address string) error {
	listener, err := net.Listen("tcp4", address)
	if err != nil {
		return err
	}
	defer listener.Close()
	if s.listener, err = descriptor(listener.(*net.TCPListener)); err != nil {
		return err
	}
	if err := syscall.SetNonblock(s.listener, true); err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	return s.poller.add(s.listener, s.listener)
}

func (s *server) run() error {
	for {
		events, err := s.poller.wait(time.Hour)
		if err != nil {
			return err
		}
		for _, event := range events {
			fd := int(event.Fd)
			if fd == s.listener {
				if err := s.accept(); err != nil {
					return err
				}
			} else if err := s.serve(s.wires[fd]); err != nil {
				delete(s.wires, fd)
				syscall.Close(fd)
			}
		}
	}
}

func (s *server) accept() error {
	fd, _, err := syscall.Accept4(s.listener, syscall.SOCK_CLOEXEC)
	if err == syscall.EAGAIN || err == syscall.ECONNABORTED {
		return nil
	}
	if err != nil {
		return os.NewSyscallError("accept4", err)
	}
	if s.wires[fd], err = newWire(fd); err != nil {
		return err
	}
	return s.poller.add(fd, fd)
}

// serve answers what is there; an error is the end of the connection.
func (s *server) serve(w *wire) error {
	if err := w.receive(); err != nil {
		return err
	}
	for {
		end := bytes.Index(w.data[:w.used], blankLine)
		if end < 0 {
			return nil
		}
		head := w.data[:end]
		answer := s.answer
		if bytes.HasPrefix(head, []byte("GET /keys ")) {
			answer = s.keys
		} else if !bytes.HasPrefix(head, []byte("GET ")) {
			return fmt.Errorf("not a GET: %.100s", head)
		}
		if err := w.send(answer); err != nil {
			return err
		}
		w.take(end + len(blankLine))
	}
}
