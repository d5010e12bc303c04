// The devices of all agents, as they said last; asked for, not streamed.
import { store, useEvery, useStore } from '../lib.js';
import { look } from '../api.js';
import { device as shape } from '../shapes.js';

export const fleet = store({ rows: null, failure: null, at: null });
const EVERY_MS = 30000;
let under = null;

export function reloadFleet() {
  under ??= look('/api/devices?deadline_ms=2000')
    .then((answer) => fleet.set({ rows: answer.items.map((row) => ({ ...row, devices: (row.devices ?? []).map(shape).filter((device) => device?.id) })), failure: null, at: new Date().toISOString() }))
    .catch((failure) => fleet.set((old) => ({ ...old, failure })))
    .finally(() => { under = null; });
  return under;
}

export function useFleet() {
  useEvery(EVERY_MS, reloadFleet);
  return useStore(fleet);
}

/** Every device with its agent. */
export const devicesOf = (rows) => (rows ?? []).flatMap((row) => row.devices.map((device) => ({ ...device, agent_id: row.agent_id, agent: row.label })));
