package io.visiona.relay.tunnel;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is counted at the door, without saying who. Thread-safe. */
public final class AdmissionStats {
  private final Map<AdmissionRefusal, LongAdder> refused = new EnumMap<>(AdmissionRefusal.class);
  private final AtomicInteger waiting = new AtomicInteger();

  /** Nothing yet. */
  public AdmissionStats() {
    for (AdmissionRefusal reason : AdmissionRefusal.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void begins() {
    waiting.incrementAndGet();
  }

  void ends() {
    waiting.decrementAndGet();
  }

  void refused(AdmissionRefusal reason) {
    adder(reason).increment();
  }

  /** Connections that wait for their turn or for the API's answer now. */
  public int waiting() {
    return waiting.get();
  }

  /** Connections that were not let in for this reason, since the start. */
  public long total(AdmissionRefusal reason) {
    return adder(reason).sum();
  }

  private LongAdder adder(AdmissionRefusal reason) {
    LongAdder adder = refused.get(reason);
    if (adder == null) {
      throw new IllegalStateException("all have one");
    }
    return adder;
  }
}
