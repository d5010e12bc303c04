package io.visiona.api.agents.relay;

import io.visiona.yamux.blocking.StreamSession;
import java.io.IOException;

/** Makes one connection to the relay. */
@FunctionalInterface
public interface LinkDialer {

  /** A session that is already driven; bounded in time. */
  StreamSession dial() throws IOException;
}
