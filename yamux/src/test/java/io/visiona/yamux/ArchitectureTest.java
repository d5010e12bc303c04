package io.visiona.yamux;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What makes the library usable by anyone: the JDK is enough, and the core does no I/O. */
@AnalyzeClasses(packages = "io.visiona.yamux", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule needsNothingButTheJdk =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "io.visiona.yamux..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.visiona.yamux.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyDriversRunTasks =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.visiona.yamux.io")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executor")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread$Builder");

  @ArchTest
  static final ArchRule framesAndFlowKnowNothingOfSessions =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.visiona.yamux.frame", "io.visiona.yamux.flow", "io.visiona.yamux.buffer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.visiona.yamux.session", "io.visiona.yamux.blocking", "io.visiona.yamux.io");

  /** Whoever drives sessions from outside, as the relay does, needs nothing that blocks. */
  @ArchTest
  static final ArchRule sessionsKnowNothingOfThreadsThatBlock =
      noClasses()
          .that()
          .resideInAPackage("io.visiona.yamux.session")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.visiona.yamux.blocking", "io.visiona.yamux.io");

  /** A session is handed to nobody inside: its parts know each other, and not the whole. */
  @ArchTest
  static final ArchRule noPartOfASessionKnowsTheSession =
      noClasses()
          .that()
          .resideInAPackage("io.visiona.yamux.session")
          .and()
          .doNotHaveSimpleName("Session")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.visiona.yamux.session.Session");
}
