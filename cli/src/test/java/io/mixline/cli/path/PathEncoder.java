package io.mixline.cli.path;

import io.mixline.jobs.encode.ContentComposer;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.encode.ItemTextEncoder;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import org.apache.flink.metrics.MetricGroup;

/** What the fence asks of an encoder: whose tokens they are. */
record PathEncoder() implements ItemEncoderSource {

    @Override
    public ModelVersion modelVersion() {
        return new ModelVersion("path");
    }

    @Override
    public EmbeddingModel model() {
        return Texts.MODEL;
    }

    @Override
    public ContentComposer openComposer() {
        throw new UnsupportedOperationException("the gate of this path reads texts itself");
    }

    @Override
    public ItemTextEncoder openEncoder(MetricGroup operator, Lane lane) {
        throw new UnsupportedOperationException("this path encodes itself");
    }
}
