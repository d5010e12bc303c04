package io.visiona.agent.clusters;

import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.inference.Strategy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster as it is kept; read and changed by its service only, under the service's lock. */
final class Cluster {
  private final String id;
  private final String chip;
  private final Instant createdAt;
  private final Map<DeviceId, Integer> weights = new LinkedHashMap<>();
  private String name;
  private Strategy strategy;
  private Instant updatedAt;
  private @Nullable InferenceSession session;
  private @Nullable ClusterFlash flash;

  Cluster(String id, String name, Strategy strategy, String chip, Instant createdAt) {
    this.id = id;
    this.name = name;
    this.strategy = strategy;
    this.chip = chip;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
  }

  String id() {
    return id;
  }

  String chip() {
    return chip;
  }

  String name() {
    return name;
  }

  Strategy strategy() {
    return strategy;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  /** Weights by device, in the order in which they joined. */
  Map<DeviceId, Integer> weights() {
    return weights;
  }

  void describe(String newName, Strategy newStrategy, Instant at) {
    name = newName;
    strategy = newStrategy;
    updatedAt = at;
    InferenceSession running = session;
    if (running != null) {
      running.strategy(newStrategy);
    }
  }

  void touched(Instant at) {
    updatedAt = at;
  }

  @Nullable InferenceSession session() {
    return session;
  }

  void session(InferenceSession now) {
    session = now;
  }

  boolean isRunning() {
    InferenceSession now = session;
    return now != null && now.isRunning();
  }

  @Nullable ClusterFlash flash() {
    return flash;
  }

  void flash(ClusterFlash now) {
    flash = now;
  }
}
