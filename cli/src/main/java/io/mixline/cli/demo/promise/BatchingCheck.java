package io.mixline.cli.demo.promise;

import io.mixline.cli.smoke.LateInteraction;
import io.mixline.cli.smoke.TokenMatrix;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRequest;
import io.mixline.encoder.runtime.SharedEncoderRuntime;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.Lane;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Encodes a sample again, each text alone, and compares with what is cached. */
final class BatchingCheck {

    private static final float LEAST_COSINE = 0.9999f;

    private final SharedEncoderRuntime encoder;
    private final EmbeddingSpace space;

    BatchingCheck(SharedEncoderRuntime encoder, EmbeddingSpace space) {
        this.encoder = encoder;
        this.space = space;
    }

    List<String> check(EmbeddingReader cache, Map<ItemId, ItemText> sample) {
        List<String> wrong = new ArrayList<>();
        sample.forEach((id, text) -> {
            EmbeddingTokens alone = encoder.encode(text, Lane.LIVE).join().tokens();
            EmbeddingBatch batch = cache.read(ReadRequest.current(space, List.of(id)));
            float cosine = LateInteraction.lowestCosine(
                    TokenMatrix.read(alone.shape(), ByteBuffer.wrap(alone.bytes())),
                    TokenMatrix.read(batch.itemShape(), batch.tokens(0)));
            if (cosine < LEAST_COSINE) {
                wrong.add(id + " encoded alone has cosine " + cosine + " with what is cached (expected: above "
                        + LEAST_COSINE + ")");
            }
        });
        return wrong;
    }
}
