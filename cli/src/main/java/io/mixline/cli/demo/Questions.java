package io.mixline.cli.demo;

import io.mixline.cli.smoke.LateInteraction;
import io.mixline.cli.smoke.TokenMatrix;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.encoder.runtime.SharedEncoderRuntime;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.Lane;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers free-text queries by late interaction over cached tokens: a smoke check, no ranker. */
final class Questions {

    private static final int CANDIDATES = 250;

    private final EmbeddingReader cache;
    private final SharedEncoderRuntime encoder;
    private final EmbeddingSpace space;

    Questions(EmbeddingReader cache, SharedEncoderRuntime encoder, EmbeddingSpace space) {
        this.cache = cache;
        this.encoder = encoder;
        this.space = space;
    }

    /** An item and how well it answers. */
    record Answer(EmbeddingRow row, float score) {}

    /** The best answers first. */
    List<Answer> ask(String query, List<ItemId> among, int wanted) {
        EmbeddingTokens tokens =
                encoder.encode(ItemText.of(query, null), Lane.LIVE).join().tokens();
        TokenMatrix asked = TokenMatrix.read(tokens.shape(), ByteBuffer.wrap(tokens.bytes()));
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < among.size(); from += CANDIDATES) {
            List<ItemId> ids = among.subList(from, Math.min(among.size(), from + CANDIDATES));
            EmbeddingBatch batch = cache.read(ReadRequest.current(space, ids).with(ReadExtra.SHORT_TEXTS));
            for (int item = 0; item < batch.size(); item++) {
                if (batch.status(item).hasTokens()) {
                    TokenMatrix candidate = TokenMatrix.read(batch.itemShape(), batch.tokens(item));
                    answers.add(new Answer(batch.row(item), LateInteraction.maxSim(asked, candidate)));
                }
            }
        }
        answers.sort(Comparator.comparingDouble(Answer::score).reversed());
        return answers.subList(0, Math.min(wanted, answers.size()));
    }
}
