// What the API itself knows, live. One tab holds the lock and reads; the others listen to it.
import { store } from '../lib.js';
import { stream, ended, session } from '../api.js';
import { put, drop, reloadUsed } from '../lists.js';
import { backoff, wait } from './backoff.js';
import { readEvents } from './sse.js';

/** `state`: starting, live once the stream has said hello, waiting; `since` when it became so; `nextAt` the next attempt. */
export const connection = store({ state: 'starting', since: Date.now(), nextAt: null });
/** Set when the server is of another version than this page. */
export const newVersion = store(false);
export const recent = store([]);
const hurry = new EventTarget();
export const tryNow = () => hurry.dispatchEvent(new Event('now'));
const listeners = new Set();
/** Hears every event until the returned function is called. */
export function listen(each) {
  listeners.add(each);
  return () => listeners.delete(each);
}

const HIDDEN_MS = 10000;
const POLL_MS = 15000;
let version = null;
let lastId = null;
/** Set while this tab wants the lock, to stop it; `leads` while it holds it. */
let leading = null;
let leads = false;
const channel = new BroadcastChannel('visiona.events');
channel.onmessage = ({ data }) => {
  if (data.ask) { if (leads) tell({}); }
  else if (data.connection) { if (!leads) connection.set(data.connection); }
  else if (data.event) hear(data);
};

function tell(state) {
  const next = { ...connection.get(), ...state };
  connection.set(next);
  channel.postMessage({ connection: next });
}

function note(event, data) {
  recent.set((all) => [{ event, data, at: new Date().toISOString() }, ...all].slice(0, 5));
}

/** A tab that nobody sees does so when it is back. */
function catchUp() { if (leading) reloadUsed(); }

const THINGS = {
  __proto__: null,
  agent({ change, agent }) {
    if (change === 'revoked') drop('agents', agent.id); else put('agents', agent);
    if (change !== 'seen') note('agent', { change, id: agent.id, name: agent.label || agent.name });
  },
  conversion(data) {
    put('conversions', data);
    if (['succeeded', 'failed'].includes(data.status)) note('conversion', { change: data.status, id: data.id, name: data.name });
  },
  model({ change, model }) {
    if (change === 'deleted') drop('models', model.id); else put('models', model);
    note('model', { change, id: model.id, name: model.name });
  },
  pairing_code({ id }) { drop('codes', id); },
  session() { reloadUsed(['sessions']); },
  resync() { catchUp(); },
  session_ended({ reason }) { session.over(reason); },
  hello({ server_version: running }) {
    if (version && version !== running) newVersion.set(true);
    version ??= running;
    // From here on everything is told; what happened between the lists' last answers and this was told by nobody.
    catchUp();
  },
};

/** Whichever tab leads next goes on after the last event that this one has heard. */
function hear({ event, data, id }) {
  if (id) lastId = id;
  THINGS[event]?.(data);
  for (const each of [...listeners]) each(event, data);
}

async function once(signal, begun) {
  const headers = lastId ? { 'Last-Event-ID': lastId } : {};
  const answer = await stream('/api/events', { accept: 'text/event-stream', headers, signal });
  let greeted = false;
  await readEvents(answer, (found) => {
    // Hello comes next, and has everything loaded again anyway.
    if (found.event === 'resync' && !greeted) return;
    if (found.event === 'hello') {
      greeted = true;
      begun();
      tell({ state: 'live', since: Date.now(), nextAt: null });
    }
    channel.postMessage(found);
    hear(found);
  });
}

/** Reads and comes back until the signal says stop. While it cannot, lists are asked for now and then. */
async function lead(signal) {
  const pause = backoff();
  leads = true;
  // Whoever led before may have left without a word.
  if (connection.get().state === 'live') tell({ state: 'starting', since: Date.now(), nextAt: null });
  const poll = setInterval(() => { if (connection.get().state !== 'live' && !document.hidden) reloadUsed(); }, POLL_MS);
  try {
    while (!signal.aborted && !ended.get()) {
      try {
        await once(signal, pause.reset);
      } catch (failure) {
        if (signal.aborted) return;
        if (failure.status === 401) return;
      }
      const ms = pause.next();
      tell({ ...(connection.get().state === 'live' ? { since: Date.now() } : {}), state: 'waiting', nextAt: Date.now() + ms });
      await wait(ms, signal, hurry);
    }
  } finally {
    clearInterval(poll);
    leads = false;
  }
}

function compete() {
  if (leading) return;
  leading = new AbortController();
  const { signal } = leading;
  navigator.locks.request('visiona.events', { signal }, () => lead(signal)).catch((failure) => {
    if (failure.name !== 'AbortError') throw failure;
  });
}

/** Starts; hidden for ten seconds the channel is given up, for another tab or none. */
export function startEvents() {
  let timer;
  const seen = () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => { leading?.abort(); leading = null; }, HIDDEN_MS);
    } else if (!leading) {
      connection.set({ state: 'starting', since: Date.now(), nextAt: null });
      compete();
      channel.postMessage({ ask: true });
      reloadUsed();
    }
  };
  document.addEventListener('visibilitychange', seen);
  seen();
}
