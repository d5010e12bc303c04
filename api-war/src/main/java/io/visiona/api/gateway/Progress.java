package io.visiona.api.gateway;

/** How far a step has brought a request: to an end, or to where it would have to wait. */
sealed interface Progress permits Outcome, Progress.Waiting {

  /** What is left of the way may wait, and the container's thread must not. */
  record Waiting(Passage.Step rest) implements Progress {}
}
