package io.visiona.tests.cluster;

import static org.awaitility.Awaitility.await;

import io.visiona.launch.ServerProcess;
import io.visiona.tests.cluster.Seen.Kind;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** A row of the failure table: what happens, whom it concerns, and what they may see of it. */
enum Failure {
  RELAY_1_KILLED("relay 1 killed", true, Length.MOMENT, 10),
  RELAY_2_KILLED("relay 2 killed", false, Length.MOMENT, 10),
  RELAY_1_PAUSED("relay 1 paused", false, Length.PAUSE, 15),
  RELAY_2_PAUSED("relay 2 paused", true, Length.PAUSE, 15),
  API_1_KILLED("API server 1 killed", false, Length.MOMENT, 60),
  API_2_KILLED("API server 2 killed", true, Length.MOMENT, 60),
  API_1_PAUSED("API server 1 paused", true, Length.PAUSE, 10),
  API_2_PAUSED("API server 2 paused", false, Length.PAUSE, 10),
  REDIS_AWAY("the directory's Redis silent", true, Length.AWAY, 2),
  POSTGRES_RESTARTED("PostgreSQL away and back", true, Length.CUT, 10),
  LINK_CUT("the link from API server 1 to relay 2 cut", true, Length.CUT, 5),
  // The last, for its data set is new for a while afterwards.
  REDIS_EMPTIED("the directory's Redis restarted empty", true, Length.MOMENT, 10);

  /** How long it lasts, beside the restart of a server. */
  enum Length {
    MOMENT,
    CUT,
    AWAY,
    PAUSE
  }

  private static final Set<String> RELAY_GONE =
      Set.of(
          "cut",
          "502 agent_unreachable",
          "503 agent_offline",
          "503 directory_unavailable",
          "503 relay_unavailable",
          "504 agent_timeout",
          "offline",
          "online unknown");
  private static final Set<String> API_GONE =
      Set.of("no connection", "ended without an answer", "cut", "no list");
  private static final Set<String> UNKNOWN =
      Set.of("503 directory_unavailable", "503 relay_unavailable", "online unknown");
  private static final Set<String> LINK_GONE =
      Set.of(
          "cut",
          "502 agent_unreachable",
          "503 directory_unavailable",
          "503 relay_unavailable",
          "online unknown");

  private final String says;
  private final boolean isShort;
  private final Length length;
  private final int healing;

  Failure(String says, boolean isShort, Length length, int healingSeconds) {
    this.says = says;
    this.isShort = isShort;
    this.length = length;
    this.healing = healingSeconds;
  }

  String says() {
    return says;
  }

  /** Whether it is among those that every build plays. */
  boolean isShort() {
    return isShort;
  }

  Length length() {
    return length;
  }

  /** How long anybody may go without afterwards. */
  Duration healing() {
    return Duration.ofSeconds(healing);
  }

  /** Whether an exchange may notice it. */
  boolean concerns(Seen seen) {
    return switch (this) {
      case RELAY_1_KILLED, RELAY_1_PAUSED -> seen.kind() != Kind.STRANGER && seen.box() % 2 == 0;
      case RELAY_2_KILLED, RELAY_2_PAUSED -> seen.kind() != Kind.STRANGER && seen.box() % 2 == 1;
      case API_1_KILLED, API_1_PAUSED -> seen.door() == 0;
      case API_2_KILLED, API_2_PAUSED -> seen.door() == 1;
      case REDIS_EMPTIED -> seen.kind() != Kind.STRANGER;
      case REDIS_AWAY -> seen.kind() == Kind.LIST;
      case POSTGRES_RESTARTED -> true;
      case LINK_CUT -> seen.door() == 0 && seen.box() % 2 == 1 && seen.kind() != Kind.STRANGER;
    };
  }

  /** What may be answered to those whom it concerns. */
  Set<String> answers() {
    return switch (this) {
      case RELAY_1_KILLED, RELAY_2_KILLED, RELAY_1_PAUSED, RELAY_2_PAUSED -> RELAY_GONE;
      case API_1_KILLED, API_2_KILLED -> API_GONE;
      case API_1_PAUSED, API_2_PAUSED -> LINK_GONE;
      case REDIS_EMPTIED, REDIS_AWAY -> UNKNOWN;
      case POSTGRES_RESTARTED -> Set.of("503 unavailable");
      case LINK_CUT -> LINK_GONE;
    };
  }

  /** Whether the process that a server is in has become another. */
  boolean isReplaced(TwoByTwo cluster, ServerProcess server) {
    return switch (this) {
      case RELAY_1_KILLED -> server == cluster.one().relayServer();
      case RELAY_2_KILLED -> server == cluster.other().relayServer();
      case API_1_KILLED -> server == cluster.one().apiServer();
      case API_2_KILLED -> server == cluster.other().apiServer();
      default -> false;
    };
  }

  /** Happens, and is over when this returns. */
  void happen(TwoByTwo cluster, Duration lasting) throws IOException {
    Stack one = cluster.one();
    Stack other = cluster.other();
    switch (this) {
      case RELAY_1_KILLED -> kill(one.relayServer());
      case RELAY_2_KILLED -> kill(other.relayServer());
      case API_1_KILLED -> kill(one.apiServer());
      case API_2_KILLED -> kill(other.apiServer());
      case RELAY_1_PAUSED -> suspend(one.relayServer().pid(), lasting);
      case RELAY_2_PAUSED -> suspend(other.relayServer().pid(), lasting);
      case API_1_PAUSED -> suspend(one.apiServer().pid(), lasting);
      case API_2_PAUSED -> suspend(other.apiServer().pid(), lasting);
      case REDIS_AWAY -> suspend(cluster.directory().pid(), lasting);
      case REDIS_EMPTIED -> cluster.directory().restartEmpty();
      case POSTGRES_RESTARTED -> {
        cluster.postgres().stop();
        pass(lasting);
        cluster.postgres().start();
      }
      case LINK_CUT -> {
        cluster.way().cut();
        pass(lasting);
        cluster.way().mend();
      }
    }
  }

  private static void kill(ServerProcess server) {
    server.kill();
    server.restart();
    server.awaitReady();
  }

  private static void suspend(long pid, Duration lasting) {
    Signals.suspend(pid);
    try {
      pass(lasting);
    } finally {
      Signals.resume(pid);
    }
  }

  /** It is the length that is tried out. */
  private static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
  }
}
