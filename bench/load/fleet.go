package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/yamux"
)

// fleet is very many agents of the field at once, until its standard input ends: each keeps a tunnel, serves what is asked
// through it, and dials again after 1, 2, 4 and 8 s when it ended, half of them with jitter. Four times a second it says how
// many tunnels are up and how many attempts were refused.
func fleet(arguments []string) (any, error) {
	flags := flag.NewFlagSet("fleet", flag.ExitOnError)
	targets := flags.String("targets", "", "tunnel URLs with commas between, dialled in turn as a balancer does")
	tokens := flags.String("tokens", "", "file with one token per line")
	rate := flags.Float64("rate", 200, "agents that begin each second")
	flags.Parse(arguments)
	text, err := os.ReadFile(*tokens)
	if err != nil {
		return nil, err
	}
	agents := strings.Fields(string(text))
	if err := needDescriptors(len(agents)); err != nil {
		return nil, err
	}
	f := &agentFleet{targets: strings.Split(*targets, ",")}
	go func() {
		for i, token := range agents {
			go f.live(i, token)
			time.Sleep(time.Duration(float64(time.Second) / *rate))
		}
	}()
	go func() {
		for range time.Tick(250 * time.Millisecond) {
			fmt.Printf("%d %d\n", f.up.Load(), f.refused.Load())
		}
	}()
	io.Copy(io.Discard, os.Stdin)
	return nil, nil
}

type agentFleet struct {
	targets     []string
	turn        atomic.Int64
	up, refused atomic.Int64
}

func (f *agentFleet) live(i int, token string) {
	config := yamux.DefaultConfig()
	config.LogOutput = io.Discard
	site := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{\"status\":\"ok\"}") })
	for pause := time.Second; ; {
		began := time.Now()
		if session := f.dial(i, token, config); session != nil {
			f.up.Add(1)
			http.Serve(session, site)
			session.Close()
			f.up.Add(-1)
		}
		if time.Since(began) > 10*time.Second {
			pause = time.Second
		}
		if i%2 == 0 {
			time.Sleep(pause)
		} else {
			time.Sleep(time.Duration(rand.Int63n(int64(pause) + 1)))
		}
		if pause < 8*time.Second {
			pause *= 2
		}
	}
}

// dial takes the next target that listens.
func (f *agentFleet) dial(i int, token string, config *yamux.Config) *yamux.Session {
	open := overSocket
	if i%4 >= 2 {
		open = overUpgrade
	}
	first := int(f.turn.Add(1))
	for n := range f.targets {
		conn, err := open(f.targets[(first+n)%len(f.targets)], token)
		if err == nil {
			session, err := yamux.Server(conn, config)
			if err != nil {
				conn.Close()
				return nil
			}
			return session
		}
		if err == errLater {
			f.refused.Add(1)
			return nil
		}
	}
	return nil
}
