package io.visiona.api.identity.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.identity.users.Users.Provisioned;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ResourceLock(TestDatabase.LOCK)
final class UsersTest {

  private static Users users(Transactions database) {
    return new Users(database, Clock.systemUTC());
  }

  private static UUID imported(TestDatabase database, String username) {
    UUID id = UUID.randomUUID();
    database.call(entities ->
        entities
            .createNativeQuery(
                "INSERT INTO users (id, username) VALUES ('" + id + "', '" + username + "')")
            .executeUpdate());
    return id;
  }

  @ParameterizedTest
  @EnumSource(DatabaseKind.class)
  void personWhoSignsIn_getsAnId_andKeepsIt(DatabaseKind kind) {
    Users users = users(TestDatabase.empty(kind));
    assertThat(users.signedIn("subject-1", "alice")).isEqualTo(Provisioned.CREATED);
    User alice = users.byUsername("alice").orElseThrow();
    assertThat(users.signedIn("subject-1", "alice")).isEqualTo(Provisioned.KNOWN);
    assertThat(users.signedIn("subject-1", "alicia")).isEqualTo(Provisioned.RENAMED);
    assertThat(users.byUsername("alicia")).contains(new User(alice.id(), "alicia"));
    assertThat(users.bySubject("subject-1")).contains(new User(alice.id(), "alicia"));
    assertThat(users.byUsername("alice")).isEmpty();
    assertThat(users.byUsername("ALICIA")).as("exact text").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DatabaseKind.class)
  void importedUser_belongsToTheFirstWhoSignsIn_andIsNotGivenAwayAfterwards(DatabaseKind kind) {
    TestDatabase database = TestDatabase.empty(kind);
    Users users = users(database);
    UUID id = imported(database, "bob");
    assertThat(users.byUsername("bob")).contains(new User(id, "bob"));
    assertThat(users.signedIn("subject-2", "bob")).isEqualTo(Provisioned.LINKED);
    assertThat(users.bySubject("subject-2")).contains(new User(id, "bob"));
    assertThat(users.signedIn("subject-3", "bob")).isEqualTo(Provisioned.TAKEN);
    assertThat(users.bySubject("subject-3")).isEmpty();
    assertThat(users.signedIn("subject-4", "dave")).isEqualTo(Provisioned.CREATED);
    assertThat(users.signedIn("subject-4", "bob"))
        .as("nor by renaming")
        .isEqualTo(Provisioned.TAKEN);
    assertThat(users.bySubject("subject-4").orElseThrow().username()).isEqualTo("dave");
  }

  @ParameterizedTest
  @EnumSource(DatabaseKind.class)
  void signInsAtOnce_makeOneUser(DatabaseKind kind) throws Exception {
    Users users = users(TestDatabase.empty(kind));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(callers.submit(() -> users.signedInQuietly("subject-5", "eve")));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(users.byUsername("eve")).isPresent();
    assertThat(users.bySubject("subject-5")).isEqualTo(users.byUsername("eve"));
  }

  @Test
  void namesTooLongForTheTable_areNotWritten() {
    Users users = users(TestDatabase.empty(DatabaseKind.H2));
    assertThat(users.signedIn("subject-6", "x".repeat(256))).isEqualTo(Provisioned.TAKEN);
  }

  /** Counts questions, and fails on demand. */
  private static final class Watched implements Transactions {
    private final TestDatabase database = TestDatabase.empty(DatabaseKind.H2);
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicBoolean down = new AtomicBoolean();

    @Override
    public <T> T call(Function<EntityManager, T> work) {
      questions.incrementAndGet();
      if (down.get()) {
        throw new DatabaseException("down", new IllegalStateException());
      }
      return database.call(work);
    }
  }

  @Test
  void directory_remembersBothAnswers_forTheirTime_andFailuresNot() {
    Watched database = new Watched();
    UUID id = imported(database.database, "frank");
    AtomicLong nanos = new AtomicLong();
    Ticker ticker = nanos::get;
    // On the asking thread, so that an answer is remembered before the clock goes on.
    UserDirectory directory =
        new UserDirectory(users(database), Duration.ofMinutes(5), Runnable::run, ticker);
    assertThat(directory.byUsername("frank")).contains(new User(id, "frank"));
    assertThat(directory.byUsername("nobody")).isEmpty();
    database.down.set(true);
    nanos.addAndGet(Duration.ofSeconds(29).toNanos());
    assertThat(directory.byUsername("frank")).isPresent();
    assertThat(directory.byUsername("nobody")).isEmpty();
    assertThat(database.questions.get()).isEqualTo(2);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(directory.byUsername("frank")).isPresent();
    assertThatThrownBy(() -> directory.byUsername("nobody")).isInstanceOf(DatabaseException.class);
    nanos.addAndGet(Duration.ofSeconds(270).toNanos());
    assertThatThrownBy(() -> directory.byUsername("frank"))
        .as("fails closed")
        .isInstanceOf(DatabaseException.class);
    database.down.set(false);
    assertThat(directory.byUsername("frank")).isPresent();
  }

  @Test
  void crowdThatAsksForOnePerson_isOneQuestion() throws Exception {
    Watched database = new Watched();
    imported(database.database, "grace");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      UserDirectory directory =
          new UserDirectory(
              users(database), Duration.ofMinutes(5), executor, Ticker.systemTicker());
      List<Future<Optional<User>>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(executor.submit(() -> directory.byUsername("grace")));
      }
      for (Future<Optional<User>> one : all) {
        assertThat(one.get()).isPresent();
      }
    }
    assertThat(database.questions.get()).isEqualTo(1);
  }

  @Test
  void signIn_isSeenAtOnce() {
    Watched database = new Watched();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      UserDirectory directory =
          new UserDirectory(
              users(database), Duration.ofMinutes(5), executor, Ticker.systemTicker());
      assertThat(directory.byUsername("heidi")).isEmpty();
      directory.signedIn("subject-7", "heidi");
      assertThat(directory.byUsername("heidi")).isPresent();
    }
  }

  @Test
  void signInAgain_doesNotAskTheDatabase_unlessTheUsernameIsNew_orTheLastOneFailed() {
    Watched database = new Watched();
    AtomicLong nanos = new AtomicLong();
    UserDirectory directory =
        new UserDirectory(users(database), Duration.ofMinutes(5), Runnable::run, nanos::get);
    database.down.set(true);
    directory.signedIn("subject-8", "ivan");
    database.down.set(false);
    directory.signedIn("subject-8", "ivan");
    int asked = database.questions.get();
    directory.signedIn("subject-8", "ivan");
    assertThat(database.questions.get()).isEqualTo(asked);
    directory.signedIn("subject-8", "ivanka");
    assertThat(directory.bySubject("subject-8").orElseThrow().username()).isEqualTo("ivanka");
    asked = database.questions.get();
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    directory.signedIn("subject-8", "ivanka");
    assertThat(database.questions.get()).as("once in a while").isGreaterThan(asked);
  }
}
