package io.visiona.api.proxy;

/**
 * One row of a {@link HeaderTable}.
 *
 * @param name in lower case; one that ends in {@code *} stands for all that begin so
 * @param action what becomes of the field
 * @param reason for whoever wants to change the row
 */
public record HeaderRule(String name, Action action, String reason) {

  /** What becomes of a field. */
  public enum Action {
    /** Passes as it is. */
    PASS,
    /** Does not pass; what stands in its place, if anything, is said by the policy. */
    DROP,
    /** Passes rewritten by the policy. */
    REWRITE
  }

  public static HeaderRule pass(String name, String reason) {
    return new HeaderRule(name, Action.PASS, reason);
  }

  public static HeaderRule drop(String name, String reason) {
    return new HeaderRule(name, Action.DROP, reason);
  }

  public static HeaderRule rewrite(String name, String reason) {
    return new HeaderRule(name, Action.REWRITE, reason);
  }
}
