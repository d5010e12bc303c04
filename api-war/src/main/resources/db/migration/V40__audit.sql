-- Who did what to a person's own things. Nothing refers to it and it refers to nothing: what it tells of may be gone.

CREATE TABLE audit_events (
  id          UUID                     NOT NULL PRIMARY KEY,
  subject     VARCHAR(255)             NOT NULL,
  happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor       VARCHAR(20)              NOT NULL,
  session_id  VARCHAR(36),
  program     VARCHAR(60),
  action      VARCHAR(60)              NOT NULL,
  thing       VARCHAR(64),
  detail      VARCHAR(300),
  address     VARCHAR(64)              NOT NULL,
  status      INTEGER                  NOT NULL,
  request_id  VARCHAR(64)              NOT NULL
);

CREATE INDEX audit_events_by_subject ON audit_events (subject, happened_at, id);
CREATE INDEX audit_events_by_time ON audit_events (happened_at);
