package main

import (
	"flag"
	"net/http"
)

// serve is the service behind the gateways that are compared: a few bytes for every request, and the keys of tokens.
func serve(arguments []string) (any, error) {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	listen := flags.String("listen", "127.0.0.1:0", "address")
	keys := flags.String("keys", "", "file with the JWK set, for /keys")
	flags.Parse(arguments)
	answer := []byte("sixteen bytes ok")
	mux := http.NewServeMux()
	mux.HandleFunc("/keys", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, *keys) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write(answer) })
	return nil, http.ListenAndServe(*listen, mux)
}
