package io.mixline.jobs.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.metrics.MetricsDocument;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class JobMetricsTest {

    @Test
    void the_document_takes_every_metric() {
        assertThat(MetricsDocument.markdown("Job", EnumSet.allOf(JobMetrics.class)))
                .contains("| `mixline_job_ended_records` | gauge | `lane`, `outcome` |");
    }
}
