package io.visiona.shared.address;

import io.visiona.shared.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who is believed when it says whom it calls for. Of the addresses in the field the rightmost that
 * is no trusted proxy's is the client's: what stands left of it the client may have made up. One
 * field is looked at and no other, because a proxy that writes one passes the other on as the
 * client sent it.
 *
 * @param networks {@code visiona.trusted-proxies}: addresses and ranges, separated by commas;
 *     empty: nobody is believed
 * @param field {@code visiona.trusted-proxies.field}: which field they write
 */
public record TrustedProxies(List<Network> networks, Field field) {
  private static final String KEY = "visiona.trusted-proxies";

  /** More hops than any way here has. */
  private static final int MOST_HOPS = 32;

  /** {@code for=} of RFC 7239 section 4: a token, or quoted where it is IPv6 or has a port. */
  private static final Pattern FOR =
      Pattern.compile(
          "(?:^|;)\\s*for\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^;\",\\s]*))", Pattern.CASE_INSENSITIVE);

  /** An address with or without port; IPv6 with a port is in brackets. */
  private static final Pattern NODE =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\d{1,5})?|([0-9.]+):\\d{1,5}|([0-9A-Fa-f:.]+)");

  /** What a proxy tells in. */
  public enum Field {
    X_FORWARDED_FOR,
    FORWARDED
  }

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** Reads, leaving problems in {@code settings}. */
  public static TrustedProxies from(Settings settings) {
    List<Network> networks = new ArrayList<>();
    for (String text : settings.text(KEY, "").split(",", -1)) {
      if (!text.isBlank()) {
        Network.parse(text.strip())
            .ifPresentOrElse(
                networks::add,
                () ->
                    settings.problem(
                        KEY, "must be addresses or ranges such as 10.0.0.0/8, fd00::/8"));
      }
    }
    return new TrustedProxies(
        networks,
        settings.choice("visiona.trusted-proxies.field", Field.X_FORWARDED_FOR, Field.class));
  }

  /** Who calls. Never fails: what a trusted proxy says and nobody can read counts as not said. */
  public ClientAddress clientOf(HttpServletRequest request) {
    String peer = request.getRemoteAddr();
    if (networks.isEmpty() || !isTrusted(peer)) {
      return new ClientAddress(peer);
    }
    String nearest = peer;
    for (String hop : hops(request).reversed()) {
      Optional<String> address = address(hop);
      if (address.isEmpty()) {
        break;
      }
      nearest = address.get();
      if (!isTrusted(nearest)) {
        break;
      }
    }
    return new ClientAddress(nearest);
  }

  private boolean isTrusted(String literal) {
    return Network.literal(literal)
        .filter(address -> networks.stream().anyMatch(network -> network.contains(address)))
        .isPresent();
  }

  /** As they stand in the field, the last {@value #MOST_HOPS} of them. */
  private List<String> hops(HttpServletRequest request) {
    String name =
        switch (field) {
          case X_FORWARDED_FOR -> "X-Forwarded-For";
          case FORWARDED -> "Forwarded";
        };
    List<String> hops =
        Collections.list(request.getHeaders(name)).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .toList();
    return hops.subList(Math.max(0, hops.size() - MOST_HOPS), hops.size());
  }

  private Optional<String> address(String hop) {
    String node = hop;
    if (field == Field.FORWARDED) {
      Matcher said = FOR.matcher(hop);
      if (!said.find()) {
        return Optional.empty();
      }
      node = said.group(1) == null ? said.group(2) : said.group(1);
    }
    Matcher matcher = NODE.matcher(node);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return Network.literal(matcher.group(group)).map(InetAddress::getHostAddress);
      }
    }
    return Optional.empty();
  }
}
