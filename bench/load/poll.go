package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// Not in package syscall: epoll_pwait2(2), Linux 5.11, and an option of prctl(2).
const (
	sysEpollPwait2 = 441
	setTimerSlack  = 29
)

const mostAtOnce = 128

// poller waits for connections in the thread at hand. With goroutines, sleeping and waking threads would be most of what a few thousand
// requests a second cost, and several times what a processor needs for them: time that is missing where it is measured. Its users lock
// their goroutine to a thread.
type poller struct {
	fd     int
	events [mostAtOnce]syscall.EpollEvent
}

func newPoller() (*poller, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	// What is due is sent when it is due, not up to 50 µs later.
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, setTimerSlack, 1, 0); errno != 0 {
		return nil, os.NewSyscallError("prctl", errno)
	}
	return &poller{fd: fd}, nil
}

// add tells of fd, by the name id, whenever there is something to read.
func (p *poller) add(fd, id int) error {
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(id)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(p.fd, syscall.EPOLL_CTL_ADD, fd, &event))
}

// wait gives what there is to read, or nothing when the time is over; it may also give nothing before.
func (p *poller) wait(most time.Duration) ([]syscall.EpollEvent, error) {
	if most < 0 {
		most = 0
	}
	timeout := syscall.NsecToTimespec(int64(most))
	count, _, errno := syscall.RawSyscall6(
		sysEpollPwait2, uintptr(p.fd), uintptr(unsafe.Pointer(&p.events[0])), mostAtOnce, uintptr(unsafe.Pointer(&timeout)), 0, 0)
	if errno == syscall.EINTR {
		return nil, nil
	}
	if errno != 0 {
		return nil, os.NewSyscallError("epoll_pwait2", errno)
	}
	return p.events[:count], nil
}

// wire is a connection that never waits, and what was read of it.
type wire struct {
	fd   int
	data []byte
	used int
}

func dialWire(host string) (*wire, error) {
	conn, err := net.DialTimeout("tcp", host, dialTimeout)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	fd, err := descriptor(conn.(*net.TCPConn))
	if err != nil {
		return nil, err
	}
	return newWire(fd)
}

// descriptor gives another descriptor of a socket, which neither package net nor the collector knows.
func descriptor(socket interface{ File() (*os.File, error) }) (int, error) {
	file, err := socket.File()
	if err != nil {
		return 0, err
	}
	defer file.Close()
	fd, err := syscall.Dup(int(file.Fd()))
	return fd, os.NewSyscallError("dup", err)
}

func newWire(fd int) (*wire, error) {
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		return nil, os.NewSyscallError("setsockopt", err)
	}
	return &wire{fd: fd, data: make([]byte, bufferSize)}, nil
}

// send writes what fits into the buffer of a connection on which nothing else is under way.
func (w *wire) send(message []byte) error {
	count, _, errno := syscall.RawSyscall(syscall.SYS_WRITE, uintptr(w.fd), uintptr(unsafe.Pointer(&message[0])), uintptr(len(message)))
	if errno != 0 {
		return os.NewSyscallError("write", errno)
	}
	if int(count) != len(message) {
		return fmt.Errorf("%d of %d bytes fit", count, len(message))
	}
	return nil
}

// receive reads what is there.
func (w *wire) receive() error {
	if w.used == len(w.data) {
		return fmt.Errorf("a message of more than %d bytes", len(w.data))
	}
	free := w.data[w.used:]
	count, _, errno := syscall.RawSyscall(syscall.SYS_READ, uintptr(w.fd), uintptr(unsafe.Pointer(&free[0])), uintptr(len(free)))
	if errno == syscall.EAGAIN || errno == syscall.EINTR {
		return nil
	}
	if errno != 0 {
		return os.NewSyscallError("read", errno)
	}
	if count == 0 {
		return errors.New("the connection was closed")
	}
	w.used += int(count)
	return nil
}

// take forgets the first bytes.
func (w *wire) take(count int) {
	copy(w.data, w.data[count:w.used])
	w.used -= count
}

var (
	blankLine  = []byte("\r\n\r\n")
	lineEnd    = []byte("\r\n")
	fine       = []byte("HTTP/1.1 200 ")
	lengthName = []byte("content-length")
	codingName = []byte("transfer-encoding")
)

// wholeResponse tells how many bytes the response at the beginning of data takes, which must be a 200; 0 when it is not all there.
func wholeResponse(data []byte) (int, error) {
	end := bytes.Index(data, blankLine)
	if end < 0 {
		return 0, nil
	}
	head, body := data[:end], data[end+len(blankLine):]
	if !bytes.HasPrefix(head, fine) {
		return 0, fmt.Errorf("not a 200: %.300s", data)
	}
	size, err := bodySize(head, body)
	if err != nil || size < 0 || size > len(body) {
		return 0, err
	}
	return end + len(blankLine) + size, nil
}

// bodySize tells how many bytes a body takes, with its framing; -1 when that is not known yet.
func bodySize(head, body []byte) (int, error) {
	_, rest, _ := bytes.Cut(head, lineEnd)
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, lineEnd)
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, lengthName):
			return strconv.Atoi(string(bytes.TrimSpace(value)))
		case bytes.EqualFold(name, codingName):
			return chunksSize(body)
		}
	}
	return 0, errors.New("a response without a length")
}

func chunksSize(body []byte) (int, error) {
	taken := 0
	for {
		line, _, whole := bytes.Cut(body[taken:], lineEnd)
		if !whole {
			return -1, nil
		}
		size, err := strconv.ParseUint(string(line), 16, 31)
		if err != nil {
			return 0, err
		}
		taken += len(line) + len(lineEnd) + int(size) + len(lineEnd)
		if taken > len(body) {
			return -1, nil
		}
		if size == 0 {
			return taken, nil
		}
	}
}
