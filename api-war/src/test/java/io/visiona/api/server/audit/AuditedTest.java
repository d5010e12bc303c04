package io.visiona.api.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.audit.Audited;
import io.visiona.api.server.start.ApiApplication;
import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What changes something is put on record, or it is said here why not. */
final class AuditedTest {

  /** By resource and method. */
  private static final Map<String, String> WHY_NOT =
      Map.of(
          "BackchannelLogoutResource.logout",
              "records each session that it ends, as the provider's",
          "DeviceLoginResource.start", "nobody is known yet",
          "DeviceLoginResource.token", "records the sign-in itself; before it, nobody is known",
          "DeviceLoginResource.look", "only looks; a POST, so that the code is in no address",
          "ExchangeResource.exchange", "records the pairing itself, as the agent's");

  /** Reads that give out what can be carried away. */
  private static final Set<String> READS =
      Set.of(
          "ConversionResource.result",
          "ModelResource.content",
          "ModelResource.download",
          "OpenPageResource.open");

  @Test
  void everyMethodThatChangesSomething_isAudited_orSaysWhyNot() {
    Set<String> audited = new TreeSet<>();
    Set<String> due = new TreeSet<>(READS);
    for (Class<?> type : new ApiApplication().getClasses()) {
      for (Method method : type.getDeclaredMethods()) {
        String name = type.getSimpleName() + "." + method.getName();
        if (method.isAnnotationPresent(Audited.class)) {
          audited.add(name);
        }
        if (verbs(method).anyMatch(verb -> !verb.equals("GET")) && !WHY_NOT.containsKey(name)) {
          due.add(name);
        }
      }
    }
    assertThat(audited).isEqualTo(due);
  }

  @Test
  void actions_nameAKindOfThing_andAVerb() {
    assertThat(
            new ApiApplication()
                .getClasses().stream()
                    .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                    .map(method -> method.getAnnotation(Audited.class))
                    .filter(audited -> audited != null)
                    .map(Audited::value))
        .isNotEmpty()
        .allMatch(action -> action.matches("[a-z_]{1,20}\\.[a-z_]{1,39}"));
  }

  private static Stream<String> verbs(Method method) {
    return Stream.of(method.getAnnotations())
        .map(Annotation::annotationType)
        .map(annotation -> annotation.getAnnotation(HttpMethod.class))
        .filter(verb -> verb != null)
        .map(HttpMethod::value);
  }
}
