// Starts the program on the box again, when the person has confirmed it.
import { t } from '../texts.js';
import { post } from '../api.js';
import { ask } from './dialog.js';
import { toast } from './toast.js';

export const askRestart = (agent) => ask({ title: t('system.restart'), text: t('system.restart_text', { name: agent.label || agent.name }), action: t('system.restart'), run: async () => {
  const { expected_downtime_s: seconds } = await post(`/api/agents/${agent.id}/system/restart`, { target: 'agent', reason: 'console' });
  toast(t('system.restarting', { count: seconds ?? 10 }));
} });
