// The smallest agent that shows a device: it dials out, runs hashicorp/yamux in the server role over the WebSocket,
// and serves HTTP/1.1 on every stream. Replace the made-up device by your own.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"
)

const deviceID = "kl720-9a01"

var started = time.Now()

type object = map[string]any

func main() {
	target := flag.String("url", "http://127.0.0.1:3800/tunnel/connect", "tunnel URL, as it was told at pairing")
	token := flag.String("token", os.Getenv("VISIONA_AGENT_TOKEN"), "session token, as it was told at pairing")
	flag.Parse()
	for {
		// A real agent waits longer each time, stops for good on 401, and honours Retry-After.
		log.Printf("tunnel ended: %v", serve(*target, *token))
		time.Sleep(time.Second)
	}
}

// serve keeps one tunnel until it ends.
func serve(target, token string) error {
	address, err := url.Parse(strings.Replace(target, "http", "ws", 1))
	if err != nil {
		return err
	}
	header := http.Header{"Authorization": {"Bearer " + token}}
	socket, _, err := websocket.DefaultDialer.Dial(address.String(), header)
	if err != nil {
		return err
	}
	session, err := yamux.Server(&stream{socket: socket}, yamux.DefaultConfig())
	if err != nil {
		return err
	}
	return http.Serve(session, api())
}

func api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/system/info", func(w http.ResponseWriter, r *http.Request) {
		send(w, http.StatusOK, object{
			"agent":        object{"name": "go-example", "version": "1.0.0", "started_at": stamp(started), "driver": "example", "languages": []string{"go"}},
			"host":         object{"hostname": hostname(), "os": "linux", "os_version": nil, "arch": nil, "cpu_model": nil, "cpu_count": nil, "memory_bytes": nil, "boot_at": nil, "time_zone": nil},
			"drivers":      []object{{"name": "example", "version": "1", "chips": []string{"KL720"}}},
			"capabilities": []string{"devices", "inference"},
			"limits":       object{},
		})
	})
	mux.HandleFunc("/api/system/health", func(w http.ResponseWriter, r *http.Request) {
		send(w, http.StatusOK, object{"status": "ok", "uptime_s": time.Since(started).Seconds(), "checks": []object{}})
	})
	mux.HandleFunc("/api/devices", func(w http.ResponseWriter, r *http.Request) {
		send(w, http.StatusOK, object{"items": []object{device()}, "next": nil, "scanned_at": stamp(started)})
	})
	mux.HandleFunc("/api/devices/"+deviceID, func(w http.ResponseWriter, r *http.Request) {
		send(w, http.StatusOK, device())
	})
	mux.HandleFunc("/api/devices/"+deviceID+"/inference/results", results)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		// With this code visionA tells people that the agent does not do this, instead of "not found".
		refuse(w, http.StatusNotFound, "no_such_endpoint", "This agent has no such endpoint.")
	})
	return mux
}

func device() object {
	return object{
		"id": deviceID, "name": "Example", "kind": "accelerator", "chip": "KL720", "product_id": "0x0720",
		"serial": "9A01", "port": "1-1", "link_speed": "super", "firmware": "1.0.0", "connectable": true,
		"state": "running", "state_since": stamp(started), "busy_with": "inference", "model": nil,
		"inference": session(), "flash": nil, "cluster_id": nil, "telemetry": nil, "fault": nil,
	}
}

func session() object {
	return object{
		"session_id": "0b8f2f6e-0000-4000-8000-000000000001", "device_id": deviceID, "cluster_id": nil,
		"camera_id": "cam-0", "model_id": nil, "state": "running", "started_at": stamp(started), "stopped_at": nil,
		"stop_reason": nil, "settings": object{"camera_id": "cam-0"}, "frames_done": 0, "frames_dropped": 0,
	}
}

// results sends server-sent events: the session first, then one result for each frame, never old ones.
func results(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	event(w, "state", session())
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for frame := 1; ; frame++ {
		select {
		case <-r.Context().Done():
			return // nobody looks any more
		case at := <-ticker.C:
			event(w, "result", object{
				"session_id": session()["session_id"], "device_id": deviceID, "cluster_id": nil, "camera_id": "cam-0",
				"model_id": nil, "frame_id": frame, "captured_at": stamp(at), "completed_at": stamp(time.Now()),
				"frame": object{"width": 1280, "height": 720}, "task": "detection",
				"latency_ms": object{"queue": 0, "preprocess": 1, "inference": 8, "postprocess": 1, "total": 10},
				"detections": []object{{"track_id": 1, "class_id": 0, "label": "person", "score": 0.9,
					"box": object{"x": 0.4, "y": 0.3, "w": 0.1, "h": 0.3}, "keypoints": nil}},
				"classes": []object{}, "truncated": false,
			})
		}
	}
}

func event(w http.ResponseWriter, name string, data object) {
	text, _ := json.Marshal(data)
	fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, text)
	w.(http.Flusher).Flush()
}

func send(w http.ResponseWriter, status int, value object) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	send(w, status, object{"error": object{"code": code, "message": message}})
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func hostname() string {
	name, _ := os.Hostname()
	return name
}

// stream makes a byte stream of the WebSocket's binary messages; where one ends means nothing.
type stream struct {
	socket *websocket.Conn
	rest   io.Reader
}

func (s *stream) Read(p []byte) (int, error) {
	for {
		if s.rest != nil {
			n, err := s.rest.Read(p)
			if n > 0 || err != io.EOF {
				return n, err
			}
		}
		_, next, err := s.socket.NextReader()
		if err != nil {
			return 0, err
		}
		s.rest = next
	}
}

func (s *stream) Write(p []byte) (int, error) {
	if err := s.socket.WriteMessage(websocket.BinaryMessage, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (s *stream) Close() error { return s.socket.Close() }
