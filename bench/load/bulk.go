package main

import (
	"flag"
	"fmt"
	"io"
	"net/url"
	"time"
)

type bulkResult struct {
	Bytes   int64   `json:"bytes"`
	Seconds float64 `json:"seconds"`
	MBPerS  float64 `json:"mb_per_second"`
}

// bulk moves one large body down (GET) or, with -up, up (POST).
func bulk(arguments []string) (any, error) {
	flags := flag.NewFlagSet("bulk", flag.ExitOnError)
	target := flags.String("url", "", "what to ask for")
	cookie := flags.String("cookie", "bench=1", "Cookie header")
	up := flags.Int64("up", 0, "bytes to send; 0 = receive")
	flags.Parse(arguments)
	address, err := url.Parse(*target)
	if err != nil {
		return nil, err
	}
	method := "GET"
	if *up > 0 {
		method = "POST"
	}
	c, err := dialClient(address, *cookie, method, *up)
	if err != nil {
		return nil, err
	}
	defer c.conn.Close()
	var body io.Reader
	if *up > 0 {
		body = io.LimitReader(endless{}, *up)
	}
	began := time.Now()
	count, err := c.exchange(body)
	if err != nil {
		return nil, err
	}
	if *up > 0 {
		count = *up
	}
	seconds := time.Since(began).Seconds()
	if count == 0 {
		return nil, fmt.Errorf("nothing was moved")
	}
	return bulkResult{Bytes: count, Seconds: seconds, MBPerS: float64(count) / seconds / 1e6}, nil
}

// endless gives whatever the buffer holds: making bytes is not what is measured.
type endless struct{}

func (endless) Read(into []byte) (int, error) {
	return len(into), nil
}
