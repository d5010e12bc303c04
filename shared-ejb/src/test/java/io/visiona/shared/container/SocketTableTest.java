package io.visiona.shared.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SocketTableTest {
  @Test
  void peerThatSendsNoMore_isSeenWithoutReadingOrWriting() throws IOException {
    assumeThat(SocketTable.isAvailable()).isTrue();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket accepted = listener.accept()) {
      assertThat(state(accepted)).isTrue();

      peer.shutdownOutput();

      Awaitility.await().untilAsserted(() -> assertThat(state(accepted)).isFalse());
    }
  }

  private static @Nullable Boolean state(Socket socket) throws IOException {
    var table = SocketTable.read();
    Boolean plain =
        table.get(
            SocketTable.key(socket.getInetAddress(), socket.getPort(), socket.getLocalPort()));
    return plain != null
        ? plain
        : table.get(
            SocketTable.mapped(socket.getInetAddress(), socket.getPort(), socket.getLocalPort()));
  }
}
