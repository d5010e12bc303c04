package io.visiona.cli;

import java.net.URI;
import java.util.Set;

/**
 * Where the API is: {@code https}, or {@code http} on this machine only, because the session goes
 * there with every request.
 */
final class ServerAddress {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private ServerAddress() {}

  /** Scheme, host and port; throws {@link Failure} for anything else. */
  static URI parse(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException malformed) {
      throw new Failure(ExitCode.USAGE, "This is no address of a server: " + Terminal.clean(text));
    }
    String host = uri.getHost();
    String path = uri.getRawPath();
    if (host == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw new Failure(
          ExitCode.USAGE, "A server is given as https://host, not as " + Terminal.clean(text));
    }
    boolean safe =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host));
    if (!safe) {
      throw new Failure(
          ExitCode.USAGE, "The server must be https: the session would be sent in the clear.");
    }
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
  }
}
