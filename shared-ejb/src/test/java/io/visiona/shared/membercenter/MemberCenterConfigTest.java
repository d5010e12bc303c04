package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemberCenterConfigTest {
  private static final String ISSUER = "https://mc.test/realm";
  private static final Map<String, String> ALL =
      Map.of(
          "visiona.file-access.mc-base-url", "https://mc.test",
          "visiona.file-access.service-client-id", "downloads",
          "visiona.file-access.service-client-secret", "hunter2-of-downloads",
          "visiona.file-access.tenant-id", "tenant",
          "visiona.file-access.base-url", "https://files.test/faa");

  record Read(MemberCenterConfig memberCenter, FileAccessConfig fileAccess) {}

  @Test
  void nothingSet_isNothingConfigured() {
    Read read = read(Map.of());
    assertThat(read.memberCenter().service()).isEmpty();
    assertThat(read.fileAccess().access()).isEmpty();
    assertThatThrownBy(() -> read.fileAccess().required())
        .isInstanceOf(MemberCenterException.NotConfigured.class);
  }

  @Test
  void blankValues_countAsNothing() {
    Map<String, String> blank = new HashMap<>();
    ALL.keySet().forEach(key -> blank.put(key, " "));
    assertThat(read(blank).fileAccess().access()).isEmpty();
  }

  @Test
  void everyKey_isRead() {
    Map<String, String> all = new HashMap<>(ALL);
    all.put("visiona.file-access.token-ttl", "45s");
    all.put("visiona.member-center.service-client-id", "service");
    all.put("visiona.member-center.service-client-secret", "hunter2-of-service");
    Read read = read(all);

    FileAccess access = read.fileAccess().required();
    assertThat(access.registration().base()).isEqualTo(URI.create("https://mc.test"));
    assertThat(access.registration().id()).isEqualTo("downloads");
    assertThat(access.registration().secret().value()).isEqualTo("hunter2-of-downloads");
    assertThat(access.tenantId()).isEqualTo("tenant");
    assertThat(access.baseUrl()).isEqualTo(URI.create("https://files.test/faa"));
    assertThat(access.tokenTtl()).hasSeconds(45);
    assertThat(read.memberCenter().service())
        .hasValueSatisfying(service -> {
          assertThat(service.base()).isEqualTo(URI.create(ISSUER));
          assertThat(service.id()).isEqualTo("service");
          assertThat(service.secret().value()).isEqualTo("hunter2-of-service");
        });
    assertThat(read.toString()).doesNotContain("hunter2");
  }

  @Test
  void tokenTtl_is120SecondsByDefault_andAloneConfiguresNothing() {
    assertThat(read(ALL).fileAccess().required().tokenTtl()).hasSeconds(120);
    assertThat(read(Map.of("visiona.file-access.token-ttl", "60s")).fileAccess().access())
        .isEmpty();
  }

  @Test
  void eachKeyThatIsMissing_isNamed() {
    for (String key : ALL.keySet()) {
      Map<String, String> others = new HashMap<>(ALL);
      others.remove(key);
      assertThat(problems(others)).singleElement().asString().startsWith(key + " is missing");

      assertThat(problems(Map.of(key, ALL.get(key))))
          .hasSize(ALL.size() - 1)
          .noneMatch(problem -> problem.startsWith(key + " "));
    }
  }

  @Test
  void serviceClient_isSetTogetherOrNotAtAll() {
    assertThat(problems(Map.of("visiona.member-center.service-client-id", "service")))
        .singleElement()
        .asString()
        .startsWith("visiona.member-center.service-client-secret is missing");
    assertThat(problems(Map.of("visiona.member-center.service-client-secret", "hunter2")))
        .singleElement()
        .asString()
        .startsWith("visiona.member-center.service-client-id is missing")
        .doesNotContain("hunter2");
  }

  @Test
  void allProblems_areReportedTogetherAndWithoutSecrets() {
    assertThat(
            problems(
                Map.of(
                    "visiona.member-center.service-client-id", "service",
                    "visiona.file-access.service-client-secret", "hunter2",
                    "visiona.file-access.base-url", "ftp://files.test",
                    "visiona.file-access.token-ttl", "2h")))
        .hasSize(6)
        .noneMatch(problem -> problem.contains("hunter2"));
  }

  @Test
  void production_sendsSecretsAndTokensOverTlsOnly() {
    Map<String, String> plain = new HashMap<>(ALL);
    plain.put("visiona.file-access.mc-base-url", "http://mc.test");
    plain.put("visiona.file-access.base-url", "http://files.test");
    assertThat(problems(plain))
        .containsExactlyInAnyOrder(
            "visiona.file-access.mc-base-url must be https in production",
            "visiona.file-access.base-url must be https in production");
    plain.put("visiona.mode", "development");
    assertThat(read(plain).fileAccess().access()).isPresent();
  }

  private static List<String> problems(Map<String, String> values) {
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(values));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  private static Read read(Map<String, String> values) {
    Settings settings =
        new Settings(
            new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    Read read =
        new Read(MemberCenterConfig.from(settings, ISSUER), FileAccessConfig.from(settings));
    settings.check();
    return read;
  }
}
