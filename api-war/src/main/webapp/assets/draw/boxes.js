// Boxes over a picture. The label is always written: colour is never the only sign.
import { number, visible } from '../texts.js';

const HUES = ['#4fc3f7', '#ffb74d', '#aed581', '#f48fb1', '#ba9cf5', '#fff176', '#4dd0b1', '#ff8a75'];
export const hueOf = (classId) => HUES[Math.abs(Number(classId) || 0) % HUES.length];
export const nameOf = (found, other) => (found.label ? visible(found.label) : other(found.class_id ?? '?'));

const fraction = (value) => Number.isFinite(value) && value >= 0 && value <= 1;
/** Whether an agent sent a box that can be drawn. */
export const isBox = (box) => box && [box.x, box.y, box.w, box.h].every(fraction);

export function drawBoxes(pen, detections, { width, height, least, marked, other }) {
  const unit = Math.max(1, width / 640);
  pen.font = `600 ${Math.round(13 * unit)}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  for (const found of detections) {
    if (!isBox(found.box) || found.score < least) continue;
    const [x, y, w, h] = [found.box.x * width, found.box.y * height, found.box.w * width, found.box.h * height];
    const hue = hueOf(found.class_id);
    const strong = marked !== null && marked === found.track_id;
    pen.lineWidth = (strong ? 6 : 4) * unit;
    pen.strokeStyle = '#05080f';
    pen.strokeRect(x, y, w, h);
    pen.lineWidth = (strong ? 4 : 2) * unit;
    pen.strokeStyle = hue;
    pen.strokeRect(x, y, w, h);
    const text = `${nameOf(found, other)} ${number(found.score * 100, 0)}${found.track_id === null || found.track_id === undefined ? '' : ` #${found.track_id}`}`;
    const wide = pen.measureText(text).width + 8 * unit;
    const tall = 18 * unit;
    const top = y - tall < 0 ? y : y - tall;
    // At the right edge the label stays in the picture.
    const left = Math.max(0, Math.min(x, width - wide));
    pen.fillStyle = '#05080fd9';
    pen.fillRect(left, top, wide, tall);
    pen.fillStyle = hue;
    pen.fillText(text, left + 4 * unit, top + 2 * unit);
    for (const point of found.keypoints ?? []) if (fraction(point.x) && fraction(point.y)) pen.fillRect(point.x * width - 2 * unit, point.y * height - 2 * unit, 4 * unit, 4 * unit);
  }
}
