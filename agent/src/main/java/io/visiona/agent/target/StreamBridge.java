package io.visiona.agent.target;

import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * One stream and one connection, joined until both directions have ended. The heads of request and
 * response are adapted to the target's host; everything else passes as it is.
 */
final class StreamBridge {
  private static final int SMALL_BYTES = 8 * 1024;
  private static final int LARGE_BYTES = 64 * 1024;

  /** How long a request that nobody takes any more may still come without a pause. */
  private static final Duration UNWANTED = Duration.ofSeconds(30);

  private final YamuxStream stream;
  private final InputStream input;
  private final TargetConnection target;
  private final HostHeader host;

  /** Which site the request was for; a target may answer before it has any of it. */
  private volatile Optional<String> page = Optional.empty();

  StreamBridge(YamuxStream stream, InputStream input, TargetConnection target, HostHeader host) {
    this.stream = stream;
    this.input = input;
    this.target = target;
    this.host = host;
  }

  /** Passes bytes both ways until both have ended; one direction runs on a thread of its own. */
  void run() throws IOException, InterruptedException {
    Thread upward = Thread.ofVirtual().name("passage-" + stream.id()).start(this::toTarget);
    try {
      toCaller();
    } finally {
      upward.join();
    }
  }

  private void toCaller() {
    boolean framed = false;
    try {
      InputStream in = target.input();
      MessageHead head = MessageHead.read(new byte[0], in);
      while (head.status() >= 100 && head.status() < 200 && head.status() != 101) {
        write(head.head());
        head = MessageHead.read(head.rest(), in);
      }
      framed = head.isFramed();
      write(host.ofResponse(head, page).head());
      write(head.rest());
      copyToCaller(in);
      stream.closeOutput();
    } catch (CallerGoneException e) {
      abort();
    } catch (IOException e) {
      if (framed) {
        // Targets that answer early reset what they did not read. Whether the answer is whole can
        // be told from its own length, so what came of it is not taken back.
        stream.closeOutput();
      } else {
        abort();
      }
    }
  }

  private void write(byte[] bytes) throws CallerGoneException {
    write(bytes, bytes.length);
  }

  private void write(byte[] bytes, int count) throws CallerGoneException {
    try {
      stream.output().write(bytes, 0, count);
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }

  private void copyToCaller(InputStream in) throws IOException {
    byte[] buffer = new byte[SMALL_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      write(buffer, count);
      buffer = next(buffer, count);
    }
  }

  private void toTarget() {
    try {
      MessageHead head = MessageHead.read(new byte[0], input);
      byte[] rest = head.rest();
      page = HostHeader.pageOf(head);
      byte[] first = host.ofRequest(head).head();
      if (send(first, first.length) && send(rest, rest.length) && copyToTarget(input)) {
        endOutput();
      } else {
        discard(input);
      }
    } catch (IOException e) {
      abort();
    }
  }

  /** False when the target takes no more; its answer may be there all the same. */
  private boolean send(byte[] bytes, int count) {
    try {
      OutputStream out = target.output();
      out.write(bytes, 0, count);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean copyToTarget(InputStream in) throws IOException {
    byte[] buffer = new byte[SMALL_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (!send(buffer, count)) {
        return false;
      }
      buffer = next(buffer, count);
    }
    return true;
  }

  private void endOutput() {
    try {
      target.endOutput();
    } catch (IOException e) {
      // The target is gone, and the other direction meets that too: what it says counts.
      System.getLogger(StreamBridge.class.getName())
          .log(System.Logger.Level.DEBUG, "the target is gone before its request ended", e);
    }
  }

  /**
   * The caller may be stuck in its request until its bytes are taken; it resets the stream when it
   * has its answer.
   */
  private void discard(InputStream in) throws IOException {
    stream.readTimeout(UNWANTED);
    byte[] scrap = new byte[SMALL_BYTES];
    int count = in.read(scrap);
    while (count >= 0) {
      count = in.read(scrap);
    }
  }

  /** Ends both sides the hard way, so that nobody takes what was cut short for whole. */
  private void abort() {
    stream.reset();
    try {
      target.abort();
    } catch (IOException e) {
      // Closed already by the other direction: that is what was wanted.
      stream.reset();
    }
  }

  /** Whoever fills a small buffer has more: most exchanges never need the large one. */
  private static byte[] next(byte[] buffer, int count) {
    return count == SMALL_BYTES ? new byte[LARGE_BYTES] : buffer;
  }

  /** The stream failed, not the target. */
  private static final class CallerGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    CallerGoneException(IOException cause) {
      super(cause);
    }
  }
}
