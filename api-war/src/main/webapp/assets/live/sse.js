// Reads server-sent events from a fetch, which unlike EventSource can send headers and tells statuses.
const LONGEST = 1 << 20;

/** Calls `each({event, data, id})` until the stream ends; data is parsed. */
export async function readEvents(answer, each) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value.replaceAll('\r\n', '\n');
    if (rest.length > LONGEST) {
      await reader.cancel();
      throw new Error('An event is too long');
    }
    let end;
    while ((end = rest.indexOf('\n\n')) >= 0) {
      const found = parse(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (found) each(found);
    }
  }
}

function parse(block) {
  const fields = { event: 'message', id: null };
  const data = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'event' || name === 'id') fields[name] = value;
  }
  if (data.length === 0) return null;
  try {
    return { ...fields, data: JSON.parse(data.join('\n')) };
  } catch {
    console.warn('An event that is not JSON was left out');
    return null;
  }
}
