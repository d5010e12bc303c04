-- What people note on their agents, and how many devices one had when it last said.

ALTER TABLE agents ADD COLUMN tags VARCHAR(1000) DEFAULT '' NOT NULL;
ALTER TABLE agents ADD COLUMN note VARCHAR(500) DEFAULT '' NOT NULL;
ALTER TABLE agents ADD COLUMN devices INTEGER;

-- With which an agent fetches one uploaded model. The ticket itself is nowhere: hashes are HMAC-SHA256 in hexadecimal.
CREATE TABLE model_tickets (
  ticket_hash VARCHAR(64)              NOT NULL PRIMARY KEY,
  agent_id    UUID                     NOT NULL,
  model_id    UUID                     NOT NULL,
  expires_at  TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX model_tickets_by_expiry ON model_tickets (expires_at);

-- Which agent a used pairing code made.
ALTER TABLE pairing_codes ADD COLUMN agent_id VARCHAR(36);
