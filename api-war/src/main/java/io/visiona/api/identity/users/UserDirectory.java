package io.visiona.api.identity.users;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.persistence.DatabaseException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Who somebody is, remembered for a while: those found for the configured time, those not found for
 * at most 30 s, failures not at all. However many ask for the same person at the same time, the
 * database is asked once. Bounded: the least used are forgotten. Thread-safe; callers block.
 */
public final class UserDirectory {
  /** How long somebody who is not there is not asked for again. */
  public static final Duration NEGATIVE = Duration.ofSeconds(30);

  static final int LARGEST = 50_000;

  private static final long LONGEST_WAIT_SECONDS = 20;

  private final Users users;
  private final Executor executor;
  private final AsyncCache<Key, Optional<User>> cache;

  /** Usernames by subject, of those who signed in. */
  private final Cache<String, String> written;

  private enum By {
    USERNAME,
    SUBJECT
  }

  private record Key(By by, String value) {}

  /**
   * Remembers nobody yet.
   *
   * @param positive how long somebody found is remembered
   * @param executor runs the questions to the database
   */
  public UserDirectory(Users users, Duration positive, Executor executor, Ticker ticker) {
    this.users = users;
    this.executor = executor;
    Duration negative = positive.compareTo(NEGATIVE) < 0 ? positive : NEGATIVE;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(LARGEST)
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfter(
                Expiry.<Key, Optional<User>>writing(
                    (key, user) -> user.isPresent() ? positive : negative))
            .buildAsync();
    this.written =
        Caffeine.newBuilder()
            .maximumSize(LARGEST)
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfterWrite(positive)
            .build();
  }

  /**
   * Who has the username.
   *
   * @throws DatabaseException when the database cannot be asked: nobody is let through on a guess
   */
  public Optional<User> byUsername(String username) {
    return find(new Key(By.USERNAME, username), users::byUsername);
  }

  /**
   * Who has signed in with the subject.
   *
   * @throws DatabaseException when the database cannot be asked
   */
  public Optional<User> bySubject(String subject) {
    return find(new Key(By.SUBJECT, subject), users::bySubject);
  }

  /**
   * Somebody has signed in: the table is brought up to date, unless that was done with the same
   * username lately. What else was remembered of both may be wrong now and is forgotten. Never
   * fails; the log tells what could not be written.
   */
  public void signedIn(String subject, String username) {
    if (username.equals(written.getIfPresent(subject))) {
      return;
    }
    boolean done = users.signedInQuietly(subject, username);
    cache.synchronous().invalidate(new Key(By.SUBJECT, subject));
    cache.synchronous().invalidate(new Key(By.USERNAME, username));
    if (done) {
      written.put(subject, username);
    }
  }

  private Optional<User> find(Key key, Function<String, Optional<User>> question) {
    CompletableFuture<Optional<User>> answer =
        cache.get(
            key,
            (missing, ignored) ->
                CompletableFuture.supplyAsync(() -> question.apply(key.value()), executor));
    try {
      return answer.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof DatabaseException unavailable
          ? unavailable
          : new DatabaseException("The user could not be looked up", failed);
    } catch (TimeoutException slow) {
      throw new DatabaseException("The database did not answer in time", slow);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("Interrupted", interrupted);
    }
  }
}
