package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Refresh tokens, each usable once: using an old one again ends the whole session it belongs to.
 * Thread-safe.
 */
final class RefreshTokens {
  private static final int MOST = 100_000;

  private record Issued(Grant grant, Instant expiresAt, boolean used) {}

  private final Clock clock;
  private final Duration lifetime;
  private final Map<String, Issued> tokens = new HashMap<>();

  RefreshTokens(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  synchronized RefreshToken issue(Grant grant) {
    if (tokens.size() >= MOST) {
      dropExpired();
    }
    RefreshToken token = new RefreshToken(32);
    tokens.put(token.getValue(), new Issued(grant, clock.instant().plus(lifetime), false));
    return token;
  }

  /** The grant of a live token of this client, which is used up. */
  synchronized Optional<Grant> use(RefreshToken token, Client client) {
    Issued issued = tokens.get(token.getValue());
    if (issued == null
        || !issued.grant().client().equals(client.id())
        || !clock.instant().isBefore(issued.expiresAt())) {
      return Optional.empty();
    }
    if (issued.used()) {
      end(issued.grant().sid());
      return Optional.empty();
    }
    tokens.put(token.getValue(), new Issued(issued.grant(), issued.expiresAt(), true));
    return Optional.of(issued.grant());
  }

  /** Ends all tokens of one provider session. */
  synchronized void end(String sid) {
    tokens.values().removeIf(issued -> issued.grant().sid().equals(sid));
  }

  private void dropExpired() {
    Instant now = clock.instant();
    for (Iterator<Issued> each = tokens.values().iterator(); each.hasNext(); ) {
      if (!now.isBefore(each.next().expiresAt())) {
        each.remove();
      }
    }
  }
}
