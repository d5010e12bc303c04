-- Which session token of an agent is meant: one more at each new one. A directory of several relays refuses tunnels that were let in by an older one.

ALTER TABLE agents ADD COLUMN credential_version INTEGER DEFAULT 1 NOT NULL;

-- The least that is accepted from then on. 0: any tunnel is closed.
ALTER TABLE tunnel_closures ADD COLUMN least_version INTEGER DEFAULT 0 NOT NULL;
