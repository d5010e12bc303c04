package io.visiona.api.models.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.membercenter.ObjectKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a person's results are, whatever their subject is made of. */
final class ObjectPlaceTest {
  @Test
  void plainSubject_standsAsItIs() {
    assertThat(ObjectPlace.target("5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001", "job-1"))
        .isEqualTo("models/5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001/job-1.nef");
    assertThat(ObjectPlace.target("alice@example.test", "j"))
        .isEqualTo("models/alice@example.test/j.nef");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        ".",
        "../bob",
        "a/b",
        "auth0|17",
        "100%",
        "a b",
        "é",
        "-x",
        "a\nb",
        "?",
        "#",
        "\\"
      })
  void subjectThatIsNoPlainPath_standsAsItsHash(String subject) {
    String key = ObjectPlace.target(subject, "j");
    assertThat(key).matches("models/sha256-[0-9a-f]{64}/j\\.nef");
    assertThat(ObjectKeys.isUsable(key)).isTrue();
    assertThat(ObjectPlace.isAcceptable(subject, key)).isTrue();
  }

  @Test
  void subjectsThatDiffer_haveFoldersThatDiffer_evenWhenOneIsTheHashOfTheOther() {
    String hashed = ObjectPlace.target("auth0|17", "j").split("/", -1)[1];
    assertThat(ObjectPlace.target(hashed, "j")).isNotEqualTo(ObjectPlace.target("auth0|17", "j"));
    assertThat(ObjectPlace.target("x".repeat(300), "j")).hasSizeLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "models/bob/j.nef",
        "models/alice/../bob/j.nef",
        "models/alice/x/j.nef",
        "models/alice/",
        "models/alice/..",
        "models/alice/.hidden",
        "models/alice/%2e%2e",
        "models/alice/a b",
        "models/alice/a?b",
        "models/alicej.nef",
        "/models/alice/j.nef",
        "other/alice/j.nef",
        "models//j.nef"
      })
  void keyElsewhere_isNotAccepted(String key) {
    assertThat(ObjectPlace.isAcceptable("alice", key)).isFalse();
  }

  @Test
  void nameThatTheConverterChose_isAccepted_inThePersonsFolder() {
    assertThat(ObjectPlace.isAcceptable("alice", "models/alice/another-name.v2.nef")).isTrue();
    assertThat(ObjectPlace.isAcceptable("alice", "models/alice/" + "x".repeat(300))).isFalse();
  }
}
