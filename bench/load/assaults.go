package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A body that never ends: its head, and what drips.
type dripping struct {
	method, path, contentType, first string
	signedIn                         bool
}

var drips = []dripping{
	{"POST", "/api/pairing/exchange", "application/json", "{\"code\":", false},
	{"POST", "/api/auth/backchannel-logout", "application/x-www-form-urlencoded", "logout_token=", false},
	{"POST", "/api/pairing/tokens", "application/json", "{", true},
	{"POST", "/api/models", "multipart/form-data; boundary=b", "--b\r\n", true},
	{"POST", "/api/models", "multipart/form-data; boundary=b", "--b\r\n", false},
	{"PUT", "/api/nothing-here", "text/plain", "x", true},
}

// An upload that passes for a good one and then drips.
const slowFile = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nslow\r\n" +
	"--b\r\nContent-Disposition: form-data; name=\"chip\"\r\n\r\nKL720\r\n" +
	"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"slow.nef\"\r\n\r\nx"

// So many attackers of a kind, each of whom pauses between two attempts.
type assault struct {
	count int
	pause time.Duration
	run   func(b *besieged, i int, from string)
}

// So many sign in, watch so many things each, and leave.
const (
	leaver  = 4
	watched = 8
)

var assaults = []assault{
	// WebSockets that the agent's side ends at once, and whose clients stay.
	{1500, 20 * time.Second, func(b *besieged, _ int, from string) { b.upgraded(from, "/ended", stay) }},
	// Handshakes that the agent does not answer.
	{600, 10 * time.Second, func(b *besieged, _ int, from string) { b.upgraded(from, "/silent", stay) }},
	// WebSockets of an agent that never reads what their clients send.
	{64, 5 * time.Second, func(b *besieged, _ int, from string) { b.upgraded(from, "/unread", pour) }},
	// Requests that the agent does not answer.
	{600, 10 * time.Second, func(b *besieged, _ int, from string) { b.unanswered(b.api, b.agentPath("/silent"), b.cookie, from) }},
	// Downloads that nobody reads.
	{64, 10 * time.Second, func(b *besieged, _ int, from string) { b.unread(from) }},
	// Slow uploads of one person, eight of which are let in.
	{200, 10 * time.Second, func(b *besieged, _ int, from string) {
		b.drip(dripping{"POST", "/api/models", "multipart/form-data; boundary=b", slowFile, true}, from)
	}},
	// Anonymous requests of the gateway that the service does not answer.
	{600, 10 * time.Second, func(b *besieged, _ int, from string) { b.unanswered(b.gateway, "/gateway/flood/silent", "", from) }},
	// And WebSockets of that kind.
	{200, 10 * time.Second, func(b *besieged, _ int, from string) {
		conn, _, err := handshake(b.gateway, from, "/gateway/flood/silent", "", b.end)
		if err == nil {
			b.hold(conn, stay)
		}
	}},
	// Agents and tunnels of one person.
	{300, 30 * time.Second, func(b *besieged, i int, from string) { b.tunnelled(i, from) }},
	// Wrong pairing codes.
	{20, 2 * time.Second, func(b *besieged, _ int, from string) {
		b.post(from, "/api/pairing/exchange", `{"code":"ABCD-EFGH-JKLM-NPQR","name":"x","platform":"x"}`, "application/json", "")
	}},
	// Logout tokens of unknown keys.
	{20, 2 * time.Second, func(b *besieged, i int, from string) {
		b.post(from, "/api/auth/backchannel-logout", fmt.Sprintf(
			"logout_token=eyJhbGciOiJSUzI1NiIsInR5cCI6ImxvZ291dCtqd3QiLCJraWQiOiJ%dIn0.e30.AAAA", i), "application/x-www-form-urlencoded", "")
	}},
	// Sessions that end while they watch.
	{leaver, 2 * time.Second, func(b *besieged, _ int, from string) { b.leaving(from) }},
}

func (b *besieged) agentPath(path string) string { return "/api/agents/" + b.hostile + "/proxy" + path }

func dialFrom(target *url.URL, from string) (net.Conn, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: dialTimeout}
	return dialer.Dial("tcp", target.Host)
}

// drip sends a byte every four seconds until the server ends it.
func (b *besieged) drip(kind dripping, from string) {
	conn, err := dialFrom(b.api, from)
	if err != nil {
		return
	}
	defer conn.Close()
	over := make(chan struct{})
	go func() {
		io.Copy(io.Discard, conn)
		close(over)
	}()
	signed := ""
	if kind.signedIn {
		signed = "Cookie: " + b.cookie + "\r\n"
	}
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nX-CSRF: 1\r\n%sContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n",
		kind.method, kind.path, b.api.Host, b.api.Host, signed, kind.contentType, len(kind.first), kind.first)
	for next := []byte(head); ; next = []byte("1\r\n \r\n") {
		if _, err := conn.Write(next); err != nil {
			return
		}
		select {
		case <-b.end:
			return
		case <-over:
			return
		case <-time.After(4 * time.Second):
		}
	}
}

// handshake asks for a WebSocket and waits for the head of the answer, but not beyond the end; the connection is closed
// where there is none.
func handshake(target *url.URL, from, path, cookie string, end <-chan struct{}) (net.Conn, int, error) {
	conn, err := dialFrom(target, from)
	if err != nil {
		return nil, 0, err
	}
	answered := make(chan struct{})
	defer close(answered)
	go func() {
		select {
		case <-end:
			conn.Close()
		case <-answered:
		}
	}()
	signed := ""
	if cookie != "" {
		signed = "Cookie: " + cookie + "\r\n"
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\n%sConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		path, target.Host, target.Host, signed)
	conn.SetReadDeadline(time.Now().Add(70 * time.Second))
	head := []byte{}
	one := make([]byte, 1)
	for !strings.HasSuffix(string(head), "\r\n\r\n") {
		if _, err := conn.Read(one); err != nil {
			conn.Close()
			return nil, 0, err
		}
		head = append(head, one[0])
	}
	conn.SetReadDeadline(time.Time{})
	status := 0
	fmt.Sscanf(string(head), "HTTP/1.1 %d", &status)
	return conn, status, nil
}

func (b *besieged) upgraded(from, path string, then func(net.Conn)) {
	conn, status, err := handshake(b.api, from, b.agentPath(path), b.cookie, b.end)
	if err != nil {
		return
	}
	if status != http.StatusSwitchingProtocols {
		conn.Close()
		return
	}
	b.hold(conn, then)
}

// hold does something with a connection, and closes it when that or the siege is over.
func (b *besieged) hold(conn net.Conn, then func(net.Conn)) {
	defer conn.Close()
	done := make(chan struct{})
	go func() {
		then(conn)
		close(done)
	}()
	select {
	case <-b.end:
	case <-done:
	}
}

// stay does not read, and does not leave when the other side has.
func stay(net.Conn) { time.Sleep(time.Minute) }

// pour writes as much as is taken.
func pour(conn net.Conn) {
	frame := append([]byte("\x82\xfe\xff\xff\x00\x00\x00\x00"), make([]byte, 65535)...)
	for {
		if _, err := conn.Write(frame); err != nil {
			return
		}
	}
}

// unanswered asks and waits.
func (b *besieged) unanswered(target *url.URL, path, cookie, from string) {
	conn, err := dialFrom(target, from)
	if err != nil {
		return
	}
	signed := ""
	if cookie != "" {
		signed = "Cookie: " + cookie + "\r\n"
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, target.Host, signed)
	b.hold(conn, func(conn net.Conn) { conn.Read(make([]byte, 1)) })
}

// unread asks for a body without end and takes its beginning.
func (b *besieged) unread(from string) {
	conn, err := dialFrom(b.api, from)
	if err != nil {
		return
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", b.agentPath("/endless"), b.api.Host, b.cookie)
	b.hold(conn, func(conn net.Conn) {
		conn.Read(make([]byte, 1))
		time.Sleep(30 * time.Second)
	})
}

// post sends one small request; the body of the answer, and its status.
func (b *besieged) post(from, path, body, contentType, cookie string) (int, []byte) {
	conn, err := dialFrom(b.api, from)
	if err != nil {
		return 0, nil
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	signed := ""
	if cookie != "" {
		signed = "Cookie: " + cookie + "\r\n"
	}
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nX-CSRF: 1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		path, b.api.Host, b.api.Host, signed, contentType, len(body), body)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	return response.StatusCode, answer
}

// tunnelled pairs one more agent and holds a tunnel that never says a word.
func (b *besieged) tunnelled(i int, from string) {
	_, made := b.post(from, "/api/pairing/tokens", `{"label":"siege","allow_proxy":true}`, "application/json", b.cookie)
	var code struct{ Code string }
	if json.Unmarshal(made, &code) != nil || code.Code == "" {
		return
	}
	_, paired := b.post(from, "/api/pairing/exchange",
		fmt.Sprintf(`{"code":%q,"name":"siege-%d","platform":"siege"}`, code.Code, i), "application/json", "")
	var agent struct {
		Token string `json:"session_token"`
	}
	if json.Unmarshal(paired, &agent) != nil || agent.Token == "" {
		return
	}
	for !b.over(time.Second) {
		conn, err := dialFrom(b.tunnel, from)
		if err != nil {
			continue
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n",
			b.tunnel.Path, b.tunnel.Host, agent.Token)
		b.hold(conn, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	}
}

// leaving signs somebody in, who watches and then signs out.
func (b *besieged) leaving(from string) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       30 * time.Second,
	}
	cookie, err := person(client, b.api.String(), "bob")
	if err != nil {
		return
	}
	watching := make([]net.Conn, 0, watched)
	for i := 0; i < cap(watching); i++ {
		conn, err := dialFrom(b.api, from)
		if err != nil {
			break
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", b.agentPath("/endless"), b.api.Host, cookie)
		watching = append(watching, conn)
	}
	b.over(2 * time.Second)
	b.post(from, "/api/auth/logout", "", "application/json", cookie)
	for _, conn := range watching {
		b.hold(conn, func(conn net.Conn) {
			conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			io.Copy(io.Discard, conn)
		})
	}
}
