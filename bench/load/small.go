package main

import (
	"errors"
	"flag"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"
)

type smallResult struct {
	Callers  int     `json:"callers"`
	Requests int     `json:"requests"`
	Errors   int64   `json:"errors"`
	PerSec   float64 `json:"per_second"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	P999     float64 `json:"p999_ms"`
	Max      float64 `json:"max_ms"`
}

// small measures requests of a few bytes. With -rate it keeps to a pace, and counts each latency from the moment the
// request was due, so that a stall is not hidden by the requests it kept from being sent.
func small(arguments []string) (any, error) {
	flags := flag.NewFlagSet("small", flag.ExitOnError)
	target := flags.String("url", "", "what to ask for")
	cookie := flags.String("cookie", "bench=1", "Cookie header")
	bearer := flags.String("bearer", "", "file with a bearer token")
	callers := flags.Int("callers", 16, "connections, each with one request at a time")
	warm := flags.Duration("warm", 2*time.Second, "how long before it counts")
	span := flags.Duration("duration", 5*time.Second, "how long it counts")
	rate := flags.Float64("rate", 0, "requests per second of all callers; 0 = as fast as they come back")
	flags.Parse(arguments)
	address, err := url.Parse(*target)
	if err != nil {
		return nil, err
	}
	if *bearer != "" {
		token, err := os.ReadFile(*bearer)
		if err != nil {
			return nil, err
		}
		// One more header line behind the one of the cookie.
		*cookie += "\r\nAuthorization: Bearer " + strings.TrimSpace(string(token))
	}
	c, err := newCrowd(address, *cookie, *callers)
	if err != nil {
		return nil, err
	}
	c.begin = time.Now().Add(*warm)
	c.end = c.begin.Add(*span)
	if *rate > 0 {
		c.interval = time.Duration(float64(time.Second) / *rate)
	}
	if err := c.run(); err != nil {
		return nil, err
	}
	if c.failed == int64(*callers) {
		return nil, errors.New("no caller got through")
	}
	return summary(*callers, c.seen, *span, c.failed), nil
}

func summary(callers int, all []time.Duration, span time.Duration, failed int64) smallResult {
	sort.Slice(all, func(a, b int) bool { return all[a] < all[b] })
	at := func(share float64) float64 {
		if len(all) == 0 {
			return 0
		}
		index := int(share * float64(len(all)))
		if index >= len(all) {
			index = len(all) - 1
		}
		return float64(all[index].Microseconds()) / 1000
	}
	return smallResult{
		Callers: callers, Requests: len(all), Errors: failed, PerSec: float64(len(all)) / span.Seconds(),
		P50: at(0.5), P99: at(0.99), P999: at(0.999), Max: at(1),
	}
}
