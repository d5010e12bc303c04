package io.visiona.shared.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "READONLY You can't write against a read only replica.",
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "NOREPLICAS Not enough good replicas to write.",
        "CLUSTERDOWN The cluster is down",
        "ERR Error running script (call to f_0): @user_script:1: @user_script: 1: -READONLY You can't write",
      })
  void serverWithoutWrites_isKnown_howeverDeepTheErrorLies(String said) {
    RedisException refused = new RedisCommandExecutionException(said);
    assertThat(RedisErrors.takesNoWrites(refused)).isTrue();
    assertThat(RedisErrors.takesNoWrites(new CompletionException(refused))).isTrue();
    assertThat(RedisErrors.takesNoWrites(new RedisException(new ExecutionException(refused))))
        .isTrue();
  }

  @Test
  void otherErrors_leaveTheConnection() {
    assertThat(RedisErrors.takesNoWrites(new RedisCommandExecutionException("ERR syntax error")))
        .isFalse();
    assertThat(RedisErrors.takesNoWrites(new RedisException("READONLY, says who knows what")))
        .isFalse();
  }
}
