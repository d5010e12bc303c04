package io.visiona.api.proxy;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/** Makes what all proxies of the server share. */
@Dependent
public class ProxyProducers {

  @Produces
  @Singleton
  ClientWatch watch(ExecutorService executor) {
    ClientWatch watch = new ClientWatch();
    watch.start(executor);
    return watch;
  }

  void close(@Disposes ClientWatch watch) {
    watch.close();
  }
}
