// When to try again: 1, 2, 4, 8, 15 s, each up to half more or less, so that a thousand pages do not come at once.
const SECONDS = [1, 2, 4, 8, 15];

export function backoff() {
  let failures = 0;
  return {
    reset() { failures = 0; },
    next() {
      const base = SECONDS[Math.min(failures++, SECONDS.length - 1)];
      return Math.round(base * 1000 * (0.5 + Math.random()));
    },
  };
}

/** Waits, but not beyond the network's or the page's coming back, nor a click on "Try now". */
export function wait(ms, signal, hurry) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    const seen = () => { if (!document.hidden) done(); };
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', seen);
      signal?.removeEventListener('abort', done);
      hurry?.removeEventListener('now', done);
      resolve();
    }
    addEventListener('online', done);
    document.addEventListener('visibilitychange', seen);
    signal?.addEventListener('abort', done);
    hurry?.addEventListener('now', done);
  });
}
