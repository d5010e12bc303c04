package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests for Kubernetes fit together, and name settings, ports and paths that there are. */
final class KubernetesTest {
  private static final Gson JSON = new Gson();
  private static final Path ROOT = Installation.find().root();
  private static final Path MANIFESTS = ROOT.resolve("deploy/kubernetes");
  private static final List<String> FILES = List.of("config.yaml", "relay.yaml", "api.yaml");

  private static final Map<String, String> VERSIONS =
      Map.of(
          "ConfigMap", "v1",
          "Service", "v1",
          "PersistentVolumeClaim", "v1",
          "PodDisruptionBudget", "policy/v1",
          "Deployment", "apps/v1",
          "StatefulSet", "apps/v1");

  @Test
  void everyObject_hasAKindThatIsKnown_inItsVersion_andAName() throws IOException {
    assertThat(objects())
        .hasSizeGreaterThan(8)
        .allSatisfy(object -> {
          assertThat(VERSIONS).containsEntry(text(object, "kind"), text(object, "apiVersion"));
          assertThat(text(object, "metadata", "name")).matches("[a-z][a-z0-9-]{1,62}");
        });
  }

  /** The models of the client are made from the schemas, and refuse what is not in them. */
  @Test
  void everyObject_isValid_byTheSchemaOfItsKind() throws IOException {
    for (Map<?, ?> object : objects()) {
      validate(text(object, "kind"), JSON.toJsonTree(object));
    }
  }

  @Test
  void schemas_refuseWhatKubernetesWould() throws IOException {
    JsonElement unknown = JSON.toJsonTree(only("StatefulSet"));
    pod(unknown).addProperty("terminationGracePeriod", 60);
    JsonElement missing = JSON.toJsonTree(only("StatefulSet"));
    pod(missing).remove("containers");
    for (JsonElement wrong : List.of(unknown, missing)) {
      assertThatThrownBy(() -> validate("StatefulSet", wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static JsonObject pod(JsonElement workload) {
    return workload
        .getAsJsonObject()
        .getAsJsonObject("spec")
        .getAsJsonObject("template")
        .getAsJsonObject("spec");
  }

  private static void validate(String kind, JsonElement object) throws IOException {
    switch (kind) {
      case "ConfigMap" -> V1ConfigMap.validateJsonElement(object);
      case "Service" -> V1Service.validateJsonElement(object);
      case "PersistentVolumeClaim" -> V1PersistentVolumeClaim.validateJsonElement(object);
      case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(object);
      case "Deployment" -> V1Deployment.validateJsonElement(object);
      case "StatefulSet" -> V1StatefulSet.validateJsonElement(object);
      default -> throw new IllegalArgumentException(kind);
    }
  }

  @Test
  void kustomization_namesAllFiles() throws IOException {
    Map<?, ?> kustomization = documents(MANIFESTS.resolve("kustomization.yaml")).getFirst();
    assertThat(kustomization.get("resources")).isEqualTo(FILES);
  }

  @Test
  void settings_areKnown() throws IOException {
    Set<String> known = new TreeSet<>();
    Pattern.compile("^\\| `((?:visiona\\.|VISIONA_DB_)[^`]+)` \\|", Pattern.MULTILINE)
        .matcher(Files.readString(ROOT.resolve("docs/configuration.md")))
        .results()
        .map((MatchResult row) -> row.group(1))
        .forEach(key -> known.add(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
    Set<String> used = new TreeSet<>();
    for (String file : FILES) {
      Pattern.compile("\\bVISIONA_[A-Z_]+")
          .matcher(Files.readString(MANIFESTS.resolve(file)))
          .results()
          .map(MatchResult::group)
          .forEach(used::add);
    }
    assertThat(used).hasSizeGreaterThan(10);
    assertThat(known).containsAll(used);
  }

  @Test
  void servers_areProbed_stopInTime_andRunWithoutPrivileges() throws IOException {
    for (String kind : List.of("StatefulSet", "Deployment")) {
      Map<?, ?> workload = only(kind);
      assertThat(at(workload, "spec", "selector", "matchLabels"))
          .isEqualTo(at(workload, "spec", "template", "metadata", "labels"));
      Map<?, ?> pod = map(workload, "spec", "template", "spec");
      // 5 s before it is told, 10 s for what is in progress, and the server's own end.
      assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isGreaterThanOrEqualTo(45);
      assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
      Map<?, ?> container = (Map<?, ?>) list(pod, "containers").getFirst();
      assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
      assertThat(at(container, "lifecycle", "preStop")).isNotNull();
      assertThat(at(container, "resources", "limits", "memory")).isNotNull();
      assertThat(probe(container, "startupProbe")).isEqualTo("/health/started");
      assertThat(probe(container, "livenessProbe")).isEqualTo("/health/live");
      assertThat(probe(container, "readinessProbe"))
          .isEqualTo(kind.equals("StatefulSet") ? "/health/accepting" : "/health/ready");
      Set<String> named = new TreeSet<>();
      for (Object port : list(container, "ports")) {
        named.add(text((Map<?, ?>) port, "name"));
      }
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertThat(named).contains(text(container, probe, "httpGet", "port"));
      }
    }
  }

  @Test
  void relay_isWhatItsServiceAndTheApiServersTakeItFor() throws IOException {
    Map<?, ?> relay = only("StatefulSet");
    String service = text(relay, "spec", "serviceName");
    assertThat(at(object("Service", service), "spec", "clusterIP")).isEqualTo("None");
    String allowed = text(only("ConfigMap"), "data", "VISIONA_RELAY_ALLOWED_URLS");
    String pod = text(relay, "metadata", "name") + "-2";
    assertThat("http://" + pod + "." + service + ":3801").matches(allowed);
    assertThat("http://elsewhere.example.test:3801").doesNotMatch(allowed);
    assertThat(Files.readString(MANIFESTS.resolve("relay.yaml")))
        .contains("value: http://$(VISIONA_RELAY_ID)." + service + ":3801");
  }

  @Test
  void notAllOfThem_mayBeDisruptedAtOnce() throws IOException {
    for (String app : List.of("visiona-relay", "visiona-api")) {
      Map<?, ?> budget = object("PodDisruptionBudget", app);
      assertThat(at(budget, "spec", "selector", "matchLabels", "app")).isEqualTo(app);
      assertThat(map(budget, "spec"))
          .matches(spec -> spec.containsKey("maxUnavailable") || spec.containsKey("minAvailable"));
    }
  }

  private static @Nullable Object probe(Map<?, ?> container, String name) {
    return at(container, name, "httpGet", "path");
  }

  private static Map<?, ?> only(String kind) throws IOException {
    List<Map<?, ?>> found =
        objects().stream().filter(object -> kind.equals(object.get("kind"))).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  private static Map<?, ?> object(String kind, String name) throws IOException {
    return objects().stream()
        .filter(object ->
            kind.equals(object.get("kind")) && name.equals(text(object, "metadata", "name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind + " " + name));
  }

  private static List<Map<?, ?>> objects() throws IOException {
    List<Map<?, ?>> all = new ArrayList<>();
    for (String file : FILES) {
      all.addAll(documents(MANIFESTS.resolve(file)));
    }
    return all;
  }

  private static List<Map<?, ?>> documents(Path file) throws IOException {
    List<Map<?, ?>> all = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(Files.readString(file))
        .forEach(document -> all.add((Map<?, ?>) document));
    return all;
  }

  private static Map<?, ?> map(Map<?, ?> from, String... path) {
    return (Map<?, ?>) Objects.requireNonNull(at(from, path));
  }

  private static List<?> list(Map<?, ?> from, String... path) {
    return (List<?>) Objects.requireNonNull(at(from, path));
  }

  private static String text(Map<?, ?> from, String... path) {
    return String.valueOf(at(from, path));
  }

  private static @Nullable Object at(Map<?, ?> from, String... path) {
    Object now = from;
    for (String key : path) {
      now = now instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return now;
  }
}
