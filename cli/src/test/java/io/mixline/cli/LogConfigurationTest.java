package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services and commands log, by their own configurations and not by that of the tests. */
class LogConfigurationTest {

    private static final List<String> DUMPS = List.of(
            "org.apache.kafka.common.config.AbstractConfig",
            "org.apache.kafka.common.utils.AppInfoParser",
            "org.apache.kafka.common.metrics.Metrics",
            "org.apache.kafka.common.telemetry.internals.KafkaMetricsCollector",
            "org.apache.kafka.clients.admin.internals.AdminMetadataManager");

    @ParameterizedTest
    @ValueSource(strings = {"/log4j2.xml", "/log4j2-quiet.xml"})
    void the_settings_of_kafkas_clients_do_not_hide_our_own_messages(String file) throws Exception {
        Configuration configuration = read(file);

        assertThat(DUMPS)
                .allSatisfy(name -> assertThat(
                                configuration.getLoggerConfig(loaded(name)).getLevel())
                        .as(name)
                        .isEqualTo(Level.WARN));
        assertThat(configuration.getLoggerConfig("io.mixline.cli.JobCommand").getLevel())
                .isEqualTo(Level.INFO);
        assertThat(configuration
                        .getLoggerConfig("org.apache.kafka.clients.NetworkClient")
                        .getLevel())
                .isEqualTo(Level.INFO);
    }

    /** With it, whatever first logs in one of our own hooks comes too late, and Log4j complains. */
    @ParameterizedTest
    @ValueSource(strings = {"/log4j2.xml", "/log4j2-quiet.xml"})
    void logging_does_not_end_before_what_closes_at_the_end(String file) throws Exception {
        assertThat(read(file).isShutdownHookEnabled()).isFalse();
    }

    /** A class that Kafka has renamed would log under another name. */
    private static String loaded(String name) {
        try {
            return Class.forName(name).getName();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Configuration read(String file) throws URISyntaxException {
        URI uri = Objects.requireNonNull(MixlineCommand.class.getResource(file)).toURI();
        try (LoggerContext context = new LoggerContext(file)) {
            Configuration configuration = ConfigurationFactory.getInstance().getConfiguration(context, file, uri);
            configuration.initialize();
            return configuration;
        }
    }
}
