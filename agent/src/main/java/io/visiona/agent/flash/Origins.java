package io.visiona.agent.flash;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The origins files may be fetched from, as they were told at pairing. Immutable. */
public final class Origins {
  private final Set<String> allowed = new TreeSet<>();

  /**
   * These origins.
   *
   * @throws IllegalArgumentException when one of them is not an http or https URL
   */
  public Origins(Collection<String> origins) {
    for (String origin : origins) {
      allowed.add(of(URI.create(origin)));
    }
  }

  boolean allows(URI url) {
    return allowed.contains(of(url));
  }

  /** Scheme, host and port. */
  static String of(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    String host = url.getHost();
    if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException("not an http or https origin");
    }
    int usual = scheme.equals("https") ? 443 : 80;
    int port = url.getPort() == -1 ? usual : url.getPort();
    return scheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port;
  }
}
