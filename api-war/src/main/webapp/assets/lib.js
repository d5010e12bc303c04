// The one door to the libraries, and the store that pages share.
import { h, render, Component, Fragment } from 'preact';
import { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from 'preact/hooks';
import htm from 'htm';

export const html = htm.bind(h);
export { h, render, Component, Fragment, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback };

/** A value that can be watched. */
export function store(value) {
  const watchers = new Set();
  return {
    get: () => value,
    set(next) {
      value = typeof next === 'function' ? next(value) : next;
      for (const watcher of [...watchers]) watcher(value);
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

/** The value of a store; the component is drawn again when it changes. */
export function useStore(source) {
  const [, redraw] = useState(0);
  const drawn = source.get();
  useEffect(() => {
    if (source.get() !== drawn) redraw((n) => n + 1);
    return source.watch(() => redraw((n) => n + 1));
  }, [source]);
  return drawn;
}

/**
 * How many of `all` things to draw by now: `first`, and after each picture that the browser has shown `more`, so that a long
 * list holds up nobody. Starts again when `subject` changes. With the page itself, which takes its time too, none are drawn.
 */
export function useSlices(all, first, more, subject) {
  const [state, setState] = useState({ subject, count: 0 });
  const count = state.subject === subject ? state.count : first;
  useEffect(() => {
    if (count >= all) {
      if (state.subject !== subject) setState({ subject, count });
      return undefined;
    }
    let timer;
    // A frame's callback runs before the picture; a task that it starts, after it.
    const frame = requestAnimationFrame(() => { timer = setTimeout(() => setState({ subject, count: count + more })); });
    return () => { cancelAnimationFrame(frame); clearTimeout(timer); };
  }, [all, count, more, subject]);
  return Math.min(all, count);
}

/** What the browser remembers; a browser that refuses storage remembers nothing. */
export const memory = {
  get(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`visiona.${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`visiona.${key}`, JSON.stringify(value));
    } catch (refused) {
      console.info('Not remembered', key, refused.name);
    }
  },
};

/** Runs while the component is there and the page is seen, at once and every so often. */
export function useEvery(ms, work, needs = []) {
  useEffect(() => {
    const tick = () => { if (!document.hidden) work(); };
    tick();
    const timer = setInterval(tick, ms);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [ms, ...needs]);
}
