package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"syscall"
	"time"
)

// patience is how long answers may come after the end.
const patience = 30 * time.Second

// crowd is connections with one request at a time each, in one thread.
type crowd struct {
	poller   *poller
	request  []byte
	callers  []*caller
	interval time.Duration
	begin    time.Time
	end      time.Time
	seen     []time.Duration
	failed   int64
	open     int
}

// caller is a connection and when its requests are or were due, that under way first.
type caller struct {
	wire *wire
	due  []time.Time
	over bool
}

func newCrowd(address *url.URL, cookie string, callers int) (*crowd, error) {
	runtime.LockOSThread()
	poller, err := newPoller()
	if err != nil {
		return nil, err
	}
	c := &crowd{poller: poller, request: []byte(requestHead(address, cookie, "GET", 0)), seen: make([]time.Duration, 0, 1<<20)}
	for i := 0; i < callers; i++ {
		wire, err := dialWire(address.Host)
		if err != nil {
			return nil, err
		}
		if err := poller.add(wire.fd, i); err != nil {
			return nil, err
		}
		c.callers = append(c.callers, &caller{wire: wire})
	}
	return c, nil
}

func (c *crowd) run() error {
	next := time.Now()
	if c.interval == 0 {
		for _, each := range c.callers {
			c.ask(each, next)
		}
		// Whoever has an answer asks again; nothing else is due.
		next = c.end.Add(1)
	}
	for turn := 0; ; {
		now := time.Now()
		for ; !next.After(now) && !next.After(c.end); next = next.Add(c.interval) {
			c.ask(c.callers[turn%len(c.callers)], next)
			turn++
		}
		wait := next.Sub(now)
		if next.After(c.end) {
			if c.open == 0 {
				return nil
			}
			wait = c.end.Add(patience).Sub(now)
			if wait < 0 {
				return fmt.Errorf("%d callers have no answer %v after the end", c.open, patience)
			}
		}
		events, err := c.poller.wait(wait)
		if err != nil {
			return err
		}
		for _, event := range events {
			c.answer(c.callers[event.Fd])
		}
	}
}

// ask sends a request, or has it wait for the answer to the one before.
func (c *crowd) ask(who *caller, due time.Time) {
	if who.over {
		return
	}
	who.due = append(who.due, due)
	if len(who.due) == 1 {
		c.open++
		c.send(who)
	}
}

func (c *crowd) send(who *caller) {
	if err := who.wire.send(c.request); err != nil {
		c.lose(who, err)
	}
}

func (c *crowd) answer(who *caller) {
	if who.over {
		return
	}
	if err := who.wire.receive(); err != nil {
		c.lose(who, err)
		return
	}
	size, err := wholeResponse(who.wire.data[:who.wire.used])
	if err == nil && size > 0 && len(who.due) == 0 {
		err = errors.New("an answer that nobody asked for")
	}
	if err != nil {
		c.lose(who, err)
		return
	}
	if size == 0 {
		return
	}
	who.wire.take(size)
	now := time.Now()
	if due := who.due[0]; due.After(c.begin) {
		c.seen = append(c.seen, now.Sub(due))
	}
	who.due = append(who.due[:0], who.due[1:]...)
	if c.interval == 0 && !now.After(c.end) {
		who.due = append(who.due, now)
	}
	if len(who.due) > 0 {
		c.send(who)
	} else {
		c.open--
	}
}

// lose gives a connection up, with the requests that it still has.
func (c *crowd) lose(who *caller, why error) {
	if c.failed == 0 {
		fmt.Fprintln(os.Stderr, "load: first error:", why)
	}
	c.failed++
	if len(who.due) > 0 {
		c.open--
	}
	who.over = true
	syscall.Close(who.wire.fd)
}
