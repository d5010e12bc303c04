package io.visiona.api.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.body.ArrivingBody.Arrival;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A body that comes in pieces, or not. */
final class ArrivingBodyTest {
  private static final int LARGEST = 100_000;

  private final Wire wire = new Wire();
  private final ArrivingBody body = new ArrivingBody(wire, LARGEST);

  @Test
  void pieces_areJoined() throws IOException {
    wire.arrive("{\"a\":".getBytes(StandardCharsets.UTF_8));
    body.onDataAvailable();
    assertThat(body.arrival()).isNotDone();
    wire.arrive("1}".getBytes(StandardCharsets.UTF_8));
    body.onDataAvailable();
    body.onAllDataRead();

    assertThat(body.arrival().join())
        .isInstanceOfSatisfying(
            Arrival.Whole.class,
            whole ->
                assertThat(whole.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}"));
  }

  @Test
  void bodyOfTheLargestSize_isTaken() throws IOException {
    wire.arrive(new byte[LARGEST]);
    body.onDataAvailable();
    body.onAllDataRead();

    assertThat(body.arrival().join())
        .isInstanceOfSatisfying(
            Arrival.Whole.class, whole -> assertThat(whole.bytes()).hasSize(LARGEST));
  }

  @Test
  void oneByteMore_isReadToItsEndAndThenRefused() throws IOException {
    wire.arrive(new byte[LARGEST + 1]);
    body.onDataAvailable();
    assertThat(body.arrival()).as("its sender may not be looking yet").isNotDone();
    body.onAllDataRead();

    assertThat(body.arrival().join()).isEqualTo(new Arrival.TooLarge());
  }

  @Test
  void bodyWithoutAnEnd_isRefusedInTheMiddle() throws IOException {
    for (int i = 0; i < 100 && !body.arrival().isDone(); i++) {
      wire.arrive(new byte[LARGEST]);
      body.onDataAvailable();
    }

    assertThat(body.arrival().join()).isEqualTo(new Arrival.TooLarge());
  }

  @Test
  void afterTheDeadline_nothingIsRead() throws IOException {
    body.arrival().complete(new Arrival.TooSlow());
    wire.arrive(new byte[10]);
    body.onDataAvailable();
    body.onAllDataRead();

    assertThat(wire.left()).isEqualTo(10);
    assertThat(body.arrival().join()).isEqualTo(new Arrival.TooSlow());
  }

  @Test
  void timeoutOfTheContainer_isTooSlow_andWhatElseBreaksIsNot() {
    body.onError(new IOException(new SocketTimeoutException()));
    assertThat(body.arrival().join()).isEqualTo(new Arrival.TooSlow());

    ArrivingBody other = new ArrivingBody(wire, LARGEST);
    other.onError(new IOException("reset"));
    assertThat(other.arrival().join()).isInstanceOf(Arrival.Broken.class);
  }

  private static final class Wire extends ServletInputStream {
    private byte[] arrived = new byte[0];
    private int at;

    void arrive(byte[] more) {
      byte[] rest = Arrays.copyOfRange(arrived, at, arrived.length);
      arrived = Arrays.copyOf(rest, rest.length + more.length);
      System.arraycopy(more, 0, arrived, rest.length, more.length);
      at = 0;
    }

    int left() {
      return arrived.length - at;
    }

    @Override
    public boolean isReady() {
      return left() > 0;
    }

    @Override
    public int read() {
      return left() > 0 ? arrived[at++] : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      int n = Math.min(count, left());
      System.arraycopy(arrived, at, target, offset, n);
      at += n;
      return n;
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
