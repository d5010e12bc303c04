// A region that is drawn on the picture with pointer or finger.
import { useLayoutEffect, useRef, useState } from '../lib.js';

/** Less than this was a click. */
const LEAST = 0.02;
const round = (value) => Math.round(value * 1000) / 1000;

/** Where in the picture a pointer is, in fractions of it; bars beside a picture of another shape are its edge. */
export function placeIn(canvas, { clientX, clientY }) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const scale = Math.min(width / canvas.width, height / canvas.height);
  const part = (at, whole, size) => Math.min(1, Math.max(0, (at - (whole - size * scale) / 2) / (size * scale)));
  return { x: part(clientX - left, width, canvas.width), y: part(clientY - top, height, canvas.height) };
}

const between = (a, b) => ({ x: round(Math.min(a.x, b.x)), y: round(Math.min(a.y, b.y)), w: round(Math.abs(a.x - b.x)), h: round(Math.abs(a.y - b.y)) });

/** `toggle` waits for a drag across the canvas, whose region `done` gets; Escape and a mere click change nothing. */
export function useSketch(canvas, done) {
  const [drawing, setDrawing] = useState(false);
  const [region, setRegion] = useState(null);
  const from = useRef(null);
  const end = () => {
    from.current = null;
    setRegion(null);
    setDrawing(false);
  };
  useLayoutEffect(() => {
    if (!drawing) return undefined;
    const key = (event) => { if (event.key === 'Escape') end(); };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [drawing]);
  const down = (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = placeIn(canvas.current, event);
  };
  const move = (event) => { if (from.current) setRegion(between(from.current, placeIn(canvas.current, event))); };
  const up = (event) => {
    if (!from.current) return;
    const drawn = between(from.current, placeIn(canvas.current, event));
    end();
    if (drawn.w >= LEAST && drawn.h >= LEAST) done(drawn);
  };
  return {
    drawing,
    region,
    toggle: () => (drawing ? end() : setDrawing(true)),
    handlers: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: end },
  };
}
