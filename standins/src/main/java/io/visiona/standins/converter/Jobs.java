package io.visiona.standins.converter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The jobs there are; the oldest of more than a thousand is forgotten. Thread-safe. */
final class Jobs {
  private static final int MOST = 1_000;

  private final Map<String, Job> byId = new LinkedHashMap<>();

  synchronized void add(Job job) {
    byId.put(job.id(), job);
    if (byId.size() > MOST) {
      byId.remove(byId.keySet().iterator().next());
    }
  }

  synchronized Optional<Job> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  synchronized boolean delete(String id) {
    return byId.remove(id) != null;
  }
}
