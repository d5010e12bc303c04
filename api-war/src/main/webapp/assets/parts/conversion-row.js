// How far a conversion is, in one line.
import { html } from '../lib.js';
import { t, percent } from '../texts.js';
import { State, Progress } from './ui.js';

export const isUnderWay = (one) => one.status === 'queued' || one.status === 'running';

export const ConversionState = ({ one }) => (one.status === 'running'
  ? html`<${Progress} value=${one.progress / 100} text=${`${t('state.conversion.running')} · ${percent(one.progress / 100)}`} />`
  : html`<${State} kind="conversion" value=${one.status} />`);
