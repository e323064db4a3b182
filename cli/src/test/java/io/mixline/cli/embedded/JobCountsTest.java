package io.mixline.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.ItemOutcome;
import org.junit.jupiter.api.Test;

class JobCountsTest {

    @Test
    void operators_and_lanes_add_up_and_other_metrics_do_not_count() {
        JobCounts counts = JobCounts.parse("""
                # HELP flink_taskmanager_job_task_operator_lane_mixline_job_input_records x
                # TYPE flink_taskmanager_job_task_operator_lane_mixline_job_input_records gauge
                flink_taskmanager_job_task_operator_lane_mixline_job_input_records{lane="LIVE",operator_name="a"} 7.0
                flink_taskmanager_job_task_operator_lane_mixline_job_input_records{lane="BACKFILL",operator_name="b"} 2.0
                flink_taskmanager_job_task_operator_lane_outcome_mixline_job_ended_records{lane="LIVE",outcome="EMBEDDED"} 4.0
                flink_taskmanager_job_task_operator_lane_outcome_mixline_job_ended_records{lane="BACKFILL",outcome="EMBEDDED"} 1.0
                flink_taskmanager_job_task_operator_lane_outcome_mixline_job_ended_records{lane="LIVE",outcome="DEAD_LETTER"} 1.0
                flink_taskmanager_job_task_operator_lane_mixline_job_held_changes{lane="LIVE"} 2.0
                flink_taskmanager_job_task_operator_lane_mixline_job_returned_marks{lane="LIVE"} 1.0
                flink_taskmanager_job_task_operator_lane_mixline_job_in_flight_changes{lane="LIVE"} 55.0
                flink_jobmanager_Status_JVM_CPU_Load{host="x"} 0.1
                """);

        assertThat(counts.input()).isEqualTo(9);
        assertThat(counts.ended(ItemOutcome.EMBEDDED)).isEqualTo(5);
        assertThat(counts.ended(ItemOutcome.DEAD_LETTER)).isEqualTo(1);
        assertThat(counts.ended(ItemOutcome.UNCHANGED)).isZero();
        assertThat(counts.allEnded()).isEqualTo(6);
        assertThat(counts.held()).isEqualTo(2);
        assertThat(counts.returnedMarks()).isEqualTo(1);
    }
}
