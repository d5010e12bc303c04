-- What the last release sends to its database, a statement of each kind and table, with all columns that it knew. {id} is another
-- UUID for each run, {text} another text.
INSERT INTO agents (id, owner, name, label, platform, allow_proxy, token_hash, paired_at, token_issued_at, last_seen_at)
  VALUES ('{id}', 'alice', 'box', 'Door', 'linux', TRUE, '{text}', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, NULL);
SELECT id, owner, name, label, platform, allow_proxy, token_hash, paired_at, token_issued_at, last_seen_at FROM agents WHERE id = '{id}';
UPDATE agents SET label = 'Gate', allow_proxy = FALSE, last_seen_at = CURRENT_TIMESTAMP WHERE id = '{id}';
INSERT INTO pairing_codes (id, owner, label, allow_proxy, code_hash, created_at, expires_at, used_at)
  VALUES ('{id}', 'alice', 'Door', TRUE, '{text}', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, NULL);
SELECT id, owner, label, allow_proxy, code_hash, created_at, expires_at, used_at FROM pairing_codes WHERE code_hash = '{text}';
UPDATE pairing_codes SET used_at = CURRENT_TIMESTAMP WHERE id = '{id}';
INSERT INTO tunnel_closures (id, agent_id, requested_at) VALUES ('{id}', '{id}', CURRENT_TIMESTAMP);
SELECT id, agent_id, requested_at FROM tunnel_closures WHERE id = '{id}';
INSERT INTO models (id, owner, name, source, chip, size_bytes, sha256, object_key, conversion_id, created_at, updated_at)
  VALUES ('{id}', 'alice', 'Doorbell', 'converted', 'KL720', 5, '{text}', 'models/1', '{id}', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP);
SELECT id, owner, name, source, chip, size_bytes, sha256, object_key, conversion_id, created_at, updated_at FROM models WHERE id = '{id}';
UPDATE models SET name = 'Parking', updated_at = CURRENT_TIMESTAMP WHERE id = '{id}';
INSERT INTO conversions (id, owner, name, chip, status, progress, message, job_id, result_size, result_sha256, object_key, model_id,
    created_at, updated_at, answered_at, abandoned, attempts, poll_at, lease, lease_until)
  VALUES ('{id}', 'alice', 'Doorbell', 'KL720', 'RUNNING', 40, NULL, 'job-1', NULL, NULL, NULL, NULL,
    CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, FALSE, 1, CURRENT_TIMESTAMP, NULL, NULL);
SELECT id, owner, name, chip, status, progress, message, job_id, result_size, result_sha256, object_key, model_id, created_at,
    updated_at, answered_at, abandoned, attempts, poll_at, lease, lease_until FROM conversions WHERE id = '{id}';
UPDATE conversions SET status = 'SUCCEEDED', progress = 100, result_size = 5, lease = '{id}', lease_until = CURRENT_TIMESTAMP,
    poll_at = NULL WHERE id = '{id}';
INSERT INTO users (id, username, subject) VALUES ('{id}', '{text}', '{text}');
SELECT id, username, subject, created_at FROM users WHERE username = '{text}';
