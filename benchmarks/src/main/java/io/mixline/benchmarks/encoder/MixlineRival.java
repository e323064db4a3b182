package io.mixline.benchmarks.encoder;

import io.mixline.encoder.runtime.EncoderMetrics;
import io.mixline.encoder.runtime.EncoderRuntime;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Our path as it is deployed: tokenise, run, pool to 4 tokens, convert to half precision. */
final class MixlineRival implements Rival {

    private final ComparisonTexts texts;
    private final EncoderRuntime runtime;

    MixlineRival(ComparisonTexts texts, Path bundle) {
        this.texts = texts;
        this.runtime = EncoderRuntime.open(EncoderSettings.of(bundle), EncoderMetrics.NONE);
    }

    @Override
    public String name() {
        return "Mixline, EncoderRuntime";
    }

    @Override
    public long encode(List<Integer> chosen) throws Exception {
        List<CompletableFuture<EncodedText>> all = new ArrayList<>(chosen.size());
        for (int text : chosen) {
            all.add(runtime.encode(ItemText.of(texts.text(text), null), Lane.LIVE));
        }
        long tokens = 0;
        for (CompletableFuture<EncodedText> future : all) {
            tokens += future.join().textTokens();
        }
        return tokens;
    }

    @Override
    public void close() {
        runtime.close();
    }
}
