package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// What may be under way of one kind; what is due beyond it is left out and counted.
	underWay = 64
	megabyte = 1 << 20
)

type soakResult struct {
	Seconds float64          `json:"seconds"`
	Done    map[string]int64 `json:"done"`
	Failed  int64            `json:"failed"`
	Away    int64            `json:"away"`
	Hung    int64            `json:"hung"`
	LeftOut int64            `json:"left_out"`
	Why     string           `json:"why,omitempty"`
}

// soaker is who keeps a site busy, with everything that people do.
type soaker struct {
	api            string
	apiURL         *url.URL
	gateway        string
	cookie, bearer string
	crowd          int
	steady, all    []string
	field          string
	turn           atomic.Int64
	kept, fresh    *http.Client
	mutex          sync.Mutex
	result         soakResult
	reasons        map[string]int
}

// errand is a kind of work, so many times as often as a small request.
type errand struct {
	name  string
	share float64
	run   func(s *soaker, i int64, agent string) error
}

var errands = []errand{
	{"small", 1, func(s *soaker, i int64, agent string) error {
		return s.get(s.client(i), s.proxy(agent, "/healthz"), -1)
	}},
	{"me", 0.1, func(s *soaker, i int64, _ string) error { return s.get(s.client(i), s.api+"/api/auth/me", -1) }},
	{"agents", 0.05, func(s *soaker, i int64, _ string) error { return s.get(s.client(i), s.api+"/api/agents", -1) }},
	{"gateway", 0.3, func(s *soaker, i int64, _ string) error { return s.get(s.client(i), s.gateway+"/gateway/bench", -1) }},
	{"download", 0.03, func(s *soaker, i int64, agent string) error {
		return s.get(s.client(i), s.proxy(agent, "/bytes/1048576"), -1)
	}},
	{"abandoned", 0.03, func(s *soaker, _ int64, agent string) error {
		return s.get(s.fresh, s.proxy(agent, "/bytes/33554432"), megabyte/8)
	}},
	{"upload", 0.03, func(s *soaker, i int64, agent string) error {
		return s.send(s.client(i), "POST", s.proxy(agent, "/sink?hash=off"), "application/octet-stream", io.LimitReader(endless{}, megabyte), http.StatusOK, nil)
	}},
	{"websocket", 0.05, (*soaker).socket},
	{"agent's events", 0.05, func(s *soaker, i int64, agent string) error {
		return s.get(s.fresh, s.proxy(agent, "/events?count=20&interval_ms=250"), 100+i%2*megabyte)
	}},
	{"events", 0.02, func(s *soaker, _ int64, _ string) error { return s.watch(10 * time.Second) }},
	{"model", 0.01, (*soaker).model},
	{"sign-in", 0.02, (*soaker).signInAndOut},
}

// soak does everything at a pace, for as long as it is told. What fails at agents that come and go is counted apart.
func soak(arguments []string) (any, error) {
	flags := flag.NewFlagSet("soak", flag.ExitOnError)
	api := flags.String("url", "", "the API")
	gateway := flags.String("gateway", "", "the gateway")
	cookie := flags.String("cookie", "", "of who has the agents")
	bearer := flags.String("bearer", "", "file with a token for the gateway")
	steady := flags.String("steady", "", "ids of agents that stay, with commas between")
	field := flags.String("field", "", "ids of those that are the field's, and not ours")
	passing := flags.String("passing", "", "ids of agents that come and go")
	crowd := flags.Int("people", 100, "user-1 to user-N sign in and out, in turn")
	rate := flags.Float64("rate", 10, "small requests a second; the rest follows from it")
	span := flags.Duration("duration", time.Minute, "how long")
	only := flags.String("only", "", "kinds of work, with commas between; empty for all")
	flags.Parse(arguments)
	apiURL, err := url.Parse(*api)
	if err != nil {
		return nil, err
	}
	token, err := os.ReadFile(*bearer)
	if err != nil {
		return nil, err
	}
	s := &soaker{
		api: *api, apiURL: apiURL, gateway: *gateway, cookie: *cookie, bearer: strings.TrimSpace(string(token)), crowd: *crowd,
		steady:  strings.Split(*steady, ","),
		field:   *field,
		kept:    browser(false),
		fresh:   browser(true),
		result:  soakResult{Done: map[string]int64{}},
		reasons: map[string]int{},
	}
	s.all = append(append(s.all, s.steady...), strings.Split(*passing, ",")...)
	began := time.Now()
	var all sync.WaitGroup
	for _, each := range errands {
		if *only != "" && !strings.Contains(","+*only+",", ","+each.name+",") {
			continue
		}
		all.Add(1)
		go func(each errand) {
			defer all.Done()
			s.keep(each, time.Duration(float64(time.Second)/(*rate*each.share)), began.Add(*span))
		}(each)
	}
	all.Wait()
	s.result.Seconds = time.Since(began).Seconds()
	for reason, count := range s.reasons {
		s.result.Why += fmt.Sprintf("%d× %s; ", count, reason)
	}
	return s.result, nil
}

func browser(alwaysNew bool) *http.Client {
	return &http.Client{
		Timeout:       60 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: alwaysNew, MaxIdleConnsPerHost: 16, IdleConnTimeout: 20 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// keep begins one errand after the other, each when it is due, until the end; it returns when all are over.
func (s *soaker) keep(what errand, interval time.Duration, end time.Time) {
	var running sync.WaitGroup
	places := make(chan struct{}, underWay)
	// Kinds do not all begin in the same moment.
	due := time.Now().Add(time.Duration(rand.Int63n(int64(interval))))
	for i := int64(0); due.Before(end); i++ {
		time.Sleep(time.Until(due))
		due = due.Add(interval)
		select {
		case places <- struct{}{}:
		default:
			s.count(func() { s.result.LeftOut++ })
			continue
		}
		running.Add(1)
		go func(i int64) {
			defer running.Done()
			turn := int(s.turn.Add(1)) % len(s.all)
			err := what.run(s, i, s.all[turn])
			<-places
			s.count(func() { s.tell(what.name, turn, err) })
		}(i)
	}
	running.Wait()
}

func (s *soaker) tell(what string, agent int, err error) {
	var away *agentError
	switch {
	case err == nil:
		s.result.Done[what]++
	case what == "websocket" && errors.Is(err, errUnanswered) && strings.Contains(s.field, s.all[agent]):
		s.result.Hung++
	case errors.As(err, &away) && agent >= len(s.steady):
		s.result.Away++
	case errors.As(err, &away):
		s.fail(fmt.Sprintf("%s at agent %d: %v", what, agent+1, err))
	default:
		s.fail(what + ": " + err.Error())
	}
}

func (s *soaker) fail(reason string) {
	s.result.Failed++
	if len(s.reasons) < 20 || s.reasons[reason] > 0 {
		s.reasons[reason]++
	}
}

func (s *soaker) count(change func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	change()
}

// errUnanswered is a handshake that the agent did not answer. With hashicorp/yamux of 2019 that happens: net/http's Hijack
// sets a deadline to wake a read that is under way, and that version does not wake it.
var errUnanswered = &agentError{fmt.Errorf("status %d", http.StatusGatewayTimeout)}

// agentError is what went wrong on the way to an agent.
type agentError struct{ error }

func (s *soaker) proxy(agent, path string) string {
	return s.api + "/api/agents/" + agent + "/proxy" + path
}

// client is one that keeps its connections, and for each fourth request one that does not.
func (s *soaker) client(i int64) *http.Client {
	if i%4 == 0 {
		return s.fresh
	}
	return s.kept
}

// get reads the answer, or the first bytes of it and leaves.
func (s *soaker) get(client *http.Client, target string, most int64) error {
	return s.send(client, "GET", target, "", nil, http.StatusOK, func(body io.Reader) error {
		if most >= 0 {
			body = io.LimitReader(body, most)
		}
		_, err := io.Copy(io.Discard, body)
		return err
	})
}

func (s *soaker) send(client *http.Client, method, target, contentType string, body io.Reader, expected int, read func(io.Reader) error) error {
	request, err := http.NewRequest(method, target, body)
	if err != nil {
		return err
	}
	if strings.HasPrefix(target, s.gateway+"/") {
		request.Header.Set("Authorization", "Bearer "+s.bearer)
	} else {
		request.Header.Set("Cookie", s.cookie)
		request.Header.Set("Origin", s.api)
		request.Header.Set("X-CSRF", "1")
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	err = answer(client, request, expected, read)
	if err != nil && strings.Contains(target, "/proxy/") {
		return &agentError{err}
	}
	return err
}

func answer(client *http.Client, request *http.Request, expected int, read func(io.Reader) error) error {
	response, err := client.Do(request)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			return wrapped.Err
		}
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != expected {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	if read == nil {
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	return read(response.Body)
}

// watch keeps the API's own events for a while.
func (s *soaker) watch(span time.Duration) error {
	return s.send(s.fresh, "GET", s.api+"/api/events", "", nil, http.StatusOK, func(body io.Reader) error {
		over := time.AfterFunc(span, func() { body.(io.Closer).Close() })
		_, err := io.Copy(io.Discard, body)
		if !over.Stop() {
			return nil
		}
		return fmt.Errorf("ended before its time: %v", err)
	})
}

// socket has five messages echoed, a second apart, and leaves in one of three ways.
func (s *soaker) socket(i int64, agent string) error {
	at, err := url.Parse(s.proxy(agent, "/ws"))
	if err != nil {
		return err
	}
	conn, status, err := handshake(s.apiURL, "127.0.0.1", at.Path, s.cookie, nil)
	if err != nil {
		return &agentError{err}
	}
	defer conn.Close()
	if status == http.StatusGatewayTimeout {
		return errUnanswered
	}
	if status != http.StatusSwitchingProtocols {
		return &agentError{fmt.Errorf("status %d", status)}
	}
	echo := make([]byte, 7)
	for n := 0; n < 5; n++ {
		conn.SetDeadline(time.Now().Add(30 * time.Second))
		if _, err := conn.Write([]byte("\x81\x85\x00\x00\x00\x00hello")); err != nil {
			return &agentError{err}
		}
		if _, err := io.ReadFull(conn, echo); err != nil {
			return &agentError{fmt.Errorf("no echo: %w", err)}
		}
		time.Sleep(time.Second)
	}
	switch i % 3 {
	case 0:
		conn.Write([]byte("\x88\x82\x00\x00\x00\x00\x03\xe8"))
		io.Copy(io.Discard, conn)
	case 1:
		conn.(*net.TCPConn).SetLinger(0)
	}
	return nil
}

// model takes one of 200 KB in and away again.
func (s *soaker) model(_ int64, _ string) error {
	const field = "--b\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n"
	body := &bytes.Buffer{}
	fmt.Fprintf(body, field, "name", "soak")
	fmt.Fprintf(body, field, "chip", "KL720")
	body.WriteString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"soak.nef\"\r\n\r\n")
	body.Write(make([]byte, 200*1000))
	body.WriteString("\r\n--b--\r\n")
	var made string
	err := s.send(s.kept, "POST", s.api+"/api/models", "multipart/form-data; boundary=b", body, http.StatusCreated, func(answer io.Reader) error {
		text, err := io.ReadAll(answer)
		if at := strings.Index(string(text), `"id":"`); at >= 0 {
			made = strings.SplitN(string(text)[at+6:], `"`, 2)[0]
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.send(s.kept, "DELETE", s.api+"/api/models/"+made, "", nil, http.StatusNoContent, nil)
}

// signInAndOut is somebody's short visit.
func (s *soaker) signInAndOut(i int64, _ string) error {
	cookie, err := person(s.kept, s.api, fmt.Sprintf("user-%d", i%int64(s.crowd)+1))
	if err != nil {
		return err
	}
	request, err := http.NewRequest("POST", s.api+"/api/auth/logout", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Cookie", cookie)
	request.Header.Set("Origin", s.api)
	request.Header.Set("X-CSRF", "1")
	response, err := s.kept.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		return fmt.Errorf("sign-out: status %d", response.StatusCode)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
