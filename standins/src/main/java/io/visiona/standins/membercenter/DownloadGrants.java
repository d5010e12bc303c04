package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.id.Identifier;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Download tokens that were given out. The file server of the same server asks here what one stands
 * for. Thread-safe.
 */
public final class DownloadGrants {
  /** Whose files the development file server has. */
  public static final String TENANT = "visiona-development";

  private static final int MOST = 100_000;
  private static final int TOKEN_BYTES = 32;

  private final Clock clock;
  private final Map<String, DownloadGrant> byToken =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DownloadGrant> eldest) {
          return size() > MOST;
        }
      };

  DownloadGrants(Clock clock) {
    this.clock = clock;
  }

  /** A new token for a grant. */
  synchronized String issue(DownloadGrant grant) {
    String token = "fdt_" + new RandomText(TOKEN_BYTES).getValue();
    byToken.put(token, grant);
    return token;
  }

  /** What a live token stands for. */
  public synchronized Optional<DownloadGrant> find(String token) {
    return Optional.ofNullable(byToken.get(token))
        .filter(grant -> clock.instant().isBefore(grant.expiresAt()));
  }

  /** Random text, as Nimbus makes identifiers. */
  private static final class RandomText extends Identifier {
    private static final long serialVersionUID = 1L;

    RandomText(int bytes) {
      super(bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RandomText text && text.getValue().equals(getValue());
    }

    @Override
    public int hashCode() {
      return getValue().hashCode();
    }
  }
}
