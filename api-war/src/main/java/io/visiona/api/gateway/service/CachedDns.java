package io.visiona.api.gateway.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;

/** Addresses of hosts, remembered for a while; failures are not. Thread-safe. */
final class CachedDns implements DnsResolver {
  private static final int MOST = 1000;

  private final DnsResolver resolver;
  private final Cache<String, InetAddress[]> known;

  CachedDns(DnsResolver resolver, Duration ttl, Ticker ticker) {
    this.resolver = resolver;
    this.known = Caffeine.newBuilder().expireAfterWrite(ttl).maximumSize(MOST).ticker(ticker).executor(Runnable::run).build();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = known.getIfPresent(host);
    if (addresses == null) {
      addresses = resolver.resolve(host);
      known.put(host, addresses);
    }
    return addresses.clone();
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** The addresses did not work: they may be old. */
  void forget(String host) {
    known.invalidate(host);
  }
}
