package io.visiona.api.identity.signin;

import io.visiona.shared.config.Mode;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The site as browsers see it.
 *
 * @param url {@code visiona.public-url}: scheme, host and port, without a path
 * @param corsOrigins {@code visiona.cors.origins}: other origins whose pages may use the API with
 *     the person's cookie
 */
public record PublicSite(URI url, Set<String> corsOrigins) {
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]+");

  private static final Pattern PORT = Pattern.compile(":[0-9]+$");

  public PublicSite {
    corsOrigins = Set.copyOf(corsOrigins);
  }

  /** Reads, leaving problems in {@code settings}. */
  public static PublicSite from(Settings settings) {
    settings.required("visiona.public-url");
    URI url = settings.url("visiona.public-url", "http://invalid.invalid");
    if (!url.getPath().isEmpty() && !url.getPath().equals("/")) {
      settings.problem("visiona.public-url", "must not have a path");
    }
    Mode mode = settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class);
    if (mode == Mode.PRODUCTION && !"https".equals(url.getScheme())) {
      settings.problem("visiona.public-url", "must be https in production");
    }
    Set<String> cors =
        Arrays.stream(settings.text("visiona.cors.origins", "").split(","))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    if (!cors.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
      settings.problem(
          "visiona.cors.origins",
          "must be origins (https://host or https://host:port), separated by commas");
    }
    return new PublicSite(URI.create(url.getScheme() + "://" + url.getAuthority()), cors);
  }

  /** Whether people reach it by https, and cookies are therefore Secure. */
  public boolean https() {
    return "https".equals(url.getScheme());
  }

  /** Whether a {@code Host} header names it; one that is missing names nothing else. */
  public boolean isAt(@Nullable String host) {
    return host == null || withPort(host).equalsIgnoreCase(withPort(url.getAuthority()));
  }

  private String withPort(String authority) {
    return PORT.matcher(authority).find() ? authority : authority + (https() ? ":443" : ":80");
  }

  /** The absolute form of a path of this site. */
  public URI at(String path) {
    return URI.create(url + path);
  }

  /** Whether pages of an origin may act for the person: our own, and those configured. */
  public boolean trusts(String origin) {
    return url.toString().equals(origin) || corsOrigins.contains(origin);
  }
}
