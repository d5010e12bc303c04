// Single keys. Off when the person says so, and never while something is being typed.
import { useEffect, memory } from '../lib.js';
import { go } from '../router.js';

const PAGES = { __proto__: null, o: '/', a: '/agents', l: '/wall', m: '/models', c: '/conversions' };
const TYPING = 'input, textarea, select, [contenteditable]';
const SECOND_MS = 1500;

export function Keys() {
  useEffect(() => {
    let first = 0;
    const key = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault();
        document.getElementById('search')?.focus();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(TYPING)) return;
      if (!memory.get('keys', true) || document.querySelector('dialog[open]')) return;
      if (Date.now() - first < SECOND_MS && PAGES[event.key]) go(PAGES[event.key]);
      else if (event.key === '/') {
        event.preventDefault();
        document.getElementById('search')?.focus();
      } else if (event.key === '?') go('/help');
      first = event.key === 'g' ? Date.now() : 0;
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  return null;
}
