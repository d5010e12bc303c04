package io.visiona.agent.target;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The local web server that streams go to.
 *
 * @param host name or address literal; {@code localhost} for a socket of this machine
 * @param port 1 to 65535
 * @param tls whether it speaks TLS
 * @param socket the Unix-domain socket it listens on; null when it listens on host and port
 */
public record TargetAddress(String host, int port, boolean tls, @Nullable Path socket) {
  private static final String UNIX = "unix:";
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  public TargetAddress {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address: " + host + ":" + port);
    }
  }

  /** One that listens on host and port, without TLS. */
  public TargetAddress(String host, int port) {
    this(host, port, false, null);
  }

  /** As the value of a {@code Host} field. */
  public String authority() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == (tls ? HTTPS : HTTP) ? name : name + ":" + port;
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls ? "https" : "http";
  }

  /**
   * Reads {@code http://host:port}, {@code https://host:port} or {@code unix:/path/of/socket};
   * streams are passed on as they are, so there is nothing that a path of a URL could change.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TargetAddress parse(String text) {
    if (text.toLowerCase(Locale.ROOT).startsWith(UNIX)) {
      return new TargetAddress("localhost", HTTP, false, socketPath(text));
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + text, e);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    if (!(tls || "http".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "a target is an http or https URL, or unix:/path: " + text);
    }
    if (!(path.isEmpty() || path.equals("/")) || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("a target has neither path nor query: " + text);
    }
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int usual = tls ? HTTPS : HTTP;
    return new TargetAddress(bare, uri.getPort() == -1 ? usual : uri.getPort(), tls, null);
  }

  private static Path socketPath(String text) {
    try {
      Path path = Path.of(text.substring(UNIX.length()));
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + text, e);
    }
    throw new IllegalArgumentException("a socket is named by its whole path: " + text);
  }

  @Override
  public String toString() {
    return socket == null ? scheme() + "://" + authority() : UNIX + socket;
  }
}
