package io.visiona.agent.target;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The local web server that streams go to.
 *
 * @param host name or address literal
 * @param port 1 to 65535
 */
public record TargetAddress(String host, int port) {
  public TargetAddress {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address: " + host + ":" + port);
    }
  }

  /**
   * Reads {@code http://host:port}; streams are passed on as they are, so there is nothing that a
   * path could change.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TargetAddress parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + text, e);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("a target is an http URL: " + text);
    }
    if (!(path.isEmpty() || path.equals("/")) || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("a target has neither path nor query: " + text);
    }
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new TargetAddress(bare, uri.getPort() == -1 ? 80 : uri.getPort());
  }
}
