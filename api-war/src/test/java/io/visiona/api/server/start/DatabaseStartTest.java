package io.visiona.api.server.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database of a server that is starting: away, coming later, or refusing us. */
final class DatabaseStartTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Logger log = Logger.getLogger(DatabaseStart.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          said.add(new SimpleFormatter().formatMessage(logged));
        }

        @Override
        public void flush() {
          // Nothing is kept back.
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };

  @BeforeEach
  void listen() {
    log.setLevel(Level.INFO);
    log.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    log.removeHandler(handler);
  }

  @Test
  void databaseThatComesLater_isWaitedFor_andToldOnce() throws Exception {
    int port = freePort();
    CompletableFuture<Void> start =
        CompletableFuture.runAsync(() -> start(h2(port), LIMIT).bringUpToDate());
    await().atMost(LIMIT).until(() -> !said.isEmpty());
    Server server =
        Server.createTcpServer("-tcpPort", Integer.toString(port), "-ifNotExists").start();
    try {
      start.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      try (Connection connection = h2(port).getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeQuery("SELECT COUNT(*) FROM agents").next()).isTrue();
      }
    } finally {
      server.stop();
    }
    assertThat(said).hasSize(2);
    assertThat(said.getFirst()).startsWith("The database does not answer; it is waited for, 60 s");
    assertThat(said.getLast()).isEqualTo("The database answers: H2");
  }

  @Test
  void databaseThatDoesNotCome_endsTheStart_withOneLine() throws Exception {
    int port = freePort();
    assertThatThrownBy(() -> start(h2(port), Duration.ofSeconds(1)).bringUpToDate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The database does not answer: Connection is broken")
        .message()
        .hasLineCount(1);
    assertThat(said).hasSize(1);
  }

  @Test
  void userWhoMayNotCreateTables_endsTheStart_withOneLine() throws Exception {
    DataSource owner = h2Memory("owner", "");
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER nobody PASSWORD 'x'");
      assertThatThrownBy(() -> start(h2Memory("nobody", "x"), LIMIT).bringUpToDate())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("The database's schema cannot be brought up to date: ")
          .hasMessageContaining("rights")
          .message()
          .hasLineCount(1);
    }
  }

  private static DatabaseStart start(DataSource database, Duration wait) {
    return new DatabaseStart(database, ConfigProvider.getConfig(), wait);
  }

  private static DataSource h2(int port) {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:tcp://127.0.0.1:" + port + "/mem:start;DB_CLOSE_DELAY=-1");
    database.setUser("visiona");
    return database;
  }

  private static DataSource h2Memory(String user, String password) {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:rights");
    database.setUser(user);
    database.setPassword(password);
    return database;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
