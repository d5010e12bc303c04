// Reads server-sent events from a fetch, which unlike EventSource can send headers and tells statuses.
const LONGEST = 1 << 20;
/** Two keep-alives did not come: nobody is there any more, though the connection does not say so. */
export const SILENT_MS = 40000;

/** Calls `each({event, data, id})` until the stream ends; data is parsed. Throws when it falls silent, or the network goes. */
export async function readEvents(answer, each) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let lost = false;
  let timer;
  const giveUp = () => {
    lost = true;
    reader.cancel().catch((failure) => console.info('A stream was broken already', failure.name));
  };
  addEventListener('offline', giveUp);
  try {
    let rest = '';
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENT_MS);
      const { value, done } = await reader.read();
      if (lost) throw new Error('The stream fell silent');
      if (done) return;
      rest = take(rest + value.replaceAll('\r\n', '\n'), each);
      if (rest.length > LONGEST) {
        await reader.cancel();
        throw new Error('An event is too long');
      }
    }
  } finally {
    clearTimeout(timer);
    removeEventListener('offline', giveUp);
  }
}

/** Tells the whole events of a text, and gives back what is left. */
function take(text, each) {
  let rest = text;
  let end;
  while ((end = rest.indexOf('\n\n')) >= 0) {
    const found = parse(rest.slice(0, end));
    rest = rest.slice(end + 2);
    if (found) each(found);
  }
  return rest;
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
