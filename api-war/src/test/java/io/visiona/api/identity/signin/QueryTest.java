package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryTest {
  @Test
  void percentSignThatEncodesNothing_standsForItself() {
    assertThat(Query.parse("error_description=100%+sure&return_to=/a%"))
        .isEqualTo(Map.of("error_description", List.of("100% sure"), "return_to", List.of("/a%")));
    assertThat(Query.parse("a=%zz%4&b=%41%c3%a4%")).containsEntry("b", List.of("Aä%"));
  }

  @Test
  void parametersAreReadInOrder_withOrWithoutValues() {
    assertThat(Query.parse("a=1&a=2&b&=c&&d=e=f"))
        .isEqualTo(
            Map.of(
                "a", List.of("1", "2"), "b", List.of(""), "", List.of("c"), "d", List.of("e=f")));
    assertThat(Query.parse(null)).isEmpty();
    assertThat(Query.parse("")).isEmpty();
  }
}
