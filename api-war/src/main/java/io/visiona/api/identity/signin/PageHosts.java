package io.visiona.api.identity.signin;

import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of agents' own web pages: the first label of each is the agent's random name, with the
 * name of a further page behind a hyphen. Whatever lies below the domain, or is the domain, is
 * never the site's own.
 *
 * @param domain {@code visiona.pages.domain}: in small letters, without a port; empty when there
 *     are no such hosts
 * @param scheme as of the site
 * @param port {@code :port} as browsers write it, empty for the scheme's own
 * @param ports of this server on which such hosts are served: those of browsers
 */
public record PageHosts(String domain, String scheme, String port, Set<Integer> ports) {
  private static final String LOOPBACK = "localhost";
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern DOMAIN =
      Pattern.compile("(" + LABEL + "(?:\\." + LABEL + ")*)(:[0-9]{1,5})?");

  /** 26 characters of base32, then perhaps the name of a further page. */
  private static final Pattern PAGE =
      Pattern.compile("([a-z2-7]{26})(?:-([a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?))?");

  public PageHosts {
    ports = Set.copyOf(ports);
  }

  /** Reads, leaving problems in {@code settings}. */
  public static PageHosts from(Settings settings, PublicSite site) {
    int usual = settings.integer("visiona.api.port", 3721, 1, 65_535);
    Set<Integer> ports =
        Set.copyOf(
            List.of(
                settings.integer("visiona.api.http-port", usual, -1, 65_535),
                settings.integer("visiona.api.https-port", -1, -1, 65_535)));
    String asked = settings.text("visiona.pages.domain", "").toLowerCase(Locale.ROOT);
    String scheme = site.url().getScheme();
    Matcher matcher = DOMAIN.matcher(asked);
    if (asked.isEmpty()) {
      return new PageHosts("", scheme, "", ports);
    }
    if (!matcher.matches()) {
      settings.problem(
          "visiona.pages.domain", "must be a domain, or a domain and a port: boxes.example.com");
      return new PageHosts("", scheme, "", ports);
    }
    String port = matcher.group(2);
    if (port == null) {
      port = site.url().getPort() < 0 ? "" : ":" + site.url().getPort();
    }
    PageHosts hosts = new PageHosts(matcher.group(1), scheme, port, ports);
    String own = String.valueOf(site.url().getHost()).toLowerCase(Locale.ROOT);
    if (hosts.isBelow(own) || (own.equals(hosts.domain()) && !own.equals(LOOPBACK))) {
      settings.problem(
          "visiona.pages.domain", "must not contain the site itself (visiona.public-url)");
    }
    if (!site.https() && !hosts.isLoopback()) {
      settings.problem(
          "visiona.pages.domain", "needs https: without it browsers keep no cookie for it");
    }
    return hosts;
  }

  /** Whether there are such hosts. */
  public boolean isOn() {
    return !domain.isEmpty();
  }

  /** Browsers resolve it by themselves, and take it for trustworthy without TLS. */
  private boolean isLoopback() {
    return domain.equals(LOOPBACK) || domain.endsWith("." + LOOPBACK);
  }

  private boolean isBelow(String host) {
    return host.endsWith("." + domain);
  }

  /**
   * Whether a request is for such a host, by what it calls the server: one that exists, or never
   * did.
   */
  public boolean isPageHost(HttpServletRequest request) {
    return isPageHost(request.getHeader("Host"));
  }

  /** As {@link #isPageHost(HttpServletRequest)}, of a value of {@code Host}. */
  public boolean isPageHost(@Nullable String authority) {
    if (!isOn() || authority == null) {
      return false;
    }
    String host = host(authority);
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    // The name of the machine itself is how developers call the site.
    return isBelow(bare) || (bare.equals(domain) && !bare.equals(LOOPBACK));
  }

  /** Which page a value of {@code Host} names, whether that exists or not. */
  public Optional<PageLabel> label(String authority) {
    String host = host(authority);
    if (!isOn() || !isBelow(host)) {
      return Optional.empty();
    }
    Matcher page = PAGE.matcher(host.substring(0, host.length() - domain.length() - 1));
    return page.matches()
        ? Optional.of(new PageLabel(page.group(1), page.group(2) == null ? "" : page.group(2)))
        : Optional.empty();
  }

  private static String host(String authority) {
    int colon = authority.indexOf(':');
    return (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
  }

  /** Scheme, host and port of a page as browsers see it. */
  public String origin(PageLabel page) {
    return scheme + "://" + page.text() + "." + domain + port;
  }
}
