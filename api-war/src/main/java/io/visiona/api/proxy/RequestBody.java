package io.visiona.api.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The body of a request: a client's, or one made here. One thread at a time. */
public interface RequestBody {

  /** Whether there is none, not even an empty one. */
  boolean isNone();

  /** In bytes; -1 when it comes in chunks. */
  long length();

  /** Whether there is nothing to send. */
  default boolean isEmpty() {
    return isNone() || length() == 0;
  }

  /**
   * All of it when it is at hand, or nearly so; null when it is to be sent as it comes.
   *
   * @param threads where reading may go on meanwhile
   */
  byte @Nullable [] atHand(Executor threads) throws IOException, InterruptedException;

  /** The body as it comes; reading fails when the client does not send all of it. */
  InputStream open() throws IOException;

  /** Whether it can be sent from its beginning. */
  boolean isWhole();

  /** One that is in memory. */
  static RequestBody of(byte[] bytes) {
    return new RequestBody() {
      @Override
      public boolean isNone() {
        return false;
      }

      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public byte[] atHand(Executor threads) {
        return bytes;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public boolean isWhole() {
        return true;
      }
    };
  }
}
