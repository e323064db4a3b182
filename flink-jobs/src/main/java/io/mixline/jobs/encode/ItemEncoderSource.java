package io.mixline.jobs.encode;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import java.io.Serializable;
import org.apache.flink.metrics.MetricGroup;

/** Where the steps of a job get their encoder from. Travels to the task managers and opens there. */
public interface ItemEncoderSource extends Serializable {

    ModelVersion modelVersion();

    EmbeddingModel model();

    /** For the gate, and for the encode step where it gets a change without this model's text of it. */
    ContentComposer openComposer();

    /**
     * For the encode step. Several that are open in one JVM may share a device; each is closed on its own.
     *
     * @param operator where the encoder's metrics of that lane go
     */
    ItemTextEncoder openEncoder(MetricGroup operator, Lane lane);
}
