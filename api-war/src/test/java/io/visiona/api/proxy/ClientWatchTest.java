package io.visiona.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.api.proxy.ClientWatch.Watching;
import io.visiona.shared.container.SocketTable;
import jakarta.servlet.ServletRequest;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ClientWatchTest {
  private static final String KEY = SocketTable.key(InetAddress.getLoopbackAddress(), 40_000, 3721);
  private static final Map<String, Boolean> OPEN = Map.of(KEY, true);
  private static final Map<String, Boolean> CLOSED = Map.of(KEY, false);
  private static final Map<String, Boolean> MISSING = Map.of();

  private final Deque<Map<String, Boolean>> tables = new ArrayDeque<>();

  /** What happens while the table is read. */
  private Runnable meanwhile = () -> {};

  private final ClientWatch watch =
      new ClientWatch(() -> {
        meanwhile.run();
        return tables.remove();
      });
  private final AtomicInteger gone = new AtomicInteger();

  /** Tens of thousands of lines are not read in one moment. */
  @Test
  void connectionThatIsMissingOnce_isStillThere() {
    begin();
    look(MISSING, OPEN, MISSING, OPEN);
    assertThat(gone).hasValue(0);
  }

  @Test
  void connectionThatIsMissingTwice_isGone_once() {
    begin();
    look(MISSING, MISSING, MISSING);
    assertThat(gone).hasValue(1);
  }

  @Test
  void connectionWhosePeerHasClosed_isGoneAtOnce() {
    begin();
    look(CLOSED);
    assertThat(gone).hasValue(1);
  }

  /** Its port can be that of an earlier connection, whose end stands in the table. */
  @Test
  void connectionThatComesWhileTheTableIsRead_isNotJudgedByIt() {
    begin();
    AtomicInteger other = new AtomicInteger();
    meanwhile =
        () -> {
          Watching watching = watch.watch(request(40_001), other::incrementAndGet);
          assertThat(watching).isNotNull();
        };
    String key = SocketTable.key(InetAddress.getLoopbackAddress(), 40_001, 3721);
    look(Map.of(KEY, true, key, false));
    meanwhile = () -> {};
    assertThat(other).hasValue(0);
    look(Map.of(KEY, true, key, false));
    assertThat(other).as("by the next it is").hasValue(1);
  }

  private void begin() {
    tables.add(OPEN);
    Watching watching = watch.watch(request(40_000), gone::incrementAndGet);
    assertThat(watching).isNotNull();
    // The first look comes after a second: requests that are over by then cost nothing.
    await()
        .until(() -> {
          tables.clear();
          tables.add(OPEN);
          watch.look();
          return tables.isEmpty();
        });
  }

  @SafeVarargs
  private void look(Map<String, Boolean>... seen) {
    for (Map<String, Boolean> table : seen) {
      tables.clear();
      tables.add(table);
      watch.look();
    }
  }

  private static ServletRequest request(int port) {
    Map<String, Object> answers =
        Map.of("getRemoteAddr", "127.0.0.1", "getRemotePort", port, "getLocalPort", 3721);
    return (ServletRequest)
        Proxy.newProxyInstance(
            ClientWatchTest.class.getClassLoader(),
            new Class<?>[] {ServletRequest.class},
            (_, method, _) -> answers.get(method.getName()));
  }
}
