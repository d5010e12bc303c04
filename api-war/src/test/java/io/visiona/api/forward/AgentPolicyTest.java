package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.Problems;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.shared.error.ErrorCode;
import org.junit.jupiter.api.Test;

/** What a caller is told. */
final class AgentPolicyTest {
  @Test
  void unknownPlace_is503DirectoryUnavailable_forTwoSeconds() {
    ErrorCode code = AgentPolicy.code(ProxyFailure.NO_DIRECTORY);
    assertThat(code.code()).isEqualTo("directory_unavailable");
    assertThat(code.status()).isEqualTo(503);
    assertThat(Problems.retryAfter(code)).contains("2");
  }

  @Test
  void whatIsOverSoon_isTriedAgainAfterASecond_andWhatIsNot_isNot() {
    assertThat(Problems.retryAfter(ErrorCode.AGENT_BUSY)).contains("1");
    assertThat(Problems.retryAfter(ErrorCode.RATE_LIMITED)).contains("1");
    assertThat(Problems.retryAfter(ErrorCode.AGENT_UNREACHABLE)).isEmpty();
  }
}
