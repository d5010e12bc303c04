package io.visiona.api.agents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.persistence.Transactions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory over the database, with a cache of one second: it is asked once for each forwarded
 * request. What is changed on this server is forgotten at once, what is changed on another within
 * the second. Thread-safe.
 */
public final class StoredAgentDirectory implements AgentDirectory {
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Bounds what a caller who asks for made-up ids can fill. */
  private static final int LARGEST = 100_000;

  /** As {@link #LARGEST}, of names. Fewer, because all are looked through when an agent changes. */
  private static final int LARGEST_OF_PAGES = 10_000;

  private final Transactions transactions;
  private final Cache<UUID, Optional<Owned>> cache;
  private final Cache<String, Optional<AgentPage>> pages;

  public StoredAgentDirectory(Transactions transactions, Ticker ticker) {
    this.transactions = transactions;
    this.cache =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(LARGEST)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
    this.pages =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(LARGEST_OF_PAGES)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
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
    cache.invalidate(agent);
    pages
        .asMap()
        .values()
        .removeIf(known -> known.filter(page -> page.agent().equals(agent)).isPresent());
  }

  private Optional<AgentPage> loadPage(String name) {
    return transactions.call(entities ->
        Agents.byPageName(entities, name)
            .map(agent -> new AgentPage(agent.id(), Agents.permission(agent))));
  }

  private Optional<Owned> load(UUID agent) {
    return transactions.call(entities ->
        Optional.ofNullable(entities.find(AgentEntity.class, agent))
            .map(AgentEntity::toAgent)
            .map(found -> new Owned(found.owner(), found.allowProxy())));
  }

  private record Owned(String owner, boolean allowProxy) {}
}
