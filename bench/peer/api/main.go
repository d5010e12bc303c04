// The api of the peer chain: checks a cookie as a stand-in for a session and proxies to the relay over HTTP.
package main

import (
	"flag"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
)

const copyBuffer = 64 * 1024

func main() {
	address := flag.String("listen", "127.0.0.1:4721", "where callers connect")
	relay := flag.String("relay", "127.0.0.1:4801", "the relay's internal address")
	flag.Parse()
	proxy := &httputil.ReverseProxy{
		FlushInterval: -1,
		BufferPool:    buffers{},
		Director: func(r *http.Request) {
			// /api/agents/{agent}/proxy/{path} becomes /forward/{agent}/{path}.
			rest := strings.TrimPrefix(r.URL.Path, "/api/agents/")
			agent, path, _ := strings.Cut(rest, "/proxy")
			r.URL.Scheme = "http"
			r.URL.Host = *relay
			r.URL.Path = "/forward/" + agent + path
			r.Header.Del("Cookie")
		},
		Transport: &http.Transport{
			DisableCompression:  true,
			MaxIdleConnsPerHost: 1024,
			WriteBufferSize:     copyBuffer,
			ReadBufferSize:      copyBuffer,
		},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") })
	mux.HandleFunc("/api/agents/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") == "" {
			http.Error(w, "not signed in", http.StatusUnauthorized)
			return
		}
		proxy.ServeHTTP(w, r)
	})
	log.Fatal(http.ListenAndServe(*address, mux))
}

var pool = sync.Pool{New: func() any { return make([]byte, copyBuffer) }}

// buffers lets requests share their copy buffers.
type buffers struct{}

func (buffers) Get() []byte  { return pool.Get().([]byte) }
func (buffers) Put(b []byte) { pool.Put(b) }
