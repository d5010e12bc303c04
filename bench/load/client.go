package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	bufferSize  = 64 * 1024
	dialTimeout = 10 * time.Second
)

// client is one keep-alive connection that sends the same request again and again. It does as little as a client can,
// because it shares its processors with what it measures.
type client struct {
	conn    net.Conn
	reader  *bufio.Reader
	request []byte
	scrap   []byte
}

func dialClient(target *url.URL, cookie string, method string, length int64) (*client, error) {
	conn, err := net.DialTimeout("tcp", target.Host, dialTimeout)
	if err != nil {
		return nil, err
	}
	return &client{
		conn:    conn,
		reader:  bufio.NewReaderSize(conn, bufferSize),
		request: []byte(requestHead(target, cookie, method, length)),
		scrap:   make([]byte, bufferSize),
	}, nil
}

func requestHead(target *url.URL, cookie string, method string, length int64) string {
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nOrigin: http://%s\r\nX-CSRF: 1\r\n",
		method, target.RequestURI(), target.Host, cookie, target.Host)
	if length > 0 {
		head += fmt.Sprintf("Content-Type: application/octet-stream\r\nContent-Length: %d\r\n", length)
	}
	return head + "\r\n"
}

// exchange sends the request and reads the whole response; it returns the bytes of its body.
func (c *client) exchange(body io.Reader) (int64, error) {
	if _, err := c.conn.Write(c.request); err != nil {
		return 0, err
	}
	if body != nil {
		if _, err := io.CopyBuffer(struct{ io.Writer }{c.conn}, body, c.scrap); err != nil {
			return 0, err
		}
	}
	response, err := c.begin()
	if err != nil {
		return 0, err
	}
	return c.discard(response)
}

// begin reads the head of a response, which must be a 200.
func (c *client) begin() (*http.Response, error) {
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 300))
		return nil, fmt.Errorf("status %d: %s", response.StatusCode, text)
	}
	return response, nil
}

func (c *client) discard(response *http.Response) (int64, error) {
	count, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{response.Body}, c.scrap)
	if err == nil && response.ContentLength > 0 && count != response.ContentLength {
		err = fmt.Errorf("%d of %d bytes", count, response.ContentLength)
	}
	return count, err
}
