package io.mixline.encoder.hashing;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.BundleManifest;
import io.mixline.encoder.pooling.PositionStates;
import io.mixline.schemas.EmbeddingShape;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoder without a model: numbers in [-1, 1) that depend on the text alone, and on every character of it. A token is
 * four characters. For tests and load tests, where what matters is which text an embedding came from. Thread-safe.
 */
public final class HashingItemEncoder implements ItemEncoder {

    static final int CHARACTERS_PER_TOKEN = 4;

    private static final RunSize PREFERRED = new RunSize(256, 1 << 16);

    private final EmbeddingShape shape;
    private final int maxTextTokens;

    public HashingItemEncoder(BundleManifest manifest) {
        this.shape = manifest.shape();
        this.maxTextTokens = manifest.limits().maxTextTokens();
    }

    /** One window, the text's characters packed into ids. */
    @Override
    public TokenizedText tokenize(String text) {
        long all = (text.length() + CHARACTERS_PER_TOKEN - 1L) / CHARACTERS_PER_TOKEN;
        long[] ids = new long[(int) Math.max(1, Math.min(all, maxTextTokens))];
        int end = (int) Math.min(text.length(), (long) ids.length * CHARACTERS_PER_TOKEN);
        for (int at = 0; at < end; at++) {
            int shift = Character.SIZE * (at % CHARACTERS_PER_TOKEN);
            ids[at / CHARACTERS_PER_TOKEN] |= (long) text.charAt(at) << shift;
        }
        return new TokenizedText(List.of(new TokenWindow(ids)), all > maxTextTokens);
    }

    @Override
    public List<PositionStates> run(List<TokenWindow> windows) {
        HashStream64 stream = Hashing.xxh3_64().hashStream();
        List<PositionStates> states = new ArrayList<>(windows.size());
        for (TokenWindow window : windows) {
            states.add(numbers(stream.reset().putLongs(window.ids()).getAsLong()));
        }
        return states;
    }

    /** [tokens, dimension] numbers out of a seed: SplitMix64, its upper 24 bits each. */
    private PositionStates numbers(long seed) {
        float[] values = new float[shape.tokens() * shape.dimension()];
        long state = seed;
        for (int i = 0; i < values.length; i++) {
            state += 0x9E3779B97F4A7C15L;
            long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            values[i] = ((mixed ^ (mixed >>> 31)) >> 40) * 0x1p-23f;
        }
        return PositionStates.of(values, shape.dimension());
    }

    @Override
    public RunSize preferredRunSize() {
        return PREFERRED;
    }

    @Override
    public void close() {}
}
