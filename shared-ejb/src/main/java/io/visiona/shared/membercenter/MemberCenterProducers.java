package io.visiona.shared.membercenter;

import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Makes both clients. The configuration comes by {@link Instance}: the relay carries this class
 * too, has none of it, and asks for neither client.
 */
@ApplicationScoped
class MemberCenterProducers {

  @Produces
  @Singleton
  MemberCenterHttp http(ExecutorService executor, Instance<TlsConfig> tls) {
    return new MemberCenterHttp(executor, tls.get());
  }

  void close(@Disposes MemberCenterHttp http) {
    http.close();
  }

  @Produces
  @Singleton
  TokenFetchMetrics metrics(MetricRegistry registry) {
    return new TokenFetchMetrics(
        registry, List.of(TokenPolicy.serviceClient(), TokenPolicy.downloads()));
  }

  @Produces
  @Singleton
  MemberCenterTokenClient client(
      Instance<MemberCenterConfig> config,
      MemberCenterHttp http,
      ExecutorService executor,
      TokenFetchMetrics metrics) {
    return new MemberCenterTokenClient(
        config
            .get()
            .service()
            .map(registration ->
                mechanism(registration, TokenPolicy.serviceClient(), http, executor, metrics)));
  }

  @Produces
  @Singleton
  DownloadTokenIssuer issuer(
      Instance<FileAccessConfig> config,
      MemberCenterHttp http,
      ExecutorService executor,
      TokenFetchMetrics metrics) {
    Optional<FileAccess> access = config.get().access();
    return new DownloadTokenIssuer(
        access,
        access.map(here ->
            mechanism(here.registration(), TokenPolicy.downloads(), http, executor, metrics)));
  }

  private static TokenMechanism mechanism(
      ClientRegistration registration,
      TokenPolicy policy,
      MemberCenterHttp http,
      ExecutorService executor,
      TokenFetches metrics) {
    return new TokenMechanism(
        registration, policy, http, executor, Clock.systemUTC(), Thread::sleep, metrics);
  }
}
