package io.visiona.api.models;

import java.util.Optional;
import java.util.function.Function;

/** What a person finds under an id. Ids are random, so that one exists tells nobody anything. */
public sealed interface Lookup {

  /** Their own model. */
  record Own(Model model) implements Lookup {}

  /** Another person's. */
  record SomebodyElses() implements Lookup {}

  /** Nothing. */
  record Unknown() implements Lookup {}

  /** Tells the three apart. */
  static Lookup of(Optional<ModelEntity> row, String caller, Function<ModelEntity, Model> own) {
    return row.<Lookup>map(
            found -> found.owner().equals(caller) ? new Own(own.apply(found)) : new SomebodyElses())
        .orElseGet(Unknown::new);
  }
}
