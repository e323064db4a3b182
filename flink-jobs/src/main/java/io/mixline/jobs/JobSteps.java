package io.mixline.jobs;

import io.mixline.jobs.config.FlowLimits;
import io.mixline.jobs.config.JobClock;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.fence.FenceRule;
import io.mixline.jobs.fence.NewestVersionRule;
import io.mixline.jobs.gate.GateRule;
import io.mixline.jobs.gate.NewestChangeRule;

/** What decides in the steps of a job. Rules other than the standard ones break promises: they are for showing that. */
public record JobSteps(ItemEncoderSource encoder, GateRule gate, FenceRule fence, JobClock clock) {

    public static JobSteps standard(ItemEncoderSource encoder, FlowLimits limits) {
        return new JobSteps(
                encoder, new NewestChangeRule(limits.gateMinInterval()), NewestVersionRule.INSTANCE, JobClock.system());
    }

    public JobSteps with(GateRule other) {
        return new JobSteps(encoder, other, fence, clock);
    }

    public JobSteps with(FenceRule other) {
        return new JobSteps(encoder, gate, other, clock);
    }

    public JobSteps with(JobClock other) {
        return new JobSteps(encoder, gate, fence, other);
    }
}
