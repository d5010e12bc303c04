package main

import (
	"flag"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	formAction  = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

type signinResult struct {
	SignIns int     `json:"sign_ins"`
	Failed  int64   `json:"failed"`
	Lost    int64   `json:"lost"`
	PerSec  float64 `json:"per_second"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Max     float64 `json:"max_ms"`
	Why     string  `json:"why,omitempty"`
}

// signin signs people in at a pace, each with a browser of its own: login, the provider's form, the callback. A latency
// counts from when the sign-in was due. In the end every session must still be there.
func signin(arguments []string) (any, error) {
	flags := flag.NewFlagSet("signin", flag.ExitOnError)
	api := flags.String("url", "", "the API")
	rate := flags.Float64("rate", 200, "sign-ins a second")
	span := flags.Duration("duration", 30*time.Second, "how long")
	crowd := flags.Int("people", 1000, "user-1 to user-N sign in, in turn")
	flags.Parse(arguments)
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 512, MaxIdleConns: 1024},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       30 * time.Second,
	}
	total := int(*rate * span.Seconds())
	cookies := make([]string, total)
	latencies := make([]time.Duration, total)
	var failed, lost atomic.Int64
	var why atomic.Value
	began := time.Now()
	each(total, func(i int) time.Time { return began.Add(time.Duration(float64(i) / *rate * float64(time.Second))) }, func(i int, due time.Time) {
		cookie, err := person(client, *api, fmt.Sprintf("user-%d", i%*crowd+1))
		latencies[i] = time.Since(due)
		if err != nil {
			failed.Add(1)
			why.CompareAndSwap(nil, err.Error())
		}
		cookies[i] = cookie
	})
	took := time.Since(began)
	began = time.Now()
	each(total, func(i int) time.Time { return began.Add(time.Duration(i) * time.Millisecond / 2) }, func(i int, _ time.Time) {
		if cookies[i] == "" {
			return
		}
		if _, _, err := ask(client, "GET", *api+"/api/auth/me", cookies[i], nil, http.StatusOK); err != nil {
			lost.Add(1)
			why.CompareAndSwap(nil, "session lost: "+err.Error())
		}
	})
	figures := summary(total, latencies, took, 0)
	reason, _ := why.Load().(string)
	return signinResult{SignIns: total, Failed: failed.Load(), Lost: lost.Load(), PerSec: float64(total) / took.Seconds(),
		P50: figures.P50, P99: figures.P99, Max: figures.Max, Why: reason}, nil
}

// each runs work for every index at its time, without waiting for the one before.
func each(count int, due func(int) time.Time, work func(int, time.Time)) {
	var all sync.WaitGroup
	for i := 0; i < count; i++ {
		at := due(i)
		time.Sleep(time.Until(at))
		all.Add(1)
		go func(i int) {
			defer all.Done()
			work(i, at)
		}(i)
	}
	all.Wait()
}

// person signs one person in and returns the session cookie.
func person(client *http.Client, api, name string) (string, error) {
	start, _, err := ask(client, "GET", api+"/api/auth/login", "", nil, http.StatusFound)
	if err != nil {
		return "", err
	}
	cookie := sessionCookie(start)
	authorize := start.Header.Get("Location")
	_, page, err := ask(client, "GET", authorize, "", nil, http.StatusOK)
	if err != nil {
		return "", err
	}
	action := formAction.FindStringSubmatch(page)
	if action == nil {
		return "", fmt.Errorf("no form on the provider's page")
	}
	base, err := url.Parse(authorize)
	if err != nil {
		return "", err
	}
	target, err := base.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return "", err
	}
	fields := url.Values{"username": {name}, "password": {name}}
	for _, hidden := range hiddenField.FindAllStringSubmatch(page, -1) {
		fields.Set(html.UnescapeString(hidden[1]), html.UnescapeString(hidden[2]))
	}
	back, _, err := ask(client, "POST", target.String(), "", fields, 0)
	if err != nil {
		return "", err
	}
	done, _, err := ask(client, "GET", back.Header.Get("Location"), cookie, nil, http.StatusFound)
	if err != nil {
		return "", err
	}
	signedIn := sessionCookie(done)
	if signedIn == "" || signedIn == cookie {
		return "", fmt.Errorf("the callback gave no new session")
	}
	return signedIn, nil
}

func sessionCookie(response *http.Response) string {
	for _, cookie := range response.Cookies() {
		if strings.HasSuffix(cookie.Name, "visiona_session") {
			return cookie.Name + "=" + cookie.Value
		}
	}
	return ""
}

// ask sends one request; an expected status of 0 stands for any redirect. URLs stay out of errors: they hold codes.
func ask(client *http.Client, method, target, cookie string, form url.Values, expected int) (*http.Response, string, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	request, err := http.NewRequest(method, target, body)
	if err != nil {
		return nil, "", fmt.Errorf("no valid URL to go to")
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, "", fmt.Errorf("%s %s: connection failed", method, request.URL.Path)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 64*1024))
	if err != nil {
		return nil, "", err
	}
	redirected := response.StatusCode == http.StatusFound || response.StatusCode == http.StatusSeeOther
	if response.StatusCode != expected && !(expected == 0 && redirected) {
		return nil, "", fmt.Errorf("%s %s: status %d", method, request.URL.Path, response.StatusCode)
	}
	return response, string(text), nil
}
