package io.visiona.api.agents;

import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.SecretHashes.Kind;
import io.visiona.shared.persistence.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the relay whose session tokens are. Thread-safe. */
public final class TokenIntrospector {
  /** How many may be asked about at once. */
  public static final int MOST_TOKENS = 100;

  private static final int LONGEST_TOKEN = 512;

  private final Transactions transactions;
  private final SecretHashes hashes;
  private final SeenAgents seen;

  /**
   * Of a database.
   *
   * @param seen hears of the agents whose tokens were presented
   */
  public TokenIntrospector(Transactions transactions, SecretHashes hashes, SeenAgents seen) {
    this.transactions = transactions;
    this.hashes = hashes;
    this.seen = seen;
  }

  /** As {@link #of(List)}, of one token. */
  public Optional<Known> of(String token) {
    return of(List.of(token)).getFirst();
  }

  /**
   * For each token the agent it belongs to, empty when it is unknown or revoked; what cannot be a
   * token is unknown. One statement for all of them, {@link #MOST_TOKENS} at most. Notes that the
   * agents were seen.
   */
  public List<Optional<Known>> of(List<String> tokens) {
    if (tokens.size() > MOST_TOKENS) {
      throw new IllegalArgumentException(tokens.size() + " tokens at once");
    }
    List<Optional<String>> asked = tokens.stream().map(this::hash).toList();
    Map<String, Known> known =
        known(asked.stream().flatMap(Optional::stream).collect(Collectors.toSet()));
    known.values().forEach(found -> seen.note(found.agent().id()));
    return asked.stream().map(hash -> hash.map(known::get)).toList();
  }

  private Optional<String> hash(String token) {
    return token.isEmpty() || token.length() > LONGEST_TOKEN
        ? Optional.empty()
        : Optional.of(hashes.of(Kind.SESSION_TOKEN, token));
  }

  private Map<String, Known> known(Set<String> asked) {
    if (asked.isEmpty()) {
      return Map.of();
    }
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT a FROM AgentEntity a WHERE a.tokenHash IN :hashes", AgentEntity.class)
            .setParameter("hashes", asked)
            .getResultStream()
            .collect(
                Collectors.toMap(
                    AgentEntity::tokenHash,
                    row -> new Known(row.toAgent(), row.credentialVersion()))));
  }

  /**
   * Whose a token is.
   *
   * @param credentialVersion which of the agent's tokens it is
   */
  public record Known(Agent agent, int credentialVersion) {}
}
