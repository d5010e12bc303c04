package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"
)

var errLater = errors.New("the relay has no room for now")

type idleResult struct {
	Tunnels int     `json:"tunnels"`
	Before  float64 `json:"rss_before_kb"`
	After   float64 `json:"rss_after_kb"`
	Each    float64 `json:"kb_per_tunnel"`
}

// idle opens many tunnels that nobody uses and compares the resident memory of the relay before and after.
func idle(arguments []string) (any, error) {
	flags := flag.NewFlagSet("idle", flag.ExitOnError)
	target := flags.String("url", "", "tunnel URL")
	tokens := flags.String("tokens", "", "file with one token per line")
	transport := flags.String("transport", "websocket", "websocket or yamux")
	pid := flags.Int("pid", 0, "process id of the relay")
	settle := flags.Duration("settle", 15*time.Second, "how long to wait before measuring again")
	flags.Parse(arguments)
	text, err := os.ReadFile(*tokens)
	if err != nil {
		return nil, err
	}
	lines := strings.Fields(string(text))
	before, err := resident(*pid)
	if err != nil {
		return nil, err
	}
	open := map[string]func(string, string) (io.ReadWriteCloser, error){"websocket": overSocket, "yamux": overUpgrade}[*transport]
	if err := openAll(lines, func(token string) (io.ReadWriteCloser, error) { return patiently(open, *target, token) }); err != nil {
		return nil, err
	}
	time.Sleep(*settle)
	after, err := resident(*pid)
	if err != nil {
		return nil, err
	}
	return idleResult{len(lines), before, after, (after - before) / float64(len(lines))}, nil
}

// patiently comes back later when the relay says so, as every agent does when very many come at once.
func patiently(open func(string, string) (io.ReadWriteCloser, error), target, token string) (io.ReadWriteCloser, error) {
	deadline := time.Now().Add(time.Minute)
	for {
		conn, err := open(target, token)
		if err == nil || !errors.Is(err, errLater) || time.Now().After(deadline) {
			return conn, err
		}
		time.Sleep(time.Duration(50+rand.Intn(200)) * time.Millisecond)
	}
}

func openAll(tokens []string, open func(string) (io.ReadWriteCloser, error)) error {
	config := yamux.DefaultConfig()
	config.LogOutput = io.Discard
	config.EnableKeepAlive = false
	work := make(chan string)
	var workers sync.WaitGroup
	failures := make(chan error, 16)
	for i := 0; i < 16; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for token := range work {
				conn, err := open(token)
				if err == nil {
					_, err = yamux.Server(conn, config)
				}
				if err != nil {
					select {
					case failures <- err:
					default:
					}
				}
			}
		}()
	}
	for _, token := range tokens {
		work <- token
	}
	close(work)
	workers.Wait()
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

func overSocket(target, token string) (io.ReadWriteCloser, error) {
	dialer := websocket.Dialer{HandshakeTimeout: dialTimeout}
	header := http.Header{"Authorization": {"Bearer " + token}}
	socket, response, err := dialer.Dial(strings.Replace(target, "http", "ws", 1), header)
	if err != nil {
		if response != nil && response.StatusCode == http.StatusServiceUnavailable {
			return nil, errLater
		}
		return nil, err
	}
	return &socketStream{socket: socket}, nil
}

func overUpgrade(target, token string) (io.ReadWriteCloser, error) {
	address, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	conn, err := net.DialTimeout("tcp", address.Host, dialTimeout)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: yamux\r\nAuthorization: Bearer %s\r\n\r\n",
		address.RequestURI(), address.Host, token)
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		conn.Close()
		if response.StatusCode == http.StatusServiceUnavailable {
			return nil, errLater
		}
		return nil, fmt.Errorf("no upgrade: %s", response.Status)
	}
	return &upgraded{Conn: conn, reader: reader}, nil
}

type upgraded struct {
	net.Conn
	reader *bufio.Reader
}

func (u *upgraded) Read(into []byte) (int, error) {
	return u.reader.Read(into)
}

type socketStream struct {
	socket  *websocket.Conn
	current io.Reader
}

func (s *socketStream) Read(into []byte) (int, error) {
	for {
		if s.current == nil {
			_, message, err := s.socket.NextReader()
			if err != nil {
				return 0, err
			}
			s.current = message
		}
		n, err := s.current.Read(into)
		if err == io.EOF {
			s.current, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (s *socketStream) Write(from []byte) (int, error) {
	return len(from), s.socket.WriteMessage(websocket.BinaryMessage, from)
}

func (s *socketStream) Close() error {
	return s.socket.Close()
}

// resident is the process's resident memory in KB.
func resident(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb, nil
		}
	}
	return 0, fmt.Errorf("no VmRSS of process %d", pid)
}
