// What all pages of one agent share: its live channel, its head, and that old data is greyed while it is away.
import { html, useEffect, useEvery, useRef, useState, useStore, store } from '../lib.js';
import { t, bytes, clock, visible } from '../texts.js';
import { look } from '../api.js';
import { useList } from '../lists.js';
import { openAgent } from '../live/agent.js';
import { Link } from '../router.js';
import { Heading } from './heading.js';
import { Loading, Problem, State } from './ui.js';
import { agentState, Seen } from './agent-row.js';
import { change } from './rename.js';
import { announce } from './announce.js';

const NOTHING = store({ state: 'starting', devices: new Map(), cameras: new Map(), clusters: new Map(), flashes: new Map() });
const SKEW_MS = 5000;
const SESSION_MS = 30000;
/** As long as the console's own channel may be away before a banner says so. */
const GONE_MS = 10000;

/** Whether the channel has been gone for so long that what it told is old. */
function useGone({ state }) {
  const gone = state === 'waiting';
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!gone) return undefined;
    const timer = setTimeout(() => setLate(true), GONE_MS);
    return () => clearTimeout(timer);
  }, [gone]);
  return gone && late;
}

/** The agent, its channel and what it said; the channel lives as long as the page. */
export function useAgent(id) {
  const { items } = useList('agents');
  const [channel, setChannel] = useState(null);
  const [session, setSession] = useState(null);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    const opened = openAgent(id);
    setChannel(opened);
    return () => opened.close();
  }, [id]);
  const agent = items?.find((one) => one.id === id) ?? null;
  useEffect(() => {
    if (items && !agent) look(`/api/agents/${id}`).then(() => setFailure(null), setFailure);
  }, [id, agent === null, items === null]);
  // Round trip and bytes are of the moment, and no event tells them.
  useEvery(SESSION_MS, () => {
    if (agent && agent.online !== false) look(`/api/agents/${id}/session`).then(setSession, (problem) => console.info('No session', problem.code));
  }, [id, agent?.online]);
  const live = useStore(channel?.state ?? NOTHING);
  const known = useRef(null);
  useEffect(() => {
    const online = agent?.online ?? null;
    if (online !== null && known.current !== null && online !== known.current) announce(t(online ? 'happened.agent.online' : 'happened.agent.offline', { name: agent.label || agent.name }));
    known.current = online ?? known.current;
  }, [agent?.online]);
  const away = agent?.online === false || live.state === 'refused';
  // What is old is greyed; orders may still come through while only the channel is gone.
  const old = useGone(live) || away;
  return { agent, channel, live, session, failure, away, old };
}

/** The way to a page of an agent; `tab` is where that page hangs. */
export const agentCrumbs = (agent, tab) => [['/agents', t('nav.agents')],
  ...(tab ? [[`/agents/${agent.id}`, agent.label || agent.name], [`/agents/${agent.id}/${tab}`, t(`agent.tab.${tab}`)]] : [])];

/** Loading, or why the agent is not there; null when it is. */
export function missing({ agent, failure }) {
  if (agent) return null;
  if (failure) return html`<${Heading} title=${t('kind.agent')} crumbs=${[['/agents', t('nav.agents')]]} /><${Problem} failure=${failure}><${Link} to="/agents">${t('common.back_to_list')}<//><//>`;
  return html`<${Loading} />`;
}

/** While the agent or its channel is away everything stays as last known, with its time. */
export function Away({ agent, live, old }) {
  if (agent.online === false) return html`<div class="notice away">${live.at ? t('agent.away_as_of', { time: clock(agent.last_seen_at ?? live.at) }) : t('agent.away')}</div>`;
  return old && live.at ? html`<div class="notice">${t('agent.not_live', { time: clock(live.at) })}</div>` : null;
}

const TABS = ['devices', 'cameras', 'clusters', 'logs', 'system', 'settings'];

export function AgentHead({ agent, session, tab, live, old }) {
  const skew = session?.clock_skew_ms;
  const tabs = useRef(null);
  // On a narrow screen the tabs scroll sideways.
  useEffect(() => {
    const show = () => tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    show();
    addEventListener('resize', show);
    return () => removeEventListener('resize', show);
  }, [tab]);
  const edit = (label) => change('agents', agent, { label }, t('common.renamed'));
  return html`<${Heading} title=${agent.label || agent.name} crumbs=${agentCrumbs(agent)} edit=${edit}>${agent.allow_proxy && html`<a class="button" href=${`/api/agents/${agent.id}/open`} target="_blank" rel="noopener">${t('agent.open_page')}</a>`}<//>
    <div class="row soft"><${State} kind="agent" value=${agentState(agent)} /><${Seen} agent=${agent} /><span>${visible(agent.platform)}</span>
      ${agent.online && session?.online && html`<span title=${t('agent.address')}>${visible(session.remote_address)}</span><span title=${t('agent.transport')}>${visible(session.transport)}</span>
      ${session.round_trip_ms !== null && html`<span title=${t('agents.column.round_trip')}>${t('unit.ms', { value: Math.round(session.round_trip_ms) })}</span>`}<span title=${t('agent.traffic')}>↓ ${bytes(session.bytes_in)} ↑ ${bytes(session.bytes_out)}</span>`}</div>
    <${Away} agent=${agent} live=${live} old=${old} />
    ${agent.contested && html`<div class="notice" role="status">${t('agent.contested')}</div>`}
    ${Math.abs(skew ?? 0) > SKEW_MS && html`<div class="notice">${t('agent.skew', { seconds: Math.round(skew / 1000) })}</div>`}
    <nav class="tabs" ref=${tabs} aria-label=${t('agent.parts')}>${TABS.map((one) => html`<${Link} key=${one} to=${`/agents/${agent.id}/${one}`} aria-current=${one === tab ? 'page' : undefined}>${t(`agent.tab.${one}`)}<//>`)}</nav>`;
}
