// Light, dark, or as the system has it.
import { memory, store } from '../lib.js';

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
}
