package io.mixline.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.mixline.cache.metrics.CacheMetrics;
import io.mixline.encoder.runtime.EncoderMetric;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.metrics.MetricDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard and the scrape configuration of docker-compose.yml name what there is. */
class MonitoringTest {

    private static final Path ROOT = Path.of("..");
    private static final Path MONITORING = ROOT.resolve("docker/monitoring");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern METRIC = Pattern.compile("\\bmixline_\\w+");

    @Test
    void every_metric_of_the_dashboard_is_declared() throws IOException {
        Set<String> shown = new TreeSet<>();
        JsonNode dashboard = JSON.readTree(
                MONITORING.resolve("grafana/dashboards/mixline.json").toFile());
        for (JsonNode target : dashboard.findValues("expr")) {
            Matcher names = METRIC.matcher(target.asText());
            while (names.find()) {
                shown.add(names.group().replaceFirst("_bucket$", ""));
            }
        }

        assertThat(shown).hasSizeGreaterThan(20).isSubsetOf(declared());
    }

    @Test
    void the_names_that_flink_makes_longer_are_cut_back() throws IOException {
        JsonNode rule = prometheus().findValue("metric_relabel_configs").get(0);
        Pattern regex = Pattern.compile(rule.get("regex").asText());

        for (String own : declared()) {
            String scoped = "flink_taskmanager_job_task_operator_lane_outcome_" + own;
            assertThat(regex.matcher(scoped)
                            .replaceFirst(rule.get("replacement").asText()))
                    .isEqualTo(own);
        }
    }

    @Test
    void every_scrape_target_is_a_service_on_its_metrics_port() throws IOException {
        JsonNode services =
                YAML.readTree(ROOT.resolve("docker-compose.yml").toFile()).get("services");
        for (JsonNode targets : prometheus().findValues("targets")) {
            for (JsonNode target : targets) {
                String[] hostAndPort = target.asText().split(":", 2);
                assertThat(services.has(hostAndPort[0])).as(target.asText()).isTrue();
                assertThat(hostAndPort[1]).isEqualTo(hostAndPort[0].equals("cache") ? "9464" : "9249");
            }
        }
        assertThat(YAML.readTree(ROOT.resolve("docker/job/config.yaml").toFile())
                        .get("metrics.reporter.prometheus.port")
                        .asInt())
                .isEqualTo(9249);
    }

    private static JsonNode prometheus() throws IOException {
        return YAML.readTree(MONITORING.resolve("prometheus.yml").toFile());
    }

    private static Set<String> declared() {
        return Stream.<MetricDefinition[]>of(JobMetrics.values(), EncoderMetric.values(), CacheMetrics.values())
                .flatMap(Stream::of)
                .map(MetricDefinition::metricName)
                .collect(Collectors.toSet());
    }
}
