package io.visiona.shared.address;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses (CIDR, RFC 4632 and RFC 4291 section 2.3), IPv4 or IPv6. A literal only: no
 * name is looked up.
 */
record Network(InetAddress first, int prefix) {
  private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

  /** {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address; empty when it is none of them. */
  static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int most = address.get().getAddress().length * Byte.SIZE;
    if (slash < 0) {
      return Optional.of(new Network(address.get(), most));
    }
    String length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
      return Optional.empty();
    }
    return Optional.of(new Network(address.get(), Integer.parseInt(length)));
  }

  /** An address from its literal; an IPv4 address within IPv6 is the IPv4 address. */
  static Optional<InetAddress> literal(String text) {
    int zone = text.indexOf('%');
    if (text.indexOf(':') < 0 && !DOTTED.matcher(text).matches()) {
      // 10.1 and 167772161 are addresses to the JDK, and to others not, or other ones.
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone)));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] its = address.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != its[i]) {
        return false;
      }
    }
    int rest = prefix % Byte.SIZE;
    return rest == 0
        || (mine[whole] & 0xff) >> (Byte.SIZE - rest) == (its[whole] & 0xff) >> (Byte.SIZE - rest);
  }
}
