// The relay of the peer chain: agents connect with gorilla/websocket (or the raw upgrade), hashicorp/yamux multiplexes,
// and every request of the api becomes one HTTP exchange on a stream.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"
)

const copyBuffer = 64 * 1024

var errOffline = errors.New("no tunnel")

// tunnel is one agent's session and the proxy that speaks HTTP through it.
type tunnel struct {
	session *yamux.Session
	proxy   *httputil.ReverseProxy
}

type relay struct {
	mu      sync.RWMutex
	tunnels map[string]*tunnel
	reuse   bool
	window  uint32
}

func main() {
	tunnelAddress := flag.String("tunnel", "127.0.0.1:4800", "where agents connect")
	internalAddress := flag.String("internal", "127.0.0.1:4801", "where the api connects")
	reuse := flag.Bool("reuse-streams", false, "keep streams for further requests instead of one stream per exchange")
	window := flag.Uint("window", 256*1024, "receive window of each stream in bytes")
	flag.Parse()
	r := &relay{tunnels: map[string]*tunnel{}, reuse: *reuse, window: uint32(*window)}
	tunnelSide := http.NewServeMux()
	tunnelSide.HandleFunc("/tunnel/connect", r.connect)
	tunnelSide.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") })
	internalSide := http.NewServeMux()
	internalSide.HandleFunc("/forward/", r.forward)
	go func() { log.Fatal(http.ListenAndServe(*tunnelAddress, tunnelSide)) }()
	log.Fatal(http.ListenAndServe(*internalAddress, internalSide))
}

// connect accepts an agent; its token is its id, which is all a benchmark needs.
func (r *relay) connect(w http.ResponseWriter, req *http.Request) {
	id := req.URL.Query().Get("token")
	if id == "" {
		id = strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	}
	if id == "" {
		http.Error(w, "no token", http.StatusUnauthorized)
		return
	}
	var conn io.ReadWriteCloser
	var err error
	switch strings.ToLower(req.Header.Get("Upgrade")) {
	case "websocket":
		conn, err = acceptSocket(w, req)
	case "yamux":
		conn, err = acceptUpgrade(w)
	default:
		w.Header().Set("Upgrade", "websocket, yamux")
		http.Error(w, "upgrade", http.StatusUpgradeRequired)
		return
	}
	if err != nil {
		log.Printf("no upgrade: %v", err)
		return
	}
	r.keep(id, conn)
}

// keep registers the session and returns when it has ended.
func (r *relay) keep(id string, conn io.ReadWriteCloser) {
	config := yamux.DefaultConfig()
	config.KeepAliveInterval = 10 * time.Second
	config.MaxStreamWindowSize = r.window
	session, err := yamux.Client(conn, config)
	if err != nil {
		conn.Close()
		return
	}
	t := &tunnel{session: session, proxy: r.proxyOver(session)}
	r.mu.Lock()
	old := r.tunnels[id]
	r.tunnels[id] = t
	r.mu.Unlock()
	if old != nil {
		old.session.Close()
	}
	<-session.CloseChan()
	r.mu.Lock()
	if r.tunnels[id] == t {
		delete(r.tunnels, id)
	}
	r.mu.Unlock()
}

func (r *relay) proxyOver(session *yamux.Session) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Director:      func(*http.Request) {},
		FlushInterval: -1,
		BufferPool:    buffers{},
		Transport: &http.Transport{
			DialContext:         func(context.Context, string, string) (net.Conn, error) { return session.Open() },
			DisableKeepAlives:   !r.reuse,
			DisableCompression:  true,
			MaxIdleConnsPerHost: 256,
			WriteBufferSize:     copyBuffer,
			ReadBufferSize:      copyBuffer,
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusBadGateway)
		},
	}
}

// forward serves /forward/{agent}/{path}.
func (r *relay) forward(w http.ResponseWriter, req *http.Request) {
	rest := strings.TrimPrefix(req.URL.Path, "/forward/")
	id, path, _ := strings.Cut(rest, "/")
	r.mu.RLock()
	t := r.tunnels[id]
	r.mu.RUnlock()
	if t == nil {
		http.Error(w, errOffline.Error(), http.StatusServiceUnavailable)
		return
	}
	req.URL = &url.URL{Scheme: "http", Host: "agent", Path: "/" + path, RawQuery: req.URL.RawQuery}
	t.proxy.ServeHTTP(w, req)
}

func acceptSocket(w http.ResponseWriter, req *http.Request) (io.ReadWriteCloser, error) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	socket, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		return nil, err
	}
	return &socketStream{socket: socket}, nil
}

func acceptUpgrade(w http.ResponseWriter) (io.ReadWriteCloser, error) {
	conn, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n")
	return &upgraded{Conn: conn, reader: buffered.Reader}, err
}

type upgraded struct {
	net.Conn
	reader *bufio.Reader
}

func (u *upgraded) Read(into []byte) (int, error) {
	return u.reader.Read(into)
}

// socketStream makes a byte stream of a WebSocket's binary messages, one message per write.
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
			s.current = nil
			err = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (s *socketStream) Write(from []byte) (int, error) {
	if err := s.socket.WriteMessage(websocket.BinaryMessage, from); err != nil {
		return 0, err
	}
	return len(from), nil
}

func (s *socketStream) Close() error {
	return s.socket.Close()
}

var pool = sync.Pool{New: func() any { return make([]byte, copyBuffer) }}

// buffers lets the proxies share their copy buffers.
type buffers struct{}

func (buffers) Get() []byte  { return pool.Get().([]byte) }
func (buffers) Put(b []byte) { pool.Put(b) }
