package io.visiona.shared.directory;

import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import io.visiona.shared.redis.RedisAddress;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How an installation with several relays knows which of them has an agent's tunnel.
 *
 * @param kind {@code visiona.tunnel.directory}: {@code local} for one relay, {@code redis}
 * @param url {@code visiona.tunnel.directory-url}, else {@code visiona.redis.url}: where Redis is
 * @param relayId {@code visiona.relay.id}: this relay's, the same over restarts
 * @param relayUrl {@code visiona.relay.internal-url}: where API servers reach this relay
 * @param publicUrl {@code visiona.relay.public-url}: where agents reach this relay and no other
 * @param region {@code visiona.relay.region}: where this relay is, empty for nowhere in particular
 * @param allowedUrls {@code visiona.relay.allowed-urls}: what a relay's URL must match for an API
 *     server to connect to it, so that who can write to Redis is not sent service JWTs
 */
public record DirectoryConfig(
    Kind kind,
    Secret url,
    String relayId,
    URI relayUrl,
    Optional<URI> publicUrl,
    String region,
    Pattern allowedUrls) {

  /** Where the places of tunnels are kept. */
  public enum Kind {
    LOCAL,
    REDIS
  }

  private static final String ID = "visiona.relay.id";
  private static final String RELAY_URL = "visiona.relay.internal-url";
  private static final String PUBLIC_URL = "visiona.relay.public-url";
  private static final String REGION = "visiona.relay.region";
  private static final String ALLOWED = "visiona.relay.allowed-urls";
  private static final String URL = "visiona.tunnel.directory-url";
  private static final String NEEDED = "is required by visiona.tunnel.directory=redis";

  /** Reads what a relay needs, leaving problems in {@code settings}. */
  public static DirectoryConfig ofRelay(Settings settings) {
    Kind kind = kind(settings);
    String id = settings.text(ID, LocalDirectory.RELAY);
    if (kind == Kind.REDIS && settings.text(ID).isEmpty()) {
      settings.problem(ID, NEEDED);
    } else if (!RelayInfo.ID.matcher(id).matches()) {
      settings.problem(ID, "must be 1 to 32 letters, digits, _ or -");
    }
    if (kind == Kind.REDIS && settings.text(RELAY_URL).isEmpty()) {
      settings.problem(RELAY_URL, NEEDED);
    }
    String region = settings.text(REGION, "");
    if (!region.isEmpty() && !RelayInfo.REGION.matcher(region).matches()) {
      settings.problem(REGION, "must be 1 to 32 letters, digits, _ or -");
    }
    return new DirectoryConfig(
        kind,
        url(settings, kind),
        id,
        settings.url(RELAY_URL, "http://127.0.0.1:3801"),
        settings.text(PUBLIC_URL).map(_ -> settings.url(PUBLIC_URL, "http://127.0.0.1:3800")),
        region,
        Pattern.compile(""));
  }

  /** Reads what an API server needs, leaving problems in {@code settings}. */
  public static DirectoryConfig ofApi(Settings settings) {
    Kind kind = kind(settings);
    if (kind == Kind.REDIS && settings.text(ALLOWED).isEmpty()) {
      settings.problem(ALLOWED, NEEDED);
    }
    return new DirectoryConfig(
        kind,
        url(settings, kind),
        "",
        URI.create("http://invalid.invalid"),
        Optional.empty(),
        "",
        pattern(settings, settings.text(ALLOWED, "")));
  }

  private static Kind kind(Settings settings) {
    return settings.choice("visiona.tunnel.directory", Kind.LOCAL, Kind.class);
  }

  private static Secret url(Settings settings, Kind kind) {
    Secret own = settings.secret(URL);
    Secret url = own.isEmpty() ? settings.secret("visiona.redis.url") : own;
    boolean usable =
        RedisAddress.parse(url)
            .filter(address -> !own.isEmpty() || address.kind() != RedisAddress.Kind.CLUSTER)
            .isPresent();
    if (kind == Kind.REDIS && !usable) {
      settings.problem(
          URL, RedisAddress.SYNTAX_WITH_CLUSTER + "; visiona.redis.url can be no cluster");
    }
    return url;
  }

  private static Pattern pattern(Settings settings, String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException malformed) {
      settings.problem(ALLOWED, "is not a regular expression");
      return Pattern.compile("");
    }
  }
}
