package io.visiona.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.visiona.launch.Installation;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the layout promises. */
final class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .importPaths(
              List.of("yamux", "shared-ejb", "relay-war", "api-war", "agent", "cli", "standins")
                  .stream()
                  .map(module ->
                      Installation.find().root().resolve(Path.of(module, "target", "classes")))
                  .toList());

  @Test
  void applications_neverImportEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.visiona.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.visiona.relay.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.visiona.relay..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.visiona.api.."));
  }

  @Test
  void whatIsShared_doesNotPointBack() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.visiona.shared..",
                "io.visiona.yamux..",
                "io.visiona.agent..",
                "io.visiona.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.visiona.api..", "io.visiona.relay..", "io.visiona.standins.."));
  }

  @Test
  void yamux_needsNothingButJava() {
    check(
        classes()
            .that()
            .resideInAPackage("io.visiona.yamux..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.visiona.yamux..", "java..", "org.jspecify.annotations"));
  }

  @Test
  void agent_needsNoJakarta() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.visiona.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.enterprise.."));
  }

  /** It is a client like any other: what it can do, a script can do. */
  @Test
  void commandLine_knowsThePublicApiOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("io.visiona.cli..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "io.visiona.cli..",
                "java..",
                "javax.net.ssl..",
                "com.sun.net.httpserver..",
                "jakarta.json..",
                "picocli..",
                "org.jspecify.annotations"));
  }

  @Test
  void standins_areReferencedByNobody() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.visiona.standins..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.visiona.standins.."));
  }

  @Test
  void injection_isByConstructor() {
    check(noFields().should().beAnnotatedWith("jakarta.inject.Inject"));
  }

  @Test
  void threads_areMadeInOnePlaceOfTheApplications() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.visiona.api..", "io.visiona.relay..", "io.visiona.shared..")
            .and()
            .resideOutsideOfPackage("io.visiona.shared.concurrent..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class)
            .orShould()
            .callMethod(Thread.class, "ofVirtual")
            .orShould()
            .callMethod(Thread.class, "ofPlatform")
            .orShould()
            .callConstructor(Thread.class, Runnable.class));
  }

  /** {@code Json} looks its provider up at each call, through class loaders. */
  @Test
  void jsonProvider_isLookedUpOnce() {
    Set<String> looksUp =
        Set.of("createObjectBuilder", "createArrayBuilder", "createParser", "createReader");
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.visiona.api..", "io.visiona.relay..", "io.visiona.shared..")
            .should()
            .callMethodWhere(
                DescribedPredicate.<JavaMethodCall>describe(
                    "Json is asked for something that it looks its provider up for",
                    call ->
                        call.getTargetOwner().getName().equals("jakarta.json.Json")
                            && looksUp.contains(call.getName()))));
  }

  /** The rooms of the API from the ground up; who stands lower knows nobody above. */
  @Test
  void roomsOfTheApi_pointDownwards() {
    List<String> rooms =
        List.of(
            "http",
            "platform",
            "proxy",
            "identity",
            "agents",
            "models",
            "forward",
            "pages",
            "devices",
            "events",
            "overview",
            "gateway",
            "server");
    for (int i = 0; i < rooms.size(); i++) {
      String[] above =
          rooms.subList(i + 1, rooms.size()).stream()
              .map(room -> "io.visiona.api." + room + "..")
              .toArray(String[]::new);
      if (above.length > 0) {
        check(
            noClasses()
                .that()
                .resideInAPackage("io.visiona.api." + rooms.get(i) + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above));
      }
    }
  }

  /** What goes to services has nothing to do with what goes to agents: they share the proxy. */
  @Test
  void gateway_knowsNothingOfForwarding() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.visiona.api.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.visiona.api.forward..", "io.visiona.api.agents.."));
  }

  private static final String CONTAINER = "io.visiona.shared.container..";

  private static final Set<String> LOOK_UPS =
      Set.of(
          "forName",
          "getField",
          "getFields",
          "getDeclaredField",
          "getDeclaredFields",
          "getMethod",
          "getMethods",
          "getDeclaredMethod",
          "getDeclaredMethods");

  /**
   * What is not the standard's is in one package (decision 51). The build's own program is in no
   * application.
   */
  @Test
  void server_isLookedInto_inOnePlace() {
    DescribedPredicate<JavaMethodCall> looksInto =
        DescribedPredicate.describe(
            "looks up members of a class by name",
            call ->
                call.getTargetOwner().isEquivalentTo(Class.class)
                    && LOOK_UPS.contains(call.getTarget().getName()));
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.visiona.api..", "io.visiona.relay..", "io.visiona.shared..")
            .and()
            .resideOutsideOfPackages(CONTAINER, "io.visiona.api.server.openapi.build..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "javax.management..",
                "com.ibm..",
                "io.openliberty..",
                "fish.payara..",
                "org.glassfish..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Field.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InvocationHandler.class)
            .orShould()
            .callMethodWhere(looksInto));
  }

  /** The same of names that code looks up, which no import shows. */
  @Test
  void server_isNamed_inOnePlace() throws IOException {
    List<String> names = List.of("com.ibm.", "WebSphere:", "io.openliberty", "/proc/");
    List<String> found = new ArrayList<>();
    Path root = Installation.find().root();
    for (String module : List.of("yamux", "shared-ejb", "relay-war", "api-war")) {
      Path sources = root.resolve(module).resolve("src/main");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          boolean allowed =
              file.toString().contains("/shared/container/")
                  || file.endsWith(Path.of("WEB-INF", "ibm-web-bnd.xml"));
          names.stream()
              .filter(name -> !allowed && text.contains(name))
              .forEach(name -> found.add(root.relativize(file) + ": " + name));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** The one name that may stand twice: what {@code java -jar} starts (decision 55). */
  private static final Set<String> TWICE = Set.of("Main");

  /** Whoever reads a class's name in a log, a review or a document knows which one it is. */
  @Test
  void simpleNames_areUnique() {
    Map<String, List<String>> names =
        PRODUCT.stream()
            .filter(type -> type.isTopLevelClass() && !TWICE.contains(type.getSimpleName()))
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type -> !type.getPackageName().startsWith("io.visiona.standins"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    names.values().removeIf(places -> places.size() == 1);
    assertThat(names).isEmpty();
  }

  @Test
  void packages_haveNoCycles() {
    for (String part : List.of("yamux", "shared", "relay", "api", "agent", "standins")) {
      check(
          slices()
              .matching("io.visiona." + part + ".(*)..")
              .should()
              .beFreeOfCycles()
              .allowEmptyShould(true));
    }
  }

  private static void check(ArchRule rule) {
    rule.check(PRODUCT);
  }
}
