package io.visiona.yamux.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.Role;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds with another implementation at the other end, in both roles, whoever opens. */
@Timeout(60)
abstract class InteropCases {
  private static final Duration WAIT = Duration.ofSeconds(20);

  /** Bytes of one large body; {@code -Pinterop} takes 64 MiB. */
  private static final int LARGE = Integer.getInteger("yamux.large", 16 << 20);

  /** Starts the other implementation, in the other role than ours. */
  abstract PeerProcess start(Role ours) throws IOException;

  private static MessageDigest sha256() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256");
  }

  private static byte[] body(int size, int seed) {
    byte[] body = new byte[size];
    for (int i = 0; i < size; i++) {
      body[i] = (byte) (i * 31 + seed);
    }
    return body;
  }

  /** Uploads, half-closes, and compares the hash that the peer answers with. */
  private static boolean upload(StreamSession session, int size, int seed) throws Exception {
    MessageDigest hash = sha256();
    try (YamuxStream stream = session.open(ByteBuffer.wrap("H".getBytes(US_ASCII)), WAIT)) {
      byte[] piece = body(Math.min(size, 100_000), seed);
      for (int left = size; left > 0; left -= piece.length) {
        int count = Math.min(left, piece.length);
        hash.update(piece, 0, count);
        stream.output().write(piece, 0, count);
      }
      stream.closeOutput();
      return MessageDigest.isEqual(stream.input().readAllBytes(), hash.digest());
    }
  }

  /** Serves one stream that the peer opened: a length, so many bytes, and their hash in return. */
  private static int serve(YamuxStream stream) throws IOException, GeneralSecurityException {
    try (stream) {
      MessageDigest hash = sha256();
      DataInputStream in = new DataInputStream(stream.input());
      byte[] buffer = new byte[50_000];
      long left = in.readLong();
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        assertThat(count).isPositive();
        hash.update(buffer, 0, count);
        left -= count;
      }
      stream.output().write(hash.digest());
      return in.read();
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void halfClose_theAnswerComesAfterOurFin(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      assertThat(upload(peer.session(), 100_000, 3)).isTrue();
      assertThat(upload(peer.session(), 0, 3)).isTrue();
      await().until(() -> peer.session().session().stats().streamsOpen() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void echo_bothWaysAtOnce(Role ours) throws Exception {
    try (PeerProcess peer = start(ours);
        YamuxStream stream = peer.session().open(WAIT)) {
      byte[] body = body(20 << 20, 1);
      Future<byte[]> back = peer.async(() -> stream.input().readAllBytes());
      stream.output().write('E');
      stream.output().write(body);
      stream.closeOutput();

      assertThat(back.get(60, SECONDS)).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void sixteenLargeBodies_up(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      List<Future<Boolean>> uploads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int seed = i;
        uploads.add(peer.async(() -> upload(peer.session(), LARGE, seed)));
      }
      for (Future<Boolean> upload : uploads) {
        assertThat(upload.get(60, SECONDS)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void sixteenLargeBodies_down(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      List<Future<Long>> downloads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        downloads.add(peer.async(() -> download(peer.session(), LARGE)));
      }
      for (Future<Long> download : downloads) {
        assertThat(download.get(60, SECONDS)).isEqualTo(LARGE);
      }
    }
  }

  private static long download(StreamSession session, long size) throws Exception {
    ByteBuffer request = ByteBuffer.allocate(9).put((byte) 'S').putLong(size).flip();
    try (YamuxStream stream = session.open(request, WAIT)) {
      long count = 0;
      byte[] buffer = new byte[70_000];
      for (int n = stream.input().read(buffer); n >= 0; n = stream.input().read(buffer)) {
        assertThat(buffer[n - 1]).isEqualTo((byte) 'y');
        count += n;
      }
      return count;
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void thousandStreams_openedByUs(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      List<Future<Boolean>> uploads = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        int seed = i;
        uploads.add(peer.async(() -> upload(peer.session(), 5000 + seed, seed)));
      }
      for (Future<Boolean> upload : uploads) {
        assertThat(upload.get(60, SECONDS)).isTrue();
      }
      await().until(() -> peer.session().session().stats().streamsOpen() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void thousandStreams_openedByThePeer(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      Future<String> answer = peer.async(() -> peer.streams(1000, 5000));
      List<Future<Integer>> served = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        YamuxStream stream = peer.session().accept();
        served.add(peer.async(() -> serve(stream)));
      }
      assertThat(answer.get(60, SECONDS)).isEqualTo("ok");
      for (Future<Integer> one : served) {
        assertThat(one.get(10, SECONDS)).isEqualTo(-1);
      }
      await().until(() -> peer.session().session().stats().streamsOpen() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void largeBodies_openedByThePeer(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      Future<String> answer = peer.async(() -> peer.streams(16, LARGE));
      List<Future<Integer>> served = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        YamuxStream stream = peer.session().accept();
        served.add(peer.async(() -> serve(stream)));
      }
      assertThat(answer.get(60, SECONDS)).isEqualTo("ok");
      for (Future<Integer> one : served) {
        assertThat(one.get(10, SECONDS)).isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void resetAndPing_andTheSessionGoesOn(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      YamuxStream abandoned = peer.session().open(ByteBuffer.wrap("S".getBytes(US_ASCII)), WAIT);
      abandoned.output().write(ByteBuffer.allocate(8).putLong(1L << 40).array());
      assertThat(abandoned.input().read()).isEqualTo('y');
      abandoned.reset();
      peer.session().session().ping();

      assertThat(upload(peer.session(), 1_000_000, 9)).isTrue();
      await().until(() -> peer.session().session().stats().roundTripNanos() > 0);
      await().until(() -> peer.session().session().stats().streamsOpen() == 0);
    }
  }

  /** 300 at once: more than may be unacknowledged, each closed as soon as it was used. */
  @ParameterizedTest
  @EnumSource(Role.class)
  void threeHundredStreams_openedAndResetAtOnce_leaveNothing(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      List<Future<Boolean>> opened = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        boolean reset = i % 2 == 0;
        opened.add(
            peer.async(() -> {
              YamuxStream stream =
                  peer.session().open(ByteBuffer.wrap("E".getBytes(US_ASCII)), WAIT);
              stream.output().write('x');
              assertThat(stream.input().read()).isEqualTo('x');
              if (reset) {
                stream.reset();
              }
              stream.close();
              return true;
            }));
      }
      for (Future<Boolean> one : opened) {
        assertThat(one.get(30, SECONDS)).isTrue();
      }
      await().until(() -> peer.session().session().stats().streamsOpen() == 0);
      assertThat(upload(peer.session(), 1000, 1)).isTrue();
    }
  }
}
