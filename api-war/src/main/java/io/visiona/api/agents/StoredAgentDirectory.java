package io.visiona.api.agents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The directory over the database, with a cache of one second: it is asked once for each forwarded
 * request. What is changed on this server is forgotten at once, what is changed on another within
 * the second. While the database cannot be asked, what it said last counts for a grace period, if
 * there is one. Thread-safe.
 */
public final class StoredAgentDirectory implements AgentDirectory {
  private static final Logger LOG = System.getLogger(StoredAgentDirectory.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Bounds what a caller who asks for made-up ids can fill. */
  private static final int LARGEST = 100_000;

  /** As {@link #LARGEST}, of names. Fewer, because all are looked through when an agent changes. */
  private static final int LARGEST_OF_PAGES = 10_000;

  /** Who asks a database that does not answer waits for it, so that is tried so often only. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final Transactions transactions;
  private final Ticker ticker;
  private final Executor executor;
  private final AtomicLong nextTry;
  private volatile boolean away;
  private final Cache<UUID, Optional<Owned>> cache;
  private final Cache<String, Optional<AgentPage>> pages;
  private final Cache<UUID, Owned> lastOwned;
  private final Cache<String, AgentPage> lastPages;

  /**
   * Knows nothing yet.
   *
   * @param grace how long what the database said last counts while it cannot be asked; 0: not at
   *     all
   * @param executor looks meanwhile whether the database is back
   */
  public StoredAgentDirectory(
      Transactions transactions, Duration grace, Ticker ticker, Executor executor) {
    this.transactions = transactions;
    this.executor = executor;
    this.ticker = ticker;
    this.nextTry = new AtomicLong(ticker.read());
    this.cache = cache(FRESH, LARGEST, ticker).build();
    this.pages = cache(FRESH, LARGEST_OF_PAGES, ticker).build();
    this.lastOwned = cache(grace, LARGEST, ticker).build();
    this.lastPages = cache(grace, LARGEST_OF_PAGES, ticker).build();
  }

  private static Caffeine<Object, Object> cache(Duration kept, int largest, Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(kept)
        .maximumSize(largest)
        .ticker(ticker)
        .executor(Runnable::run);
  }

  @Override
  public Optional<AgentAccess> find(String subject, UUID agent) {
    return cache
        .get(agent, this::load)
        .filter(owned -> owned.owner().equals(subject))
        .map(owned -> new AgentAccess(agent, owned.allowProxy()));
  }

  /**
   * The agent whose own pages have that name, and what it allows; as old as what {@link #find}
   * says.
   */
  public Optional<AgentPage> page(String name) {
    return pages.get(name, this::loadPage);
  }

  /** Forgets an agent that was changed or deleted here. */
  public void forget(UUID agent) {
    // Waits for a question that is being asked, whose answer is then forgotten as well.
    cache.invalidate(agent);
    lastOwned.invalidate(agent);
    pages
        .asMap()
        .values()
        .removeIf(known -> known.filter(page -> page.agent().equals(agent)).isPresent());
    lastPages.asMap().values().removeIf(page -> page.agent().equals(agent));
  }

  private Optional<AgentPage> loadPage(String name) {
    return orLast(
        lastPages,
        name,
        entities ->
            Agents.byPageName(entities, name)
                .map(agent -> new AgentPage(agent.id(), Agents.permission(agent))));
  }

  private Optional<Owned> load(UUID agent) {
    return orLast(
        lastOwned,
        agent,
        entities ->
            Optional.ofNullable(entities.find(AgentEntity.class, agent))
                .map(AgentEntity::toAgent)
                .map(found -> new Owned(found.owner(), found.allowProxy())));
  }

  private <K, V> Optional<V> orLast(
      Cache<K, V> last, K key, Function<EntityManager, Optional<V>> question) {
    V known = last.getIfPresent(key);
    if (known != null && away) {
      if (isItTime()) {
        executor.execute(() -> lookAgain(last, key, question));
      }
      return Optional.of(known);
    }
    try {
      return ask(last, key, question);
    } catch (DatabaseException silent) {
      if (known == null) {
        throw silent;
      }
      return Optional.of(known);
    }
  }

  private <K, V> void lookAgain(
      Cache<K, V> last, K key, Function<EntityManager, Optional<V>> question) {
    try {
      ask(last, key, question);
    } catch (DatabaseException silent) {
      LOG.log(Level.DEBUG, "The database is still away", silent);
    }
  }

  private <K, V> Optional<V> ask(
      Cache<K, V> last, K key, Function<EntityManager, Optional<V>> question) {
    Optional<V> found;
    try {
      found = transactions.call(question);
    } catch (DatabaseException silent) {
      nextTry.set(ticker.read() + PAUSE_NANOS);
      away = true;
      throw silent;
    }
    away = false;
    found.ifPresentOrElse(value -> last.put(key, value), () -> last.invalidate(key));
    return found;
  }

  /** Whether to look if the database is back; true for one caller at a time. */
  private boolean isItTime() {
    long due = nextTry.get();
    long now = ticker.read();
    return due - now <= 0 && nextTry.compareAndSet(due, now + PAUSE_NANOS);
  }

  private record Owned(String owner, boolean allowProxy) {}
}
