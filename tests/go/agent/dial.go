package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const dialTimeout = 10 * time.Second

// dialer opens the byte stream that a yamux session runs over.
type dialer func(target, token string) (io.ReadWriteCloser, error)

var dialers = map[string]dialer{"websocket": dialWebSocket, "yamux": dialUpgrade}

// dialWebSocket gives the token in the query, as agents in the field do.
func dialWebSocket(target, token string) (io.ReadWriteCloser, error) {
	address, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	address.Scheme = strings.Replace(address.Scheme, "http", "ws", 1)
	address.RawQuery = url.Values{"token": {token}}.Encode()
	socket, response, err := (&websocket.Dialer{HandshakeTimeout: dialTimeout}).Dial(address.String(), nil)
	if err != nil {
		return nil, refusal(response, err)
	}
	return &socketStream{socket: socket}, nil
}

// dialUpgrade asks for the connection itself.
func dialUpgrade(target, token string) (io.ReadWriteCloser, error) {
	address, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	conn, err := connect(address)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(dialTimeout))
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: yamux\r\nAuthorization: Bearer %s\r\n\r\n",
		address.RequestURI(), address.Host, token)
	if _, err = conn.Write([]byte(request)); err != nil {
		conn.Close()
		return nil, err
	}
	reader := bufio.NewReaderSize(conn, 64*1024)
	response, err := http.ReadResponse(reader, nil)
	if err == nil && response.StatusCode != http.StatusSwitchingProtocols {
		err = refusal(response, fmt.Errorf("not upgraded"))
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	conn.SetDeadline(time.Time{})
	return &upgraded{Conn: conn, reader: reader}, nil
}

func connect(address *url.URL) (net.Conn, error) {
	plain := net.Dialer{Timeout: dialTimeout}
	if address.Scheme == "https" || address.Scheme == "wss" {
		return tls.DialWithDialer(&plain, "tcp", hostPort(address, "443"), &tls.Config{ServerName: address.Hostname()})
	}
	return plain.Dial("tcp", hostPort(address, "80"))
}

func hostPort(address *url.URL, port string) string {
	if address.Port() != "" {
		port = address.Port()
	}
	return net.JoinHostPort(address.Hostname(), port)
}

// refusal tells why without quoting the URL, which holds the token.
func refusal(response *http.Response, err error) error {
	if response == nil {
		if wrapped, ok := err.(*url.Error); ok {
			return wrapped.Err
		}
		return err
	}
	if response.StatusCode == http.StatusUnauthorized {
		return errUnauthorized
	}
	return fmt.Errorf("the server answered %d", response.StatusCode)
}

// upgraded reads what came along with the response's head before the rest of the connection.
type upgraded struct {
	net.Conn
	reader *bufio.Reader
}

func (u *upgraded) Read(into []byte) (int, error) {
	return u.reader.Read(into)
}

// socketStream makes a byte stream of a WebSocket's binary messages, one message per write.
type socketStream struct {
	socket  *websocket.Conn
	current io.Reader
}

func (s *socketStream) Read(into []byte) (int, error) {
	for {
		if s.current == nil {
			kind, message, err := s.socket.NextReader()
			if err != nil {
				return 0, err
			}
			if kind != websocket.BinaryMessage {
				return 0, fmt.Errorf("a text message on a tunnel")
			}
			s.current = message
		}
		n, err := s.current.Read(into)
		if err == io.EOF {
			s.current = nil
			err = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (s *socketStream) Write(from []byte) (int, error) {
	if err := s.socket.WriteMessage(websocket.BinaryMessage, from); err != nil {
		return 0, err
	}
	return len(from), nil
}

func (s *socketStream) Close() error {
	return s.socket.Close()
}
