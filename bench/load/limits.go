package main

import (
	"fmt"
	"syscall"
	"time"
)

// spareDescriptors are those of the program itself, and of connections that are just being ended.
const spareDescriptors = 256

// needDescriptors makes sure that so many connections can be open at once, and fails where the machine does not allow it:
// what a generator cannot open would be counted as the server's failure.
func needDescriptors(connections int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if need := uint64(connections + spareDescriptors); limit.Cur < need {
		return fmt.Errorf("%d descriptors are needed, and %d allowed (ulimit -H -n)", need, limit.Cur)
	}
	return nil
}

// processorSeconds is what this process has used of the processors.
func processorSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return (time.Duration(usage.Utime.Nano()) + time.Duration(usage.Stime.Nano())).Seconds()
}
