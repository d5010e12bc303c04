// A browser's end of a WebSocket by gorilla/websocket: says something, waits for it to come back, closes in order.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/gorilla/websocket"
)

func main() {
	target := flag.String("url", "", "ws://…")
	proxy := flag.String("proxy", "", "http://… of a proxy that takes CONNECT")
	cookie := flag.String("cookie", "", "name=value")
	origin := flag.String("origin", "", "Origin")
	token := flag.String("token", "", "offered as Sec-WebSocket-Protocol: bearer, token")
	flag.Parse()
	if err := talk(*target, *proxy, *cookie, *origin, *token); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func talk(target, proxy, cookie, origin, token string) error {
	through, err := url.Parse(proxy)
	if err != nil {
		return err
	}
	dialer := websocket.Dialer{HandshakeTimeout: 10 * time.Second, Proxy: http.ProxyURL(through)}
	if token != "" {
		dialer.Subprotocols = []string{"bearer", token}
	}
	header := http.Header{}
	if cookie != "" {
		header.Set("Cookie", cookie)
	}
	if origin != "" {
		header.Set("Origin", origin)
	}
	socket, _, err := dialer.Dial(target, header)
	if err != nil {
		return err
	}
	defer socket.Close()
	socket.SetReadDeadline(time.Now().Add(10 * time.Second))
	if err = socket.WriteMessage(websocket.TextMessage, []byte("said")); err != nil {
		return err
	}
	_, heard, err := socket.ReadMessage()
	if err != nil {
		return err
	}
	fmt.Printf("heard %s\n", heard)
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err = socket.WriteMessage(websocket.CloseMessage, bye); err != nil {
		return err
	}
	if _, _, err = socket.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		return fmt.Errorf("no close frame: %v", err)
	}
	fmt.Println("closed in order")
	return nil
}
