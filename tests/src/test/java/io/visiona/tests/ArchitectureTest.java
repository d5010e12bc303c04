package io.visiona.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.visiona.launch.Installation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What the layout promises. */
final class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .importPaths(
              List.of("yamux", "shared-ejb", "relay-war", "api-war", "agent", "standins").stream()
                  .map(module -> Installation.find().root().resolve(Path.of(module, "target", "classes")))
                  .toList());

  @Test
  void applications_neverImportEachOther() {
    check(noClasses().that().resideInAPackage("io.visiona.api..").should().dependOnClassesThat().resideInAPackage("io.visiona.relay.."));
    check(noClasses().that().resideInAPackage("io.visiona.relay..").should().dependOnClassesThat().resideInAPackage("io.visiona.api.."));
  }

  @Test
  void whatIsShared_doesNotPointBack() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.visiona.shared..", "io.visiona.yamux..", "io.visiona.agent..")
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
    check(noClasses().that().resideInAPackage("io.visiona.agent..").should().dependOnClassesThat().resideInAPackage("jakarta.enterprise.."));
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

  @Test
  void packages_haveNoCycles() {
    for (String part : List.of("yamux", "shared", "relay", "api", "agent", "standins")) {
      check(slices().matching("io.visiona." + part + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true));
    }
  }

  private static void check(ArchRule rule) {
    rule.check(PRODUCT);
  }
}
