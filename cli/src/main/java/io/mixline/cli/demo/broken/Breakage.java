package io.mixline.cli.demo.broken;

import io.mixline.cache.EmbeddingCache;
import io.mixline.jobs.JobSteps;
import java.util.Locale;

/** What the demo breaks on purpose. */
public enum Breakage {
    NOTHING,
    FENCE {
        @Override
        public JobSteps steps(JobSteps standard) {
            return standard.with(CarelessFence.INSTANCE);
        }
    },
    GATE {
        @Override
        public JobSteps steps(JobSteps standard) {
            return standard.with(new BlindGate(standard.gate()));
        }
    },
    POSITIONS {
        @Override
        public EmbeddingCache cache(EmbeddingCache standard) {
            return new PositionsFirstCache(standard);
        }
    },
    TOMBSTONES {
        @Override
        public EmbeddingCache cache(EmbeddingCache standard) {
            return new ForgetfulCache(standard);
        }
    };

    /** The job's steps, one of them broken. */
    public JobSteps steps(JobSteps standard) {
        return standard;
    }

    /** The cache, or a broken one over it. */
    public EmbeddingCache cache(EmbeddingCache standard) {
        return standard;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
