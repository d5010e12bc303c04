package io.visiona.agent.cameras;

import io.visiona.agent.cameras.Encoder.Variant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The encoders of one camera, each there as long as somebody needs it. Thread-safe. */
final class Encoders {
  private static final class Shared {
    private final Encoder encoder;
    private int users;

    Shared(Encoder encoder) {
      this.encoder = encoder;
    }
  }

  private final Map<Variant, Shared> shared = new HashMap<>();
  private final AtomicLong encodings = new AtomicLong();

  synchronized Encoder take(Variant variant, @Nullable Overlay overlay) {
    Shared one =
        shared.computeIfAbsent(variant, key -> new Shared(new Encoder(key, overlay, encodings)));
    one.users++;
    return one.encoder;
  }

  synchronized void giveBack(Variant variant) {
    Shared one = shared.get(variant);
    if (one != null) {
      one.users--;
      if (one.users == 0) {
        shared.remove(variant);
        one.encoder.close();
      }
    }
  }

  /** How many pictures were encoded. */
  long encodings() {
    return encodings.get();
  }
}
