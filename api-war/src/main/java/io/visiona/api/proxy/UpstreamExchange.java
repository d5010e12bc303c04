package io.visiona.api.proxy;

import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One request at an upstream, and its response. One thread reads the response; the request's body
 * may be sent by another meanwhile, because an upstream may answer before it has read everything.
 * {@link #cancel()} may be called by any thread and wakes both.
 */
public interface UpstreamExchange {

  /**
   * Sends the body as it comes, to its end; a fault of {@code source} leaves as it is, and any
   * other means that the upstream takes no more.
   *
   * @param chunked in chunks; else the head has told the length
   */
  void send(InputStream source, boolean chunked) throws IOException;

  /** Whether the request has been sent whole. */
  boolean isSent();

  /**
   * Waits until the upstream wants the body (RFC 9110 section 10.1.1) or the response is there.
   * True too when neither came in {@code patience}: an upstream may know nothing of expectations.
   *
   * @return false when there is a response already: the body is not to be sent
   */
  boolean awaitContinue(Duration patience) throws InterruptedException;

  /** Waits for the head of the response, or of a 101; other interim ones are skipped. */
  ResponseHead response() throws UpstreamException;

  /** Where the body of the response ends; after {@link #response()}. */
  BodyFraming framing();

  /**
   * Reads some of the response's body, or after a 101 of what comes instead.
   *
   * @return bytes read; -1 at the end, which is never reported for a body that was cut short
   */
  int read(byte[] target, int offset, int length) throws UpstreamException;

  /** Whether something can be read without waiting; false when unsure. */
  boolean hasMore();

  /** Whether the response begins in this time; false when unsure. */
  default boolean answersWithin(Duration time) {
    return false;
  }

  /** Whether all of the response's body is there to be read without waiting. */
  default boolean isAtHand() {
    return false;
  }

  /**
   * Whether nothing more comes: the upstream has ended, or the exchange is cancelled. What came
   * before may still be there to be read. False when unsure.
   */
  default boolean isOver() {
    return false;
  }

  /** What goes there after a 101; everything written is sent at once. */
  OutputStream switchedOutput() throws IOException;

  /** After a 101: no more will be sent, what was is delivered; reading goes on. */
  void closeSwitchedOutput();

  /** Ends both directions at once. */
  void cancel();

  /**
   * Done with it: what may be used again is, anything else is cancelled. What the exchange counted
   * for is given back. Idempotent.
   */
  void close();
}
