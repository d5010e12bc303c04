// Brings picture and result of the same frame together. Each waits for the other for a while, then the picture goes alone.
const WAIT_MS = 150;
const KEPT = 12;
const OLD_MS = 500;

export function matcher(show) {
  const results = new Map();
  const waiting = new Map();
  let smoothed = 0;
  let last = null;
  const limit = () => Math.max(WAIT_MS, smoothed / 2);
  const trim = (map, dispose) => { while (map.size > KEPT) { const [key, value] = map.entries().next().value; map.delete(key); dispose?.(value); } };

  function release(id) {
    const frame = waiting.get(id);
    if (!frame) return;
    // Pictures never go backwards: what is older than this one will not be shown any more.
    for (const [key, older] of waiting) if (key <= id) { waiting.delete(key); if (older !== frame) older.bitmap.close(); }
    clearTimeout(frame.timer);
    const own = results.get(id);
    results.delete(id);
    if (own) last = { result: own, at: performance.now() };
    const result = own ?? (last && performance.now() - last.at < OLD_MS ? last.result : null);
    show(frame, result, Boolean(own));
  }

  return {
    picture(frame, expects) {
      waiting.set(frame.id, frame);
      if (!expects || results.has(frame.id)) release(frame.id);
      else frame.timer = setTimeout(() => release(frame.id), limit());
      trim(waiting, (old) => { clearTimeout(old.timer); old.bitmap.close(); });
    },
    result(result) {
      const took = result.latency_ms?.total;
      if (Number.isFinite(took)) smoothed = smoothed ? smoothed * 0.9 + took * 0.1 : took;
      results.set(result.frame_id, result);
      trim(results);
      if (waiting.has(result.frame_id)) release(result.frame_id);
    },
    clear() {
      for (const frame of waiting.values()) { clearTimeout(frame.timer); frame.bitmap.close(); }
      waiting.clear();
      results.clear();
      last = null;
    },
  };
}
