package io.visiona.api.events;

import java.util.Map;
import java.util.Set;

/** Reads what people have now. */
@FunctionalInterface
interface Snapshots {

  /** Of each of them, at most 500; blocks. */
  Map<String, Snapshot> of(Set<String> subjects);
}
