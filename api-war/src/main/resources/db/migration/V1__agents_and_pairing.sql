-- The same statements run on H2 and on PostgreSQL. Hashes are HMAC-SHA256 in hexadecimal, times are instants.

CREATE TABLE agents (
  id              UUID                     NOT NULL PRIMARY KEY,
  owner           VARCHAR(255)             NOT NULL,
  name            VARCHAR(100)             NOT NULL,
  label           VARCHAR(100)             NOT NULL,
  platform        VARCHAR(100)             NOT NULL,
  allow_proxy     BOOLEAN                  NOT NULL,
  token_hash      VARCHAR(64)              NOT NULL,
  paired_at       TIMESTAMP WITH TIME ZONE NOT NULL,
  token_issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_seen_at    TIMESTAMP WITH TIME ZONE,
  CONSTRAINT agents_token_hash_unique UNIQUE (token_hash)
);

CREATE INDEX agents_by_owner ON agents (owner, paired_at, id);

CREATE TABLE pairing_codes (
  id          UUID                     NOT NULL PRIMARY KEY,
  owner       VARCHAR(255)             NOT NULL,
  label       VARCHAR(100)             NOT NULL,
  allow_proxy BOOLEAN                  NOT NULL,
  code_hash   VARCHAR(64)              NOT NULL,
  created_at  TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at  TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at     TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pairing_codes_code_hash_unique UNIQUE (code_hash)
);

CREATE INDEX pairing_codes_by_owner ON pairing_codes (owner, created_at, id);

-- Tunnels that must be closed because their token was revoked, kept until the relay has confirmed it.
CREATE TABLE tunnel_closures (
  id           UUID                     NOT NULL PRIMARY KEY,
  agent_id     UUID                     NOT NULL,
  requested_at TIMESTAMP WITH TIME ZONE NOT NULL
);
