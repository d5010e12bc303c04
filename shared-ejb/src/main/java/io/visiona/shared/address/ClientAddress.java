package io.visiona.shared.address;

import jakarta.servlet.ServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The address of who calls: for limits, logs and what people are shown. Not for anything that
 * grants: addresses can be shared, and proxies can be wrong.
 *
 * @param text the literal
 */
public record ClientAddress(String text) {
  private static final String ATTRIBUTE = "io.visiona.shared.address.ClientAddress";
  private static final int IPV6_BYTES = 16;
  private static final int PREFIX_BYTES = 8;

  /** Of a request; the peer's when no filter has found out more. */
  public static ClientAddress of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof ClientAddress known
        ? known
        : new ClientAddress(request.getRemoteAddr());
  }

  /** Remembers it for whoever is behind the first filter. */
  public void keepIn(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** What counts as one caller: an IPv4 address, or the /64 that one IPv6 customer has at least. */
  public String range() {
    byte[] bytes =
        Network.literal(text)
            .map(InetAddress::getAddress)
            .orElseThrow(() -> new IllegalStateException("the container gives a literal"));
    return HexFormat.of()
        .formatHex(bytes.length == IPV6_BYTES ? Arrays.copyOf(bytes, PREFIX_BYTES) : bytes);
  }
}
