package io.visiona.api.models;

import java.util.Optional;
import java.util.function.Function;

/** What a person finds under an id. Ids are random, so that one exists tells nobody anything. */
public sealed interface ModelLookup {

  /** Their own model. */
  record Own(Model model) implements ModelLookup {}

  /** Another person's. */
  record SomebodyElses() implements ModelLookup {}

  /** Nothing. */
  record Unknown() implements ModelLookup {}

  /** Tells the three apart. */
  static ModelLookup of(
      Optional<ModelEntity> row, String caller, Function<ModelEntity, Model> own) {
    return row.<ModelLookup>map(
            found -> found.owner().equals(caller) ? new Own(own.apply(found)) : new SomebodyElses())
        .orElseGet(Unknown::new);
  }
}
