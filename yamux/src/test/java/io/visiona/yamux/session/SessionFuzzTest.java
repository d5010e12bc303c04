package io.visiona.yamux.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.visiona.yamux.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Fuzz targets; in the normal build they run over the committed seeds, with {@code JAZZER_FUZZ=1}
 * they look for new ones.
 */
class SessionFuzzTest {

  /** Any bytes are taken apart alike, however they are cut. */
  @FuzzTest
  void decoder(byte[] bytes) {
    assertThat(digest(bytes, 1)).isEqualTo(digest(bytes, Math.max(1, bytes.length)));
  }

  private static String digest(byte[] bytes, int piece) {
    FrameDecoder decoder = new FrameDecoder();
    StringBuilder digest = new StringBuilder();
    long payload = 0;
    for (int at = 0; at < bytes.length; at += piece) {
      ByteBuffer in = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
      boolean more = true;
      while (more) {
        switch (decoder.next(in)) {
          case HEADER -> digest.append(decoder.frame());
          case PAYLOAD -> {
            payload += decoder.fragment();
            in.position(in.position() + decoder.fragment());
          }
          case MORE -> more = false;
          case MALFORMED -> {
            return digest.append(decoder.problem()).append(payload).toString();
          }
        }
      }
    }
    return digest.append(payload).toString();
  }

  @FuzzTest
  void server(byte[] bytes) throws YamuxException {
    session(Role.SERVER, bytes);
  }

  @FuzzTest
  void client(byte[] bytes) throws YamuxException {
    session(Role.CLIENT, bytes);
  }

  /** Any bytes leave a session open or ended for a reason, never in between. */
  private static void session(Role role, byte[] bytes) throws YamuxException {
    Probe probe = new Probe(role);
    probe.openStream().send(ByteBuffer.allocate(1000));
    probe.openStream();
    probe.sent();
    probe.feed(bytes);
    for (Channel channel : probe.accepted) {
      channel.send(ByteBuffer.allocate(100));
      channel.grant(10);
      channel.finish();
    }
    probe.sent();
    probe.passAndTick(Duration.ofSeconds(1)).feed(bytes).sent();
    assertThat(probe.session.isOpen()).isEqualTo(probe.endCode() == null);
    probe.session.transportClosed();
    assertThat(probe.session.isFinished()).isTrue();
    assertThat(probe.session.stats().streamsOpen()).isZero();
    assertThat(probe.heard.stream().filter(line -> line.startsWith("ended"))).hasSize(1);
  }
}
