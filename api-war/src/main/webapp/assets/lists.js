// What the person has. One copy for all pages; the live channel and the buttons change it.
import { store, useStore, useEffect } from './lib.js';
import { all } from './api.js';

const list = (path) => ({ path, state: store({ items: null, failure: null, at: null }), under: null });
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

/** Loads a list again; two at a time are one. What was there stays when it fails. */
export function reload(name) {
  const one = lists[name];
  one.under ??= all(one.path)
    .then((items) => one.state.set((old) => ({ items: settled(old.items, items), failure: null, at: new Date().toISOString() })))
    .catch((failure) => one.state.set((old) => ({ ...old, failure })))
    .finally(() => { one.under = null; });
  return one.under;
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
  lists[name].state.set((old) => {
    if (!old.items) return old;
    const known = old.items.some((one) => one.id === item.id);
    return { ...old, items: known ? old.items.map((one) => (one.id === item.id ? { ...one, ...item } : one)) : [item, ...old.items] };
  });
}

export const drop = (name, id) =>
  lists[name].state.set((old) => ({ ...old, items: old.items?.filter((one) => one.id !== id) ?? null }));

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
