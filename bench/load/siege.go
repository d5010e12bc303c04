package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const slice = 10 * time.Second

type siegeResult struct {
	Attacks    int64   `json:"attacks"`
	Processors float64 `json:"processor_seconds"`
}

type personResult struct {
	Requests   int     `json:"requests"`
	Failed     int     `json:"failed"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	Max        float64 `json:"max_ms"`
	Processors float64 `json:"processor_seconds"`
	// The p99 of each slice of time: a bad figure may be one bad moment.
	Slices []float64 `json:"p99_ms_of_each_10_s,omitempty"`
	// Median, p99 and the slowest of each kind of request.
	Kinds string `json:"kinds,omitempty"`
	Why   string `json:"why,omitempty"`
}

// whom an attack knows, and where it goes.
type besieged struct {
	api, gateway, tunnel *url.URL
	// The attacker's session, and their agent with a hostile web server behind it.
	cookie, hostile string
	end             <-chan struct{}
}

// siege attacks in all the named ways at once until its standard input ends.
func siege(arguments []string) (any, error) {
	flags := flag.NewFlagSet("siege", flag.ExitOnError)
	api := flags.String("url", "", "the API")
	gateway := flags.String("gateway", "", "the gateway")
	tunnel := flags.String("tunnel", "", "where agents dial")
	cookie := flags.String("cookie", "", "the attacker's")
	hostile := flags.String("hostile", "", "id of the attacker's agent; empty for nothing but drips")
	each := flags.Int("each", 100, "dripping connections of each kind")
	flags.Parse(arguments)
	end := make(chan struct{})
	field := besieged{cookie: *cookie, hostile: *hostile, end: end}
	for name, target := range map[string]**url.URL{*api: &field.api, *gateway: &field.gateway, *tunnel: &field.tunnel} {
		parsed, err := url.Parse(name)
		if err != nil {
			return nil, err
		}
		*target = parsed
	}
	if err := needDescriptors(mostConnections(*each, *hostile != "")); err != nil {
		return nil, err
	}
	var attacks atomic.Int64
	var attackers sync.WaitGroup
	begin := func(count int, pause time.Duration, attack func(i int, from string)) {
		for i := 0; i < count; i++ {
			attackers.Add(1)
			go func(i int) {
				defer attackers.Done()
				// Spread over a pause, so that they do not all come in the same moment.
				if field.over(pause * time.Duration(i) / time.Duration(count)) {
					return
				}
				// Sixty addresses: many enough to pass over one's share, few enough to need many connections each.
				from := fmt.Sprintf("127.9.%d.%d", i%6, 2+i/6%10)
				for {
					attacks.Add(1)
					attack(i, from)
					if field.over(pause) {
						return
					}
				}
			}(i)
		}
	}
	for _, kind := range drips {
		begin(*each, 15*time.Second, func(_ int, from string) { field.drip(kind, from) })
	}
	if *hostile != "" {
		for _, attack := range assaults {
			begin(attack.count, attack.pause, func(i int, from string) { attack.run(&field, i, from) })
		}
	}
	io.Copy(io.Discard, os.Stdin)
	close(end)
	attackers.Wait()
	return siegeResult{Attacks: attacks.Load(), Processors: processorSeconds()}, nil
}

// mostConnections is how many may be open at once: one of each attacker, and a few more of those who watch.
func mostConnections(each int, hostile bool) int {
	count := each * len(drips)
	if hostile {
		for _, attack := range assaults {
			count += attack.count
		}
		count += leaver * watched
	}
	return count
}

// ordinary makes a person's requests and measures them.
func ordinary(arguments []string) (any, error) {
	flags := flag.NewFlagSet("person", flag.ExitOnError)
	api := flags.String("url", "", "the API")
	gateway := flags.String("gateway", "", "the gateway")
	cookie := flags.String("cookie", "", "the person's")
	agent := flags.String("agent", "", "id of that person's agent")
	span := flags.Duration("duration", time.Minute, "how long")
	flags.Parse(arguments)
	result := live(*api, *gateway, *cookie, *agent, *span)
	result.Processors = processorSeconds()
	return result, nil
}

// over waits and tells whether the siege has ended.
func (b *besieged) over(pause time.Duration) bool {
	select {
	case <-b.end:
		return true
	case <-time.After(pause):
		return false
	}
}

// live makes a person's requests, each kind five times a second, and tells how long they took.
func live(api, gateway, cookie, agent string, span time.Duration) personResult {
	// No keep-alive: a new connection has to be served as well.
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	requests := [][3]string{
		{"GET", api + "/healthz", ""},
		{"GET", api + "/api/auth/me", ""},
		{"GET", api + "/api/agents", ""},
		{"PATCH", api + "/api/agents/" + agent, `{"label":"siege"}`},
		{"GET", api + "/api/agents/" + agent + "/proxy/healthz", ""},
		{"GET", gateway + "/gateway/good/x", ""},
		{"UPGRADE", api + "/api/agents/" + agent + "/proxy/ws", ""},
	}
	var mutex sync.Mutex
	var latencies []float64
	slices := make([][]float64, span/slice+1)
	start := time.Now()
	result := personResult{}
	kinds := map[string][]float64{}
	reasons := map[string]int{}
	var all sync.WaitGroup
	for _, request := range requests {
		all.Add(1)
		go func(request [3]string) {
			defer all.Done()
			until := time.Now().Add(span)
			for due := time.Now(); due.Before(until); due = due.Add(200 * time.Millisecond) {
				time.Sleep(time.Until(due))
				began := time.Now()
				status, err := once(client, api, cookie, request)
				took := float64(time.Since(began).Microseconds()) / 1000
				expected := http.StatusOK
				if request[0] == "UPGRADE" {
					expected = http.StatusSwitchingProtocols
				}
				path := request[1][strings.Index(request[1][8:], "/")+8:]
				path = strings.Replace(path, agent, "{agent}", 1)
				mutex.Lock()
				latencies = append(latencies, took)
				if at := int(began.Sub(start) / slice); at < len(slices) {
					slices[at] = append(slices[at], took)
				}
				kinds[request[0]+" "+path] = append(kinds[request[0]+" "+path], took)
				if err != nil || status != expected {
					result.Failed++
					reasons[fmt.Sprintf("%s %s: %d %v", request[0], path, status, err)]++
				}
				mutex.Unlock()
			}
		}(request)
	}
	all.Wait()
	for reason, count := range reasons {
		result.Why += fmt.Sprintf("%d× %s; ", count, reason)
	}
	for kind, took := range kinds {
		sort.Float64s(took)
		result.Kinds += fmt.Sprintf("%s %.0f, %.0f, %.0f ms; ", kind, took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
	}
	for _, each := range slices {
		sort.Float64s(each)
		if len(each) > 0 {
			result.Slices = append(result.Slices, math.Round(each[len(each)*99/100]))
		}
	}
	sort.Float64s(latencies)
	result.Requests = len(latencies)
	if len(latencies) > 0 {
		result.P50 = latencies[len(latencies)/2]
		result.P99 = latencies[len(latencies)*99/100]
		result.Max = latencies[len(latencies)-1]
	}
	return result
}

func once(client *http.Client, api string, cookie string, what [3]string) (int, error) {
	if what[0] == "UPGRADE" {
		return webSocket(what[1], cookie)
	}
	request, err := http.NewRequest(what[0], what[1], strings.NewReader(what[2]))
	if err != nil {
		return 0, err
	}
	if !strings.Contains(what[1], "/gateway/") {
		request.Header.Set("Cookie", cookie)
		request.Header.Set("Origin", api)
		request.Header.Set("X-CSRF", "1")
	}
	if what[2] != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// webSocket opens one, sends a message the moment it stands, and waits for its echo.
func webSocket(target string, cookie string) (int, error) {
	at, err := url.Parse(target)
	if err != nil {
		return 0, err
	}
	conn, status, err := handshake(at, "127.0.0.1", at.Path, cookie, nil)
	if err != nil {
		return status, err
	}
	defer conn.Close()
	if status != http.StatusSwitchingProtocols {
		return status, nil
	}
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	// "hello", masked with zeros; its echo is not masked.
	if _, err := conn.Write([]byte("\x81\x85\x00\x00\x00\x00hello")); err != nil {
		return 0, err
	}
	echo := make([]byte, 7)
	if _, err := io.ReadFull(conn, echo); err != nil {
		return 0, fmt.Errorf("no echo: %w", err)
	}
	if string(echo) != "\x81\x05hello" {
		return 0, fmt.Errorf("not its echo: %q", echo)
	}
	return status, nil
}
