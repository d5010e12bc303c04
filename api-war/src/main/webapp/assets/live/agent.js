// One agent, live over its WebSocket: a snapshot first, then changes, by one path for both.
import { store } from '../lib.js';
import { session as signedIn } from '../api.js';
import { backoff, wait } from './backoff.js';
import { listen } from './events.js';
import { unseen } from '../draw/float.js';
import { SILENT_MS } from './sse.js';
import * as shapes from '../shapes.js';

const HIDDEN_MS = 10000;
const LARGEST = 65536;
const PING_MS = 15000;
const MAPS = { __proto__: null, device: 'devices', camera: 'cameras', cluster: 'clusters' };
const empty = () => ({ state: 'starting', at: null, devices: new Map(), cameras: new Map(), clusters: new Map(), flashes: new Map(), health: null, metrics: null, capabilities: null, gaps: 0, ready: false, refused: null });

/** Opens the channel of an agent; `close` ends it. */
export function openAgent(id) {
  const state = store(empty());
  const subscriptions = new Map();
  const hearers = new Set();
  const stop = new AbortController();
  const hurry = new EventTarget();
  let socket = null;
  let number = 0;
  let lastSeq = null;
  let halted = false;
  let heardAt = 0;
  const change = (values) => state.set((old) => ({ ...old, ...values }));
  const send = (message) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };

  function thing(kind, { change: what, ...rest }) {
    const item = shapes[kind](rest[kind]);
    if (!item?.id) return;
    state.set((old) => {
      const map = new Map(old[MAPS[kind]]);
      if (what === 'removed' && kind !== 'device') map.delete(item.id); else map.set(item.id, item);
      return { ...old, [MAPS[kind]]: map, at: new Date().toISOString() };
    });
  }

  /** A session's news belongs to its device or cluster, which is not told again for it. */
  function session(data) {
    const inference = shapes.inference(data);
    if (!inference) return;
    const { device_id: device, cluster_id: cluster } = inference;
    state.set((old) => {
      const [kind, id] = cluster ? ['clusters', cluster] : ['devices', device];
      const item = old[kind].get(id);
      if (!item) return old;
      return { ...old, [kind]: new Map(old[kind]).set(id, { ...item, inference }) };
    });
  }

  function flashing(flash) {
    if (flash) state.set((old) => ({ ...old, flashes: new Map(old.flashes).set(flash.device_id ?? flash.cluster_id, flash) }));
  }

  function take({ type, data, seq }) {
    if (lastSeq !== null && seq > lastSeq + 1) change({ gaps: state.get().gaps + seq - lastSeq - 1 });
    if (Number.isFinite(seq)) lastSeq = seq;
    if (MAPS[type]) thing(type, data);
    else if (type === 'inference') session(data);
    else if (type === 'flash') flashing(shapes.flash(data));
    else if (type === 'hello') change({ state: 'live', devices: new Map(), cameras: new Map(), clusters: new Map(), capabilities: Array.isArray(data.capabilities) ? data.capabilities : [], ready: false, at: new Date().toISOString() });
    else if (type === 'ready') change({ ready: true });
    else if (type === 'health' || type === 'metrics') change({ [type]: shapes[type](data) });
    for (const hear of [...hearers]) hear(type, data);
  }

  function once() {
    return new Promise((resolve) => {
      lastSeq = null;
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/agents/${id}/events`);
      socket.onopen = () => { heardAt = performance.now(); for (const data of subscriptions.values()) send({ id: String(++number), type: 'subscribe', data }); };
      socket.onmessage = ({ data }) => {
        heardAt = performance.now();
        if (typeof data !== 'string' || data.length > LARGEST) return;
        let message;
        try { message = JSON.parse(data); } catch { return console.warn('A message that is not JSON was left out'); }
        if (message && typeof message === 'object' && message.data) take(message);
        return undefined;
      };
      socket.onclose = ({ code }) => resolve(code);
    });
  }

  async function run() {
    const pause = backoff();
    while (!stop.signal.aborted) {
      if (unseen()) { await wait(2 ** 30, stop.signal, hurry); continue; }
      const code = await once();
      if (stop.signal.aborted) return;
      if (state.get().ready) pause.reset();
      change({ state: 'waiting', ready: false });
      if (code === 4401) return signedIn.over('expired');
      if (code === 4403 || code === 4404) return change({ state: 'refused', refused: code });
      if (halted && unseen()) continue;
      await wait(code === 4503 ? 15000 : pause.next(), stop.signal, hurry);
    }
    return undefined;
  }

  const ping = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (performance.now() - heardAt > SILENT_MS) socket.close(1000);
    else send({ type: 'ping' });
  }, PING_MS);
  const lost = () => socket?.close(1000);
  addEventListener('offline', lost);
  let timer;
  const seen = () => {
    clearTimeout(timer);
    halted = false;
    if (document.hidden) timer = setTimeout(() => { if (unseen()) { halted = true; socket?.close(1000); } }, HIDDEN_MS);
  };
  document.addEventListener('visibilitychange', seen);
  const unlisten = listen((event, data) => { if (event === 'agent' && data.agent?.id === id && data.change === 'online') hurry.dispatchEvent(new Event('now')); });
  run();
  return {
    state,
    hear(hearer) { hearers.add(hearer); return () => hearers.delete(hearer); },
    subscribe(data) {
      const key = JSON.stringify([data.topic, data.device_id, data.cluster_id]);
      subscriptions.set(key, data);
      send({ id: String(++number), type: 'subscribe', data });
      return () => {
        subscriptions.delete(key);
        send({ id: String(++number), type: 'unsubscribe', data });
      };
    },
    close() {
      stop.abort();
      clearTimeout(timer);
      clearInterval(ping);
      removeEventListener('offline', lost);
      unlisten();
      document.removeEventListener('visibilitychange', seen);
      socket?.close(1000);
    },
  };
}
