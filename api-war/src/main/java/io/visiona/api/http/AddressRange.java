package io.visiona.api.http;

import io.visiona.api.http.AddressRange;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one address: an IPv4 address, or the /64 that one IPv6 customer has at least. */
public final class AddressRange {
  private static final int IPV6_BYTES = 16;
  private static final int PREFIX_BYTES = 8;

  private AddressRange() {}

  /** The range of a literal address; a name is never looked up. */
  public static String of(String address) {
    int zone = address.indexOf('%');
    byte[] bytes = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)).getAddress();
    return HexFormat.of().formatHex(bytes.length == IPV6_BYTES ? Arrays.copyOf(bytes, PREFIX_BYTES) : bytes);
  }
}
