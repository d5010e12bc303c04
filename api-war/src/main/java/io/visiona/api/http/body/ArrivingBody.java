package io.visiona.api.http.body;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a body in as it arrives. The container calls it, one call at a time, and between two calls
 * no thread has to do with it.
 */
final class ArrivingBody implements ReadListener {
  private static final int PIECE = 8 * 1024;

  /**
   * Read and dropped of a body that is too large, so that a client which sends it whole before it
   * reads sees the answer and not a reset.
   */
  private static final int MOST_DROPPED = 1024 * 1024;

  /** What came of it. */
  sealed interface Arrival {
    /** All of it. */
    final class Whole implements Arrival {
      private final byte[] bytes;

      private Whole(byte[] bytes) {
        this.bytes = bytes;
      }

      /** The array itself, which is the caller's. */
      byte[] bytes() {
        return bytes;
      }
    }

    /** It is larger than allowed. */
    record TooLarge() implements Arrival {}

    /** It did not come within the time. */
    record TooSlow() implements Arrival {}

    /** The connection broke, or what came is no valid body. */
    record Broken(Throwable why) implements Arrival {}
  }

  private final ServletInputStream in;
  private final int largest;
  private final CompletableFuture<Arrival> arrival = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final byte[] piece = new byte[PIECE];
  private int dropped;

  ArrivingBody(ServletInputStream in, int largest) {
    this.in = in;
    this.largest = largest;
  }

  /**
   * Done when it is known what came; may be completed from outside, after which nothing is read.
   */
  CompletableFuture<Arrival> arrival() {
    return arrival;
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!arrival.isDone() && in.isReady()) {
      int n = in.read(piece);
      if (n < 0) {
        return;
      }
      take(n);
    }
  }

  private void take(int n) {
    if (dropped == 0 && bytes.size() + n <= largest) {
      bytes.write(piece, 0, n);
      return;
    }
    bytes.reset();
    dropped += n;
    if (dropped > MOST_DROPPED) {
      arrival.complete(new Arrival.TooLarge());
    }
  }

  @Override
  public void onAllDataRead() {
    arrival.complete(dropped > 0 ? new Arrival.TooLarge() : new Arrival.Whole(bytes.toByteArray()));
  }

  @Override
  public void onError(Throwable broken) {
    arrival.complete(isTimeout(broken) ? new Arrival.TooSlow() : new Arrival.Broken(broken));
  }

  private static boolean isTimeout(Throwable broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
