package io.visiona.agent.tunnel;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where the relay listens for agents.
 *
 * @param tls whether to speak TLS
 * @param host name or address literal, an IPv6 one without its brackets
 * @param port 1 to 65535
 * @param path absolute, without query
 */
public record TunnelAddress(boolean tls, String host, int port, String path) {
  private static final String DEFAULT_PATH = "/tunnel/connect";

  public TunnelAddress {
    if (host.isEmpty() || port < 1 || port > 65_535 || !path.startsWith("/")) {
      throw new IllegalArgumentException("not a tunnel address: " + host + ":" + port + path);
    }
  }

  /**
   * Reads {@code http}, {@code https}, {@code ws} and {@code wss} URLs; without a path it is {@code
   * /tunnel/connect}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TunnelAddress parse(String text) {
    URI uri = uri(text);
    boolean tls = isTls(uri, text);
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("a tunnel URL is scheme, host, port and path: " + text);
    }
    int port = uri.getPort() != -1 ? uri.getPort() : (tls ? 443 : 80);
    String path = uri.getRawPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    return new TunnelAddress(tls, unbracketed(uri.getHost()), port, bare ? DEFAULT_PATH : path);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + text, e);
    }
  }

  private static boolean isTls(URI uri, String text) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("https") || scheme.equals("wss")) {
      return true;
    }
    if (scheme.equals("http") || scheme.equals("ws")) {
      return false;
    }
    throw new IllegalArgumentException("a tunnel URL begins with https, wss, http or ws: " + text);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether the credential would cross a network in clear. */
  public boolean isExposed() {
    return !tls && !isLoopback(host);
  }

  /**
   * Whether another address belongs to this one, so that the credential for this may be sent there:
   * the same host or one below it, and not in clear where this one is not.
   */
  boolean includes(TunnelAddress other) {
    String name = other.host().toLowerCase(Locale.ROOT);
    String mine = host.toLowerCase(Locale.ROOT);
    return (other.tls() || !tls) && (name.equals(mine) || name.endsWith("." + mine));
  }

  /** Whether a host names this machine itself; asks no name service. */
  public static boolean isLoopback(String host) {
    String name = unbracketed(host);
    if (name.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(name).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Host and port as a {@code Host} header and a URL want them. */
  String authority() {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    boolean usual = port == (tls ? 443 : 80);
    return usual ? shown : shown + ":" + port;
  }

  URI webSocketUri() {
    return URI.create((tls ? "wss://" : "ws://") + authority() + path);
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority() + path;
  }
}
