// Reads multipart/x-mixed-replace: each part with its headers and its length. What is not so ends the stream.
const LARGEST_PICTURE = 8 << 20;
const LARGEST_HEAD = 8192;
const decoder = new TextDecoder('latin1');

function fields(text) {
  const found = new Map();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) found.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return found;
}

function headEnd(bytes, length) {
  for (let i = 3; i < length; i++) if (bytes[i] === 10 && bytes[i - 1] === 13 && bytes[i - 2] === 10 && bytes[i - 3] === 13) return i + 1;
  return -1;
}

/** Calls `each({id, at, state, jpeg})` for every picture until the stream ends. */
export async function readMjpeg(answer, each) {
  const reader = answer.body.getReader();
  let held = new Uint8Array(1 << 18);
  let length = 0;
  let part = null;
  const eat = (count) => { held.copyWithin(0, count, length); length -= count; };
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    if (length + value.length > held.length) {
      if (length + value.length > LARGEST_PICTURE * 2) { await reader.cancel(); throw new Error('The picture is too large'); }
      const more = new Uint8Array(Math.max(held.length * 2, length + value.length));
      more.set(held.subarray(0, length));
      held = more;
    }
    held.set(value, length);
    length += value.length;
    for (;;) {
      if (!part) {
        const end = headEnd(held, Math.min(length, LARGEST_HEAD));
        if (end < 0) {
          if (length >= LARGEST_HEAD) { await reader.cancel(); throw new Error('No picture in the stream'); }
          break;
        }
        const head = fields(decoder.decode(held.subarray(0, end)));
        eat(end);
        const size = Number(head.get('content-length'));
        if (!head.has('content-length')) continue;
        if (!(size > 0 && size <= LARGEST_PICTURE)) { await reader.cancel(); throw new Error('A picture without a sensible length'); }
        part = { size, id: Number(head.get('x-frame-id') ?? -1), at: head.get('x-frame-time') ?? null, state: head.get('x-frame-state') ?? 'live' };
      }
      if (length < part.size) break;
      each({ ...part, jpeg: held.slice(0, part.size) });
      eat(part.size);
      part = null;
    }
  }
}
