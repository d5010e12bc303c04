package io.visiona.tests.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the boxes took, and what came to one that was meant for another. Bodies that were cut are
 * not in it. Thread-safe.
 */
final class Ledger {
  private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
  private final List<String> astray = new CopyOnWriteArrayList<>();

  void took(String id) {
    taken.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
  }

  void astray(String what) {
    astray.add(what);
  }

  /** How often a body was taken whole. */
  int times(String id) {
    AtomicInteger times = taken.get(id);
    return times == null ? 0 : times.get();
  }

  /** What arrived whole more than once. */
  List<String> doubled() {
    return taken.entrySet().stream()
        .filter(each -> each.getValue().get() > 1)
        .map(each -> each.getKey() + " " + each.getValue() + " times")
        .toList();
  }

  List<String> astray() {
    return List.copyOf(astray);
  }
}
