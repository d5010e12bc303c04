// An agent as users in the field have it: hashicorp/yamux in the server role over a gorilla/websocket connection, with
// net/http serving the session's streams. The raw upgrade is there to compare the two transports with one program.
package main

import (
	"errors"
	"flag"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hashicorp/yamux"
)

// What a server answers when the credential is no good any more.
var errUnauthorized = errors.New("the server refuses the token")

func main() {
	target := flag.String("url", "http://127.0.0.1:3800/tunnel/connect", "tunnel URL: http, https, ws or wss")
	token := flag.String("token", os.Getenv("VISIONA_AGENT_TOKEN"), "session token; default $VISIONA_AGENT_TOKEN")
	transport := flag.String("transport", "websocket", "websocket or yamux (raw upgrade)")
	window := flag.Uint("window", 256*1024, "receive window of each stream in bytes")
	once := flag.Bool("once", false, "exit when the tunnel ends instead of dialling again")
	behind := flag.String("target", "", "URL of the web server behind the agent; without one it answers by itself")
	flag.Parse()
	if *token == "" {
		log.Fatal("no token: give -token or set VISIONA_AGENT_TOKEN")
	}
	dial, known := dialers[*transport]
	if !known {
		log.Fatalf("unknown transport %q", *transport)
	}
	handler := site()
	if *behind != "" {
		address, err := url.Parse(*behind)
		if err != nil {
			log.Fatal(err)
		}
		passage := httputil.NewSingleHostReverseProxy(address)
		passage.FlushInterval = -1
		handler = passage
	}
	stopOnSignal()
	config := yamux.DefaultConfig()
	config.MaxStreamWindowSize = uint32(*window)
	pause := time.Second
	for {
		began := time.Now()
		err := serve(dial, *target, *token, config, handler)
		log.Printf("tunnel ended: %v", err)
		if errors.Is(err, errUnauthorized) {
			os.Exit(3)
		}
		if *once {
			return
		}
		if time.Since(began) > 10*time.Second {
			pause = time.Second
		}
		time.Sleep(pause)
		if pause < 8*time.Second {
			pause *= 2
		}
	}
}

// serve keeps one tunnel until it ends.
func serve(dial dialer, target, token string, config *yamux.Config, handler http.Handler) error {
	conn, err := dial(target, token)
	if err != nil {
		return err
	}
	session, err := yamux.Server(conn, config)
	if err != nil {
		conn.Close()
		return err
	}
	defer session.Close()
	log.Printf("tunnel up")
	return http.Serve(session, handler)
}

func stopOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		os.Exit(0)
	}()
}
