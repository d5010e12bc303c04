// What the person has. One copy for all pages; the live channel and the buttons change it.
import { store, useStore, useEffect } from './lib.js';
import { all } from './api.js';

const list = (path) => ({ path, state: store({ items: null, failure: null, at: null }), under: null, again: false, meanwhile: [] });
export const lists = {
  agents: list('/api/agents'), models: list('/api/models'), conversions: list('/api/conversions'),
  codes: list('/api/pairing/tokens'), sessions: list('/api/auth/sessions'),
};

/** What is as it was stays the same object, so that only what changed is drawn again. */
function settled(old, items) {
  const known = new Map((old ?? []).map((item) => [item.id, item]));
  const next = items.map((item) => (JSON.stringify(known.get(item.id)) === JSON.stringify(item) ? known.get(item.id) : item));
  return old?.length === next.length && next.every((item, i) => item === old[i]) ? old : next;
}

/** Loads a list again, and once more if that is asked for meanwhile. What was there stays when it fails. */
export function reload(name) {
  const one = lists[name];
  one.again = one.under !== null;
  one.under ??= load(one).finally(() => { one.under = null; });
  return one.under;
}

async function load(one) {
  do {
    one.again = false;
    one.meanwhile = [];
    try {
      const items = await all(one.path);
      // What the live channel told in the meantime may be newer than the answer.
      const now = one.meanwhile.reduce((known, change) => change(known), items);
      one.state.set((old) => ({ items: settled(old.items, now), failure: null, at: new Date().toISOString() }));
    } catch (failure) {
      one.state.set((old) => ({ ...old, failure }));
    }
  } while (one.again);
}

function change(name, how) {
  const one = lists[name];
  if (one.under) one.meanwhile.push(how);
  one.state.set((old) => (old.items ? { ...old, items: how(old.items) } : old));
}

/** Loads again whatever some page has asked for so far. */
export const reloadUsed = () => Promise.all(Object.keys(lists).filter((name) => lists[name].state.get().at).map(reload));

export function useList(name) {
  useEffect(() => { reload(name); }, [name]);
  return useStore(lists[name].state);
}

export const knownItem = (name, id) => lists[name].state.get().items?.find((item) => item.id === id) ?? null;

/** Puts one thing in its place: in front when it is new. */
export function put(name, item) {
  change(name, (items) => (items.some((one) => one.id === item.id)
    ? items.map((one) => (one.id === item.id ? { ...one, ...item } : one)) : [item, ...items]));
}

export const drop = (name, id) => change(name, (items) => items.filter((one) => one.id !== id));

/** Shows a change at once, and takes it back when it is refused. */
export async function optimistic(name, item, work) {
  const before = knownItem(name, item.id);
  put(name, item);
  try {
    const after = await work();
    if (after?.id) put(name, after);
    return after;
  } catch (failure) {
    if (before) put(name, before);
    throw failure;
  }
}
