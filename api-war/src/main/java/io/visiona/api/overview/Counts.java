package io.visiona.api.overview;

import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a person has, counted by the database in a few indexed questions. It reads the tables of
 * several features, and writes none of them. Thread-safe.
 */
final class Counts {
  static final Duration LATELY = Duration.ofDays(7);
  private static final int MOST = 10;

  private final Transactions transactions;

  Counts(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What became of conversions: under way now, and over within the last seven days. */
  record Conversions(long queued, long running, long succeeded, long failed) {}

  /** The library; bytes of all files. */
  record Models(long total, long converted, long uploaded, long bytes) {}

  /** A conversion that failed lately. */
  record Failed(UUID id, String name, Instant at) {}

  /** A pairing code that can still be used. */
  record OpenCode(UUID id, String label, Instant expiresAt) {}

  /** All of it, at one moment. */
  record All(Conversions conversions, Models models, List<Failed> failed, List<OpenCode> codes) {}

  All of(String owner, Instant now) {
    return transactions.call(entities ->
        new All(
            conversions(entities, owner, now.minus(LATELY)),
            models(entities, owner),
            failed(entities, owner, now.minus(LATELY)),
            codes(entities, owner, now)));
  }

  private static Conversions conversions(EntityManager entities, String owner, Instant since) {
    Map<String, Long> counts =
        entities
            .createQuery(
                "SELECT c.status, COUNT(c) FROM ConversionEntity c WHERE c.owner = :owner"
                    + " AND (c.updatedAt >= :since OR c.status IN"
                    + " (io.visiona.api.models.converter.Status.QUEUED,"
                    + " io.visiona.api.models.converter.Status.RUNNING)) GROUP BY c.status",
                Object[].class)
            .setParameter("owner", owner)
            .setParameter("since", since)
            .getResultStream()
            .collect(Collectors.toMap(row -> row[0].toString(), row -> (Long) row[1]));
    return new Conversions(
        counts.getOrDefault("QUEUED", 0L),
        counts.getOrDefault("RUNNING", 0L),
        counts.getOrDefault("SUCCEEDED", 0L),
        counts.getOrDefault("FAILED", 0L));
  }

  private static Models models(EntityManager entities, String owner) {
    List<Object[]> rows =
        entities
            .createQuery(
                "SELECT m.source, COUNT(m), SUM(m.size) FROM ModelEntity m"
                    + " WHERE m.owner = :owner GROUP BY m.source",
                Object[].class)
            .setParameter("owner", owner)
            .getResultList();
    Map<String, Long> counts =
        rows.stream().collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
    long bytes = rows.stream().mapToLong(row -> ((Number) row[2]).longValue()).sum();
    long converted = counts.getOrDefault("converted", 0L);
    long uploaded = counts.getOrDefault("uploaded", 0L);
    return new Models(converted + uploaded, converted, uploaded, bytes);
  }

  private static List<Failed> failed(EntityManager entities, String owner, Instant since) {
    return entities
        .createQuery(
            "SELECT c.id, c.name, c.updatedAt FROM ConversionEntity c WHERE c.owner = :owner"
                + " AND c.status = io.visiona.api.models.converter.Status.FAILED"
                + " AND c.updatedAt >= :since ORDER BY c.updatedAt DESC",
            Object[].class)
        .setParameter("owner", owner)
        .setParameter("since", since)
        .setMaxResults(MOST)
        .getResultStream()
        .map(row -> new Failed((UUID) row[0], (String) row[1], (Instant) row[2]))
        .toList();
  }

  private static List<OpenCode> codes(EntityManager entities, String owner, Instant now) {
    return entities
        .createQuery(
            "SELECT c.id, c.label, c.expiresAt FROM PairingCodeEntity c"
                + " WHERE c.owner = :owner AND c.usedAt IS NULL AND c.expiresAt > :now",
            Object[].class)
        .setParameter("owner", owner)
        .setParameter("now", now)
        .getResultStream()
        .map(row -> new OpenCode((UUID) row[0], (String) row[1], (Instant) row[2]))
        .toList();
  }
}
