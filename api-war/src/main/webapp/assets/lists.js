// What the person has. One copy for all pages; the live channel and the buttons change it.
import { store, useStore, useEffect } from './lib.js';
import { all } from './api.js';

const list = (path) => ({ path, state: store({ items: null, failure: null, at: null }), used: false, under: null, again: false, meanwhile: [], changes: 0 });
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

/**
 * Loads a list again. While it is being loaded already, once more after that: what happened since may be in no answer yet. What was
 * there stays when it fails.
 */
export function reload(name) {
  const one = lists[name];
  one.used = true;
  if (one.under) one.again = true;
  else one.under = load(one);
  return one.under;
}

async function load(one) {
  try {
    do {
      one.again = false;
      one.meanwhile = [];
      try {
        const answer = await all(one.path);
        // The answer may be older than what was told while it was on its way; what is newer still will be told.
        const items = one.meanwhile.reduce((known, how) => how(known), answer);
        one.state.set((old) => ({ items: settled(old.items, items), failure: null, at: new Date().toISOString() }));
      } catch (failure) {
        one.state.set((old) => ({ ...old, failure }));
      }
    } while (one.again);
  } finally {
    one.under = null;
  }
}

/** Changes the things of a list, and of an answer that is on its way. */
function change(name, how) {
  const one = lists[name];
  one.changes++;
  if (one.under) one.meanwhile.push(how);
  one.state.set((old) => (old.items ? { ...old, items: how(old.items) } : old));
}

/** Loads again whatever of these some page has asked for so far. */
export const reloadUsed = (names = Object.keys(lists)) => Promise.all(names.filter((name) => lists[name].used).map(reload));

/** A list that is being loaded is not loaded once more for another page: the live channel tells what happens since. */
export function useList(name) {
  useEffect(() => { if (!lists[name].under) reload(name); }, [name]);
  return useStore(lists[name].state);
}

export const knownItem = (name, id) => lists[name].state.get().items?.find((item) => item.id === id) ?? null;

/** Puts one thing in its place: in front when it is new. */
export function put(name, item) {
  change(name, (items) => (items.some((one) => one.id === item.id)
    ? items.map((one) => (one.id === item.id ? { ...one, ...item } : one)) : [item, ...items]));
}

export const drop = (name, id) => change(name, (items) => items.filter((one) => one.id !== id));

/** Puts what `ask` gives in its place. The live channel may have told something newer meanwhile: then the list is loaded again. */
export async function putAnswer(name, ask) {
  const { changes } = lists[name];
  const item = await ask();
  const overtaken = lists[name].changes !== changes;
  if (item?.id) put(name, item);
  if (overtaken) reloadUsed([name]);
  return item;
}

/** Shows a change at once, and takes it back when it is refused. */
export async function optimistic(name, item, work) {
  const before = knownItem(name, item.id);
  put(name, item);
  try {
    return await putAnswer(name, work);
  } catch (failure) {
    if (before) put(name, before);
    // The server may have done it though its answer was lost, and others may have changed it since.
    reloadUsed([name]);
    throw failure;
  }
}
