package io.visiona.shared.membercenter;

import java.time.Duration;

/** Lets time pass between attempts. */
@FunctionalInterface
interface Pauses {

  /** Returns after that long, or throws as soon as the thread is interrupted. */
  void pause(Duration length) throws InterruptedException;
}
