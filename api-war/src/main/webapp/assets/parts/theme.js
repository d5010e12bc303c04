// Light, dark, or as the system has it.
import { memory, store } from '../lib.js';

const CHANGED = 'visiona-theme';
export const THEMES = ['system', 'light', 'dark'];
/** The one that is in force; the menu and the account's page both show it. */
export const chosenTheme = store(memory.get('theme', 'system'));

export function theme(chosen) {
  if (chosen !== undefined) {
    memory.set('theme', chosen);
    chosenTheme.set(chosen);
  }
  const now = chosenTheme.get();
  if (now === 'light' || now === 'dark') document.documentElement.dataset.theme = now;
  else delete document.documentElement.dataset.theme;
  dispatchEvent(new Event(CHANGED));
}

/** Tells of other colours, by choice or the system's, to what draws with them; gives back how to end that. */
export function onTheme(told) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', told);
  addEventListener(CHANGED, told);
  return () => { system.removeEventListener('change', told); removeEventListener(CHANGED, told); };
}
