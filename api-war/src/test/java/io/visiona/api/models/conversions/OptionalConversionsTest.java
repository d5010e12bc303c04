package io.visiona.api.models.conversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A server without a converter. */
final class OptionalConversionsTest {
  private final OptionalConversions service = new OptionalConversions(Optional.empty());

  @Test
  void withoutAConverter_everythingIs501_andNothingRuns() {
    service.start(task -> {
      throw new RejectedExecutionException("there is nothing to run");
    });
    List<ThrowingCallable> questions =
        List.of(
            service::stored,
            service::uploads,
            service::results,
            service::watchers,
            service::metrics,
            service::stopping);
    assertThat(questions)
        .allSatisfy(question ->
            assertThatThrownBy(question)
                .isInstanceOfSatisfying(
                    ApiException.class,
                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_CONFIGURED)));
    service.close();
  }
}
