package io.visiona.tests.cluster;

import io.visiona.launch.Person;
import io.visiona.tests.cluster.Load.OwnedBox;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Agents of every kind, each with a web server of its own behind it. */
final class Boxes {
  private Boxes() {}

  /**
   * One more, online.
   *
   * @param number from 0; every tenth pair is in Java, half of each kind speak WebSocket
   */
  static OwnedBox make(TwoByTwo cluster, List<Person> people, int number, Ledger ledger)
      throws IOException {
    String dial = "http://127.0.0.1:" + cluster.balancer().port() + "/tunnel/connect";
    return make(cluster, people, number, ledger, dial, Map.of());
  }

  /** Whether the box of this number has our own agent, which dials again when it is asked to. */
  static boolean isOurs(int number) {
    return number % 10 < 2;
  }

  /**
   * As above, dialling elsewhere.
   *
   * @param environment of the process
   */
  static OwnedBox make(
      TwoByTwo cluster,
      List<Person> people,
      int number,
      Ledger ledger,
      String dial,
      Map<String, String> environment)
      throws IOException {
    NamedBox site = new NamedBox("box-%02d".formatted(number), ledger);
    int owner = number / 2 % people.size();
    boolean isJava = isOurs(number);
    boolean isRaw = number / 2 % 2 == number / 10 % 2;
    Kind kind =
        isJava
            ? isRaw ? Kind.JAVA_YAMUX : Kind.JAVA_WEBSOCKET
            : isRaw ? Kind.GO_YAMUX : Kind.GO_WEBSOCKET;
    List<String> all = new ArrayList<>(List.of(isJava ? "--target" : "-target", site.url()));
    all.addAll(List.of(isJava ? "--server" : "-url", dial));
    try {
      return new OwnedBox(
          site,
          TestAgent.online(
              cluster.one(), people.get(owner), kind, environment, all.toArray(String[]::new)),
          owner);
    } catch (IOException | RuntimeException e) {
      site.close();
      throw e;
    }
  }
}
