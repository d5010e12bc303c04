package io.visiona.api.http;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/** Hands out what this package does. */
@Dependent
public class HttpBeans {

  @Produces
  @Singleton
  Later later(ExecutorService executor) {
    return new Later(executor);
  }
}
