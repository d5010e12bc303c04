package io.visiona.api.models;

import io.visiona.shared.persistence.Transactions;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Hands out what this package does. */
@Dependent
public class ModelBeans {

  @Produces
  @Singleton
  ModelLibrary library(Transactions transactions) {
    return new ModelLibrary(transactions, Clock.systemUTC());
  }
}
