package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const blockSize = 64 * 1024

// site has the same paths as the built-in site of the Java agent.
func site() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("/headers", headers)
	mux.HandleFunc("/bytes/", bytesOfPattern)
	mux.HandleFunc("/sink", sink)
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/events", events)
	mux.HandleFunc("/slow", slow)
	mux.HandleFunc("/status/", status)
	mux.HandleFunc("/ws", echoSocket)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintln(w, "A Go agent: hashicorp/yamux and net/http.")
	})
	return mux
}

func headers(w http.ResponseWriter, r *http.Request) {
	seen := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		seen[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	writeJSON(w, map[string]any{"method": r.Method, "target": r.RequestURI, "headers": seen})
}

// bytesOfPattern sends blocks of 64 KiB in which byte i is 31 i + (i >> 8), but for the first eight: the block's number.
func bytesOfPattern(w http.ResponseWriter, r *http.Request) {
	left, err := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, "/bytes/"), 10, 64)
	if err != nil || left < 0 {
		http.Error(w, "say how many bytes", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if !r.URL.Query().Has("chunked") {
		w.Header().Set("Content-Length", strconv.FormatInt(left, 10))
	}
	if r.Method == http.MethodHead {
		return
	}
	block := make([]byte, blockSize)
	for i := range block {
		block[i] = byte(i*31 + i>>8)
	}
	for number := uint64(0); left > 0; number++ {
		for i := 0; i < 8; i++ {
			block[i] = byte(number >> (8 * i))
		}
		piece := block
		if left < blockSize {
			piece = block[:left]
		}
		if _, err := w.Write(piece); err != nil {
			return
		}
		left -= int64(len(piece))
	}
}

// sink counts and hashes the body; ?hash=off only counts.
func sink(w http.ResponseWriter, r *http.Request) {
	digest := sha256.New()
	var into io.Writer = digest
	hashing := r.URL.Query().Get("hash") != "off"
	if !hashing {
		into = io.Discard
	}
	count, err := io.CopyBuffer(struct{ io.Writer }{into}, struct{ io.Reader }{r.Body}, make([]byte, blockSize))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer := map[string]any{"bytes": count}
	if hashing {
		answer["sha256"] = hex.EncodeToString(digest.Sum(nil))
	}
	writeJSON(w, answer)
}

// echo sends the body back while it arrives.
func echo(w http.ResponseWriter, r *http.Request) {
	// Without this net/http throws the rest of a body away once the response begins.
	w.Header().Set("Connection", "close")
	if kind := r.Header.Get("Content-Type"); kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	if r.ContentLength >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	}
	buffer := make([]byte, blockSize)
	for {
		n, err := r.Body.Read(buffer)
		if n > 0 {
			if _, failed := w.Write(buffer[:n]); failed != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

func events(w http.ResponseWriter, r *http.Request) {
	count := number(r, "count", 10)
	interval := time.Duration(number(r, "interval_ms", 1000)) * time.Millisecond
	w.Header().Set("Content-Type", "text/event-stream")
	for i := int64(0); i < count; i++ {
		if i > 0 {
			time.Sleep(interval)
		}
		if _, err := fmt.Fprintf(w, "id: %d\nevent: tick\ndata: {\"n\":%d}\n\n", i, i); err != nil {
			return
		}
		w.(http.Flusher).Flush()
	}
}

func slow(w http.ResponseWriter, r *http.Request) {
	ms := number(r, "ms", 1000)
	time.Sleep(time.Duration(ms) * time.Millisecond)
	writeJSON(w, map[string]int64{"waited_ms": ms})
}

func status(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/status/"))
	if err != nil || code < 200 || code > 599 {
		http.Error(w, "a status is a number from 200 to 599", http.StatusBadRequest)
		return
	}
	w.WriteHeader(code)
}

func echoSocket(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	for {
		kind, message, err := socket.ReadMessage()
		if err != nil || socket.WriteMessage(kind, message) != nil {
			return
		}
	}
}

func number(r *http.Request, name string, otherwise int64) int64 {
	value, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || value < 0 {
		return otherwise
	}
	return value
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(value)
}
