package main

import (
	"flag"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

type stallResult struct {
	Streams int     `json:"streams"`
	Alone   float64 `json:"mb_per_second_without_stall"`
	Beside  float64 `json:"mb_per_second_with_stall"`
	Kept    float64 `json:"kept"`
}

// stall keeps many responses running at once on one tunnel, first all of them read, then with one that nobody reads.
func stall(arguments []string) (any, error) {
	flags := flag.NewFlagSet("stall", flag.ExitOnError)
	target := flags.String("url", "", "a response of some MB")
	cookie := flags.String("cookie", "bench=1", "Cookie header")
	streams := flags.Int("streams", 1000, "responses at once")
	span := flags.Duration("duration", 5*time.Second, "how long each half counts")
	flags.Parse(arguments)
	address, err := url.Parse(*target)
	if err != nil {
		return nil, err
	}
	alone, err := together(address, *cookie, *streams, *span)
	if err != nil {
		return nil, err
	}
	stalled, err := dialClient(address, *cookie, "GET", 0)
	if err != nil {
		return nil, err
	}
	defer stalled.conn.Close()
	if _, err := stalled.conn.Write(stalled.request); err != nil {
		return nil, err
	}
	if _, err := stalled.begin(); err != nil {
		return nil, err
	}
	beside, err := together(address, *cookie, *streams-1, *span)
	if err != nil {
		return nil, err
	}
	return stallResult{Streams: *streams, Alone: alone, Beside: beside, Kept: beside / alone}, nil
}

// together returns the MB/s of so many callers, counted once all of them receive.
func together(address *url.URL, cookie string, streams int, span time.Duration) (float64, error) {
	var received, receiving atomic.Int64
	var stop atomic.Bool
	var failure atomic.Value
	var all sync.WaitGroup
	for i := 0; i < streams; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			if err := receive(address, cookie, &received, &receiving, &stop); err != nil && !stop.Load() {
				failure.CompareAndSwap(nil, err.Error())
				stop.Store(true)
			}
		}()
	}
	for patience := 0; receiving.Load() < int64(streams) && !stop.Load(); patience++ {
		if patience == 600 {
			stop.Store(true)
			return 0, fmt.Errorf("only %d of %d streams receive after a minute", receiving.Load(), streams)
		}
		time.Sleep(100 * time.Millisecond)
	}
	before := received.Load()
	began := time.Now()
	time.Sleep(span)
	rate := float64(received.Load()-before) / time.Since(began).Seconds() / 1e6
	stop.Store(true)
	all.Wait()
	if text := failure.Load(); text != nil {
		return 0, fmt.Errorf("a stream failed: %v", text)
	}
	return rate, nil
}

func receive(address *url.URL, cookie string, received, receiving *atomic.Int64, stop *atomic.Bool) error {
	c, err := dialClient(address, cookie, "GET", 0)
	if err != nil {
		return err
	}
	defer c.conn.Close()
	for round := 0; !stop.Load(); round++ {
		if _, err := c.conn.Write(c.request); err != nil {
			return err
		}
		response, err := c.begin()
		if err != nil {
			return err
		}
		if round == 0 {
			receiving.Add(1)
		}
		for left := response.ContentLength; left > 0 && !stop.Load(); {
			n, err := response.Body.Read(c.scrap)
			received.Add(int64(n))
			left -= int64(n)
			if err != nil && left > 0 {
				return err
			}
		}
	}
	return nil
}
