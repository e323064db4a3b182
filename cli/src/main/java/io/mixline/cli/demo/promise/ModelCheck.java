package io.mixline.cli.demo.promise;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Asks a cache for other models than the one it holds: it must not answer with what it has. */
final class ModelCheck {

    private final EmbeddingModel model;
    private final List<ItemId> ids;

    ModelCheck(EmbeddingModel model, List<ItemId> ids) {
        this.model = model;
        this.ids = ids;
    }

    List<String> check(EmbeddingReader cache) {
        List<String> wrong = new ArrayList<>();
        Hash128 hash = model.fingerprint().hash();
        ModelFingerprint other = new ModelFingerprint(new Hash128(hash.high(), hash.low() ^ 1));
        ReadRequest current = ReadRequest.current(model.space(), ids);
        expectRefused(cache, ReadRequest.current(new EmbeddingSpace(model.space() + "-other"), ids), wrong);
        expectRefused(cache, current.accepting(Set.of(other)), wrong);
        EmbeddingBatch accepted = cache.read(current.accepting(Set.of(other, model.fingerprint())));
        if (!accepted.model().equals(model)) {
            wrong.add("a read that accepts " + model + " got " + accepted.model());
        }
        return wrong;
    }

    private static void expectRefused(EmbeddingReader cache, ReadRequest request, List<String> wrong) {
        try {
            EmbeddingBatch batch = cache.read(request);
            wrong.add("a read of space " + request.space() + ", fingerprints " + request.accepted() + " got tokens of "
                    + batch.model() + " (expected: a refusal)");
        } catch (ReadRefusedException e) {
            if (e.reason() != ReadRefusedException.Reason.UNKNOWN_SPACE
                    && e.reason() != ReadRefusedException.Reason.NO_ACCEPTED_MODEL) {
                wrong.add("a read of space " + request.space() + " was refused as " + e.reason());
            }
        }
    }
}
