package io.visiona.api.gateway.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** Addresses of hosts, remembered for a while; failures are not. Thread-safe. */
final class CachedDns {
  private static final int MOST = 1000;

  private final Cache<String, InetAddress[]> known;

  CachedDns(Duration ttl) {
    this.known =
        Caffeine.newBuilder()
            .expireAfterWrite(ttl)
            .maximumSize(MOST)
            .executor(Runnable::run)
            .build();
  }

  /** In the order they are to be tried. */
  InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = known.getIfPresent(host);
    if (addresses == null) {
      addresses = InetAddress.getAllByName(host);
      known.put(host, addresses);
    }
    return addresses.clone();
  }

  /** The addresses did not work: they may be old. */
  void forget(String host) {
    known.invalidate(host);
  }
}
