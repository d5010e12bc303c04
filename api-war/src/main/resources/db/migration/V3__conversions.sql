-- Conversions. What is to be done about a row is due at poll_at; who does it holds the lease until lease_until, by the database's own
-- clock, and may write its outcome only while the lease is still the one it took.

CREATE TABLE conversions (
  id            UUID                     NOT NULL PRIMARY KEY,
  owner         VARCHAR(255)             NOT NULL,
  name          VARCHAR(100)             NOT NULL,
  chip          VARCHAR(20)              NOT NULL,
  status        VARCHAR(20)              NOT NULL,
  progress      INTEGER                  NOT NULL,
  message       VARCHAR(500),
  job_id        VARCHAR(64),
  result_size   BIGINT,
  result_sha256 VARCHAR(64),
  object_key    VARCHAR(1024),
  model_id      VARCHAR(36),
  created_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  answered_at   TIMESTAMP WITH TIME ZONE NOT NULL,
  abandoned     BOOLEAN                  NOT NULL,
  attempts      INTEGER                  NOT NULL,
  poll_at       TIMESTAMP WITH TIME ZONE,
  lease         VARCHAR(36),
  lease_until   TIMESTAMP WITH TIME ZONE
);

CREATE INDEX conversions_by_owner ON conversions (owner, created_at, id);

CREATE INDEX conversions_by_poll ON conversions (poll_at);
