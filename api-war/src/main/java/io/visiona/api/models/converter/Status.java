package io.visiona.api.models.converter;

import java.util.Locale;

/**
 * Where a conversion stands.
 *
 * <pre>
 *   QUEUED → RUNNING → SUCCEEDED
 *      │        ├────→ FAILED
 *      └────────┴────→ FAILED, CANCELLED, SUCCEEDED      (a job may be over before it was seen to run)
 * </pre>
 *
 * A conversion is QUEUED from the moment its file begins to arrive. The last three are final:
 * nothing leaves them.
 */
public enum Status {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Whether it will never change again. */
  public boolean isFinal() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }

  /** As clients see it. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
