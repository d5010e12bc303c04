package io.visiona.agent.media;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Refuses addresses that lead to this machine, to its link or to a cloud's metadata. It is asked
 * for every connection, so a name that is resolved anew, or a redirect, gets nowhere else either.
 */
final class UrlGuard implements DnsResolver {
  /** An address that must not be connected to. */
  static final class ForbiddenHostException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenHostException() {
      super("an address of this machine or its link");
    }
  }

  private final boolean everythingAllowed;

  UrlGuard(boolean everythingAllowed) {
    this.everythingAllowed = everythingAllowed;
  }

  /** Refuses a URL before anything is connected to. */
  void check(URI url) throws AgentException {
    String host = url.getHost();
    if (host == null) {
      throw AgentException.badField("url", "url has no host.");
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      resolve(bare);
    } catch (ForbiddenHostException e) {
      throw new AgentException(
          AgentErrorCode.URL_NOT_ALLOWED,
          "The agent does not connect to this machine or its link; its owner can allow it.");
    } catch (UnknownHostException e) {
      throw new AgentException(AgentErrorCode.SOURCE_UNREACHABLE, "There is no such host.");
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] all = SystemDefaultDnsResolver.INSTANCE.resolve(host);
    for (InetAddress address : all) {
      if (!everythingAllowed && isForbidden(address)) {
        throw new ForbiddenHostException();
      }
    }
    return all;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    List<InetSocketAddress> all = new ArrayList<>();
    for (InetAddress address : resolve(host)) {
      all.add(new InetSocketAddress(address, port));
    }
    return all;
  }

  static boolean isForbidden(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || isMetadata(address.getAddress(), address instanceof Inet4Address)
        || hidesIpv4(address.getAddress());
  }

  /** The metadata services that are not of the link: 100.100.100.200, 0/8, and fd00:ec2::254. */
  private static boolean isMetadata(byte[] bytes, boolean four) {
    if (four) {
      boolean alibaba =
          bytes[0] == 100 && bytes[1] == 100 && bytes[2] == 100 && (bytes[3] & 255) == 200;
      return alibaba || bytes[0] == 0;
    }
    return (bytes[0] & 255) == 0xfd
        && bytes[1] == 0
        && bytes[2] == 0x0e
        && (bytes[3] & 255) == 0xc2;
  }

  /** NAT64 and 6to4 carry an IPv4 address that a gateway may connect to. */
  private static boolean hidesIpv4(byte[] bytes) {
    if (bytes.length != 16) {
      return false;
    }
    boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 255) == 0xff;
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    return nat64 || sixToFour;
  }

  @Override
  public @Nullable String resolveCanonicalHostname(String host) {
    return host;
  }
}
