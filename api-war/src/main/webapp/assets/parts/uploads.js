// Uploads go on while the person looks at other pages; before the tab closes, it asks.
import { store } from '../lib.js';
import { upload } from '../api.js';

export const uploads = store([]);
let count = 0;
const RATE_MS = 500;

const ask = (event) => { event.preventDefault(); };
uploads.watch((all) => {
  removeEventListener('beforeunload', ask);
  if (all.length) addEventListener('beforeunload', ask);
});

/** Begins one; `page` is where it is shown. Its `done` is the answer. */
export function begin(path, form, { name, page }) {
  const id = ++count;
  const change = (values) => uploads.set((all) => all.map((one) => (one.id === id ? { ...one, ...values } : one)));
  let markAt = performance.now();
  let mark = 0;
  const running = upload(path, form, (sent, total) => {
    const now = performance.now();
    if (now - markAt < RATE_MS && sent !== total) return;
    const rate = ((sent - mark) * 1000) / Math.max(1, now - markAt);
    [mark, markAt] = [sent, now];
    change({ sent, total, rate });
  });
  uploads.set((all) => [...all, { id, name, page, sent: 0, total: null, rate: 0, cancel: running.cancel }]);
  return { id, done: running.done.finally(() => uploads.set((all) => all.filter((one) => one.id !== id))) };
}
