// One live picture without its page: asks for the stream, decodes, matches, draws; comes back by itself.
import { stream } from '../api.js';
import { backoff, wait } from '../live/backoff.js';
import { drawBoxes, isBox } from './boxes.js';
import { darkness } from './dark.js';
import { unseen } from './float.js';
import { matcher } from './match.js';
import { readMjpeg } from './mjpeg.js';
import { automatic } from './quality.js';

const STALLED_MS = 10000;
const LATE_MS = 1000;
const HIDDEN_MS = 10000;

/** What is known of a camera's picture before there is one; times in milliseconds. */
export const nothingSeen = { shown: 0, dropped: 0, fps: 0, latency: null, quiet: null, width: 0, height: 0, lastId: null, failure: null, state: 'starting', result: null, quality: null, dark: false };

/** `options()` gives {expects, boxes, least, marked, paused, quality {width, fps}, skew, other, off}; `tell(state)` hears twice a second. */
export function feed(canvas, agent, camera, options, tell) {
  const pen = canvas.getContext('2d', { alpha: false });
  const stop = new AbortController();
  let attempt = null;
  let widest = Infinity;
  let decoding = false;
  const seen = { ...nothingSeen, lastAt: 0 };
  const isDark = darkness();
  // A quality that somebody has chosen stays.
  const auto = automatic(() => { if (!options().quality) attempt?.abort(); });

  const pairs = matcher((frame, result) => {
    const { bitmap } = frame;
    const now = options();
    if (now.paused) { bitmap.close(); return; }
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    pen.drawImage(bitmap, 0, 0);
    bitmap.close();
    seen.dark = isDark(canvas);
    if (result && now.boxes) drawBoxes(pen, result.detections ?? [], { width: canvas.width, height: canvas.height, ...now });
    const latency = frame.at ? Date.now() + (now.skew ?? 0) - Date.parse(frame.at) : null;
    auto.saw(latency > LATE_MS);
    Object.assign(seen, { lastAt: performance.now(), shown: seen.shown + 1, latency, width: canvas.width, height: canvas.height, result });
  });

  async function take(frame) {
    seen.state = frame.state;
    seen.lastId = frame.id;
    // One at a time: who cannot decode this fast sees fewer pictures, never older ones.
    if (decoding || options().paused) { if (decoding) { seen.dropped++; auto.saw(true); } return; }
    decoding = true;
    try {
      const bitmap = await createImageBitmap(new Blob([frame.jpeg], { type: 'image/jpeg' }));
      pairs.picture({ id: frame.id, at: frame.at, bitmap }, options().expects && options().boxes);
    } catch (failure) {
      console.info('A picture could not be decoded', failure.name);
    } finally {
      decoding = false;
    }
  }

  async function once(pause) {
    attempt = new AbortController();
    const signal = AbortSignal.any([stop.signal, attempt.signal]);
    const wanted = options().quality ?? auto.now();
    // Pictures are never made larger than the camera's, which the agent tells when more is asked for.
    const quality = { ...wanted, width: Math.min(wanted.width, widest) };
    seen.quality = quality;
    const query = new URLSearchParams({ width: quality.width, fps: quality.fps });
    const answer = await stream(`/api/agents/${agent}/cameras/${camera}/stream?${query}`, { accept: 'multipart/x-mixed-replace', signal });
    seen.failure = null;
    seen.lastAt = performance.now();
    await readMjpeg(answer, (frame) => { pause.reset(); take(frame); });
  }

  async function run() {
    const pause = backoff();
    while (!stop.signal.aborted) {
      if (unseen()) { await wait(2 ** 30, stop.signal); continue; }
      if (options().off) { await wait(500, stop.signal); continue; }
      try {
        await once(pause);
      } catch (failure) {
        if (stop.signal.aborted) return;
        if (failure.i18n === 'out_of_range' && failure.details.field === 'width' && failure.details.max < seen.quality.width) {
          widest = failure.details.max;
          continue;
        }
        if (!attempt.signal.aborted) seen.failure = failure;
        if (failure.status === 401) return;
        if (attempt.signal.aborted && !unseen()) continue;
      }
      if (!unseen()) await wait(pause.next(), stop.signal);
    }
  }

  let counted = 0;
  const watch = setInterval(() => {
    const quiet = seen.lastAt ? performance.now() - seen.lastAt : null;
    if (quiet > STALLED_MS && !options().paused && !unseen()) attempt?.abort();
    tell({ ...seen, fps: (seen.shown - counted) * 2, quiet });
    counted = seen.shown;
  }, 500);
  let timer;
  const hide = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => { if (unseen()) attempt?.abort(); }, HIDDEN_MS);
  };
  document.addEventListener('visibilitychange', hide);
  run();
  return {
    result: pairs.result,
    /** Asks again, for what is wanted now. */
    restart() { widest = Infinity; attempt?.abort(); },
    /** The smallest thing that is drawn at a place of the picture. */
    at({ x, y }) {
      const { boxes, least } = options();
      const here = (boxes ? seen.result?.detections ?? [] : []).filter(({ box, score }) => isBox(box) && !(score < least) && x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h);
      return here.sort((a, b) => a.box.w * a.box.h - b.box.w * b.box.h)[0] ?? null;
    },
    close() {
      stop.abort();
      clearInterval(watch);
      clearTimeout(timer);
      pairs.clear();
      document.removeEventListener('visibilitychange', hide);
    },
  };
}
