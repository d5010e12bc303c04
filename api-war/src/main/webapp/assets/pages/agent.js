// One agent: head and tabs.
import { html } from '../lib.js';
import { useAgent, AgentHead, missing } from '../parts/agent-page.js';
import { Devices } from '../parts/tab-devices.js';
import { Cameras } from '../parts/tab-cameras.js';
import { Clusters } from '../parts/tab-clusters.js';
import { Logs } from '../parts/tab-logs.js';
import { System } from '../parts/tab-system.js';
import { Settings } from '../parts/tab-settings.js';

const TABS = { __proto__: null, devices: Devices, cameras: Cameras, clusters: Clusters, logs: Logs, system: System, settings: Settings };

export default function Agent({ route }) {
  const one = useAgent(route.params.id);
  const absent = missing(one);
  if (absent) return absent;
  const tab = route.params.tab ?? 'devices';
  const Tab = TABS[tab];
  return html`<${AgentHead} ...${one} tab=${tab} /><div class=${`stack ${one.old && tab !== 'settings' ? 'old' : ''}`}><${Tab} ...${one} /></div>`;
}
