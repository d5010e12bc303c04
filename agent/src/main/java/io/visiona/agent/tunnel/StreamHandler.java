package io.visiona.agent.tunnel;

import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;

/** Serves one stream; called on a virtual thread of its own. */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Serves the stream until one side is done with it; the caller closes it afterwards, and resets
   * it when this throws.
   */
  void serve(YamuxStream stream) throws IOException, InterruptedException;
}
