// Automatic quality: fewer pictures, then smaller ones, when this browser or the line cannot keep up; back up after a while.
const STEPS = [{ width: 1280, fps: 15 }, { width: 1280, fps: 8 }, { width: 720, fps: 8 }, { width: 640, fps: 4 }];
const WINDOW_MS = 5000;
const GOOD_MS = 30000;

/** Told of every picture, it calls `change(step)` when another should be asked for. */
export function automatic(change) {
  let step = 0;
  let since = performance.now();
  let good = since;
  let all = 0;
  let bad = 0;
  return {
    now: () => STEPS[step],
    saw(late) {
      all++;
      if (late) bad++;
      const now = performance.now();
      if (now - since < WINDOW_MS) return;
      const poor = bad > all / 3;
      since = now;
      [all, bad] = [0, 0];
      if (poor) {
        good = now;
        if (step < STEPS.length - 1) change(STEPS[++step]);
      } else if (now - good > GOOD_MS && step > 0) {
        good = now;
        change(STEPS[--step]);
      }
    },
  };
}
