package io.mixline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.ENUMS;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layers of docs/architecture.md, and names that say something, over the main classes of every module. */
final class ArchitectureTest {

    private static final String ROOT = "io.mixline";
    private static final List<String> MODULES = List.of(
            "io.mixline.schemas",
            "io.mixline.registry",
            "io.mixline.encoder",
            "io.mixline.protocol",
            "io.mixline.client",
            "io.mixline.ranker",
            "io.mixline.embedded.kafka",
            "io.mixline.jobs",
            "io.mixline.cache",
            "io.mixline.cli");
    private static final String WIRE = "io.mixline.schemas.avro..";
    private static final String PROTOCOL = "io.mixline.protocol..";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Else a module that fell off this test's class path would pass every rule below. */
    @Test
    void every_module_is_seen() {
        assertThat(MODULES)
                .allSatisfy(module -> assertThat(ALL)
                        .anySatisfy(seen -> assertThat(seen.getPackageName())
                                .matches(
                                        name -> name.equals(module) || name.startsWith(module + "."), "in " + module)));
    }

    @Test
    void modules_have_no_cycles() {
        slices().matching("io.mixline.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.mixline.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void generated_wire_classes_stay_in_the_codecs() {
        onlyIn("io.mixline.schemas.codec..", WIRE).check(ALL.that(not(resideInAPackage(WIRE))));
        onlyIn("io.mixline.client.protocol..", PROTOCOL).check(ALL.that(not(resideInAPackage(PROTOCOL))));
    }

    @Test
    void what_a_ranker_links_sees_no_kafka_or_rocksdb() {
        noClasses()
                .that()
                .resideInAPackage("io.mixline.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.rocksdb..")
                .check(ALL);
    }

    @Test
    void netty_stays_where_messages_are_moved() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.mixline.client.protocol..", "io.mixline.client.grpc..", "io.mixline.cache.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "com.google.protobuf..")
                .check(ALL.that(not(resideInAPackage(PROTOCOL))));
    }

    @Test
    void the_encoder_sees_no_kafka_flink_or_rocksdb() {
        noClasses()
                .that()
                .resideInAPackage("io.mixline.encoder..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.apache.flink..", "org.rocksdb..")
                .check(ALL);
    }

    @Test
    void rocksdb_stays_in_its_package() {
        onlyIn("io.mixline.cache.rocksdb..", "org.rocksdb..").check(ALL);
    }

    @Test
    void djl_stays_in_its_package() {
        onlyIn("io.mixline.encoder.djl..", "ai.djl..").check(ALL);
    }

    /** What a ranker service links must not bring a broker's client, a job or a store along. */
    @Test
    void what_a_ranker_links_sees_no_kafka_flink_rocksdb_or_djl() {
        noClasses()
                .that()
                .resideInAnyPackage("io.mixline.client..", "io.mixline.ranker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.apache.flink..", "org.rocksdb..", "ai.djl..")
                .check(ALL);
    }

    @Test
    void flink_stays_in_the_jobs_and_the_embedded_run() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.mixline.jobs..", "io.mixline.cli.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .check(ALL);
    }

    @Test
    void jobs_and_cache_meet_at_a_topic_only() {
        apart("io.mixline.jobs..", "io.mixline.cache..").check(ALL);
        apart("io.mixline.cache..", "io.mixline.jobs..").check(ALL);
    }

    @Test
    void no_class_has_a_name_that_says_nothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Handler|Processor|Wrapper|Base|Data|Info)")
                .check(ALL);
    }

    @Test
    void concrete_classes_are_final() {
        classes()
                .that(not(INTERFACES))
                .and(not(ENUMS))
                .and(not(modifier(JavaModifier.ABSTRACT)))
                .and(topLevel())
                .and()
                .resideOutsideOfPackages(WIRE, PROTOCOL)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(ALL);
    }

    private static DescribedPredicate<JavaClass> topLevel() {
        return DescribedPredicate.describe("are top level", JavaClass::isTopLevelClass);
    }

    private static ArchRule onlyIn(String home, String foreign) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(foreign);
    }

    private static ArchRule apart(String from, String to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(to);
    }
}
