package io.visiona.shared.redis;

import io.lettuce.core.RedisURI;
import io.visiona.shared.config.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is: one server, the primary that sentinels name, or a cluster. Each scheme has a
 * variant for TLS, and each URL can have a user and a password.
 *
 * @param kind what is there
 * @param nodes the server; or one address with all sentinels in it; or some nodes of the cluster,
 *     of which one that answers is enough
 */
public record RedisAddress(Kind kind, List<RedisURI> nodes) {
  /** How one writes the first two. */
  public static final String SYNTAX =
      "must be redis://host:port or redis-sentinel://host:port,host:port#name (TLS: rediss://,"
          + " rediss-sentinel://), with user:password@ and /database if need be";

  /** How one writes any. */
  public static final String SYNTAX_WITH_CLUSTER =
      SYNTAX + "; or redis-cluster://host:port,host:port (TLS: rediss-cluster://)";

  /** What there is behind an address. */
  public enum Kind {
    ONE("redis"),
    SENTINEL("redis-sentinel"),
    CLUSTER("redis-cluster");

    private final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    private String schemeOverTls() {
      return scheme.replaceFirst("redis", "rediss");
    }

    private boolean is(String other) {
      return scheme.equals(other) || schemeOverTls().equals(other);
    }
  }

  public RedisAddress {
    nodes = List.copyOf(nodes);
  }

  /** Reads a URL; empty when it is none of a Redis. */
  public static Optional<RedisAddress> parse(Secret url) {
    String text = url.value();
    int end = text.indexOf("://");
    String scheme = end < 0 ? "" : text.substring(0, end);
    try {
      return Arrays.stream(Kind.values())
          .filter(kind -> kind.is(scheme))
          .findFirst()
          .map(kind -> new RedisAddress(kind, nodes(kind, scheme, text.substring(end + 3))))
          .filter(RedisAddress::isComplete);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static List<RedisURI> nodes(Kind kind, String scheme, String rest) {
    if (kind != Kind.CLUSTER) {
      return List.of(RedisURI.create(scheme + "://" + rest));
    }
    String user = rest.substring(0, rest.lastIndexOf('@') + 1);
    String plain = scheme.substring(0, scheme.indexOf('-')) + "://" + user;
    return Arrays.stream(rest.substring(user.length()).split(",", -1))
        .map(host -> RedisURI.create(plain + host))
        .toList();
  }

  private boolean isComplete() {
    return kind == Kind.SENTINEL
        ? only().getSentinelMasterId() != null
            && !only().getSentinelMasterId().isEmpty()
            && !only().getSentinels().isEmpty()
            && only().getSentinels().stream().allMatch(RedisAddress::isHost)
        : nodes.stream().allMatch(RedisAddress::isHost);
  }

  /** A host before what is no port is taken with it for the host's name. */
  private static boolean isHost(RedisURI node) {
    String host = node.getHost();
    return host != null
        && !host.isEmpty()
        && (host.indexOf(':') < 0 || host.indexOf(':') < host.lastIndexOf(':'));
  }

  /**
   * The same, with a limit for the connection attempts and commands of a client.
   *
   * @throws IllegalArgumentException when the URL is none of a Redis
   */
  public static RedisAddress of(Secret url, Duration timeout) {
    RedisAddress address =
        parse(url).orElseThrow(() -> new IllegalArgumentException("not the URL of a Redis"));
    address
        .nodes()
        .forEach(node -> {
          node.setTimeout(timeout);
          node.getSentinels().forEach(sentinel -> sentinel.setTimeout(timeout));
        });
    return address;
  }

  /** The server, or the address with the sentinels in it. */
  public RedisURI only() {
    return nodes.getFirst();
  }
}
