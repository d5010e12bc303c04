package io.visiona.api.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentErrorTest {

  private static Optional<JsonValue> envelope(String code) {
    return Optional.of(
        Json.createObjectBuilder()
            .add("error", Json.createObjectBuilder().add("code", code).add("message", "No."))
            .build());
  }

  /** A row that came later: no such path, or the path with another method only. */
  @ParameterizedTest
  @CsvSource({"404, no_such_endpoint", "405, method_not_allowed", "405, anything"})
  void rowThatAnAgentDoesNotKnow_isUnsupported(int status, String code) {
    assertThatThrownBy(() -> AgentError.of(status, envelope(code)))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.AGENT_UNSUPPORTED));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 501})
  void unknownRow_withoutAnEnvelope_isUnsupported(int status) {
    assertThatThrownBy(() -> AgentError.of(status, Optional.empty()))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.AGENT_UNSUPPORTED));
  }

  @Test
  void thingThatIsNotThere_isNotARowThatIsUnknown() {
    assertThat(AgentError.of(404, envelope("device_not_found")).code())
        .isEqualTo("device_not_found");
  }
}
