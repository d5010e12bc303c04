// The load generator of the chain benchmark: the same program, with the same settings, for every chain. Each command
// prints one JSON object.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

var commands = map[string]func(arguments []string) (any, error){
	"small":  small,
	"bulk":   bulk,
	"stall":  stall,
	"idle":   idle,
	"delay":  delay,
	"signin": signin,
	"serve":  serve,
	"siege":  siege,
	"soak":   soak,
	"person": ordinary,
	"fleet":  fleet,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: load small|bulk|stall|idle|delay|signin|serve|siege|person|soak|fleet [flags]")
		os.Exit(2)
	}
	result, err := commands[os.Args[1]](os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	if result != nil {
		json.NewEncoder(os.Stdout).Encode(result)
	}
}
