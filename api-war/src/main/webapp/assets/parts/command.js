// Commands for the box, as its system wants them.
import { html } from '../lib.js';
import { t } from '../texts.js';
import { Copy } from './ui.js';

// Shells that quote differently, and the agent without an installation.
const HOWS = ['linux', 'windows', 'docker', 'java'];
/** A server on this very machine is not at 127.0.0.1 of a container. */
const NET = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname) ? ' --network host' : '';
export const container = (how) => `docker run ${how}${NET} -v visiona-agent:/var/lib/visiona-agent visiona-agent`;
/** Without an installation the agent is one file, or an image. */
const PROGRAM = { __proto__: null, java: 'java -jar visiona-agent.jar', docker: container('--rm') };
export const program = (how) => PROGRAM[how] ?? 'visiona-agent';
export const start = (how) => (how === 'docker' ? container('-d --restart unless-stopped') : `${program(how)} run`);

/** A command whose words are not broken where the line is. */
export const Command = ({ line, copy }) => html`<pre class="command">${line.split(' ').map((word, i) => html`<span key=${i}>${word}</span> `)}</pre>
  <div class="row"><${Copy} text=${line}>${copy}<//></div>`;

/** The choice of the box's system. */
export const Systems = ({ how, choose }) => html`<div class="tabs" role="group" aria-label=${t('pair.system')}>${HOWS.map((one) => html`<button key=${one} type="button" class="small quiet" aria-pressed=${how === one} onClick=${() => choose(one)}>${t(`pair.how.${one}`)}</button>`)}</div>`;
