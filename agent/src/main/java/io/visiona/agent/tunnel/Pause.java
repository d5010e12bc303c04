package io.visiona.agent.tunnel;

import java.time.Duration;

/** Time as the keeper of the tunnel sees it, so that tests need not wait. */
interface Pause {
  /** Waits; true when it was told to stop meanwhile. */
  boolean sleep(Duration time) throws InterruptedException;

  /** A clock that never goes back, as {@link System#nanoTime}. */
  long nanoTime();
}
