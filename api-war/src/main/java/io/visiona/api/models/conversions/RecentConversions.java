package io.visiona.api.models.conversions;

import io.visiona.shared.persistence.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What has become of people's conversions lately, with or without a converter. Thread-safe. */
public final class RecentConversions {
  private final Transactions transactions;

  public RecentConversions(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Those of some owners, at most 500 at once, that changed since. */
  public List<Conversion> since(Set<String> owners, Instant time) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c FROM ConversionEntity c"
                    + " WHERE c.owner IN :owners AND c.updatedAt >= :time",
                ConversionEntity.class)
            .setParameter("owners", owners)
            .setParameter("time", time)
            .getResultStream()
            .map(ConversionEntity::toConversion)
            .toList());
  }
}
