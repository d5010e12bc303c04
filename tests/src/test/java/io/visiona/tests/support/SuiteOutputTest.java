package io.visiona.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuiteOutputTest {
  private static final String NULL = "java.lang.NullPointerException";

  @Test
  void stack_hasAllFrames_andEndsWithThem() {
    assertThat(
            SuiteOutput.stacks(
                List.of(
                    "[11/28/26] 0001 Some W failed",
                    NULL + ": a secret",
                    "\tat com.ibm.Some.call(Some.java:1)",
                    "\tat io.visiona.Ours.call(Ours.java:2)",
                    "[11/28/26] 0001 Other I well",
                    "\tat of.another.Stack"),
                NULL))
        .containsExactly(
            NULL + "\n\tat com.ibm.Some.call(Some.java:1)\n\tat io.visiona.Ours.call(Ours.java:2)");
  }

  @Test
  void cause_hasTheFramesAboveToo_andNoMessages() {
    assertThat(
            SuiteOutput.stacks(
                List.of(
                    "java.lang.IllegalStateException: a secret",
                    "\tat io.visiona.Ours.call(Ours.java:2)",
                    "Caused by: " + NULL + ": a secret",
                    "\tat com.ibm.Some.call(Some.java:1)",
                    "\t... 43 more"),
                NULL))
        .containsExactly(
            NULL
                + "\n\tat io.visiona.Ours.call(Ours.java:2)\nCaused by: "
                + NULL
                + "\n\tat com.ibm.Some.call(Some.java:1)\n\t... 43 more");
  }

  @Test
  void exceptionWithoutFrames_isItsName() {
    assertThat(SuiteOutput.stacks(List.of("failed: " + NULL, "FFDC1015I: created: " + NULL), NULL))
        .containsExactly(NULL + "\n");
  }
}
