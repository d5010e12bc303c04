package io.visiona.api.gateway.routes;

import java.util.List;
import java.util.Set;

/**
 * What a token must say for a route to let it through: one of these values of one claim.
 *
 * @param claim the claim's name; its value is a text or a list of texts
 * @param any what is enough
 */
public record Requirement(String claim, Set<String> any) {
  public Requirement {
    any = Set.copyOf(any);
  }

  /** Whether the values of the claim are enough. */
  public boolean isMetBy(List<String> values) {
    return values.stream().anyMatch(any::contains);
  }
}
