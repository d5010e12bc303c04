package io.visiona.shared.membercenter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Pauses that take no time and are remembered; or, once told so, that last until they are
 * interrupted.
 */
final class RecordedPauses implements Pauses {
  private final List<Duration> taken = new CopyOnWriteArrayList<>();
  private volatile boolean endless;

  @Override
  public void pause(Duration length) throws InterruptedException {
    taken.add(length);
    if (endless) {
      new CountDownLatch(1).await();
    }
  }

  void lastForever() {
    endless = true;
  }

  List<Duration> taken() {
    return List.copyOf(taken);
  }
}
