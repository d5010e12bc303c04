// Light, dark, or as the system has it.
import { memory } from '../lib.js';

export function theme(chosen) {
  if (chosen !== undefined) memory.set('theme', chosen);
  const now = memory.get('theme', 'system');
  if (now === 'light' || now === 'dark') document.documentElement.dataset.theme = now;
  else delete document.documentElement.dataset.theme;
}
