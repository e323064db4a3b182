package io.mixline.ranker;

/** What a {@link MixRanker} is made with: where it asks, for what model, in what words, and what it does without tokens. */
public record RankerSettings(
        ScoreEndpoint endpoint, RankerModel model, LabelTokens labels, PromptFormat prompts, ItemFallbacks fallbacks) {

    /** Whether a prompt can hold an item's short text: a read brings it where it is asked for. */
    boolean needsShortTexts() {
        return prompts.itemOfTokens().slots().contains(PromptFormat.SHORT_TEXT)
                || fallbacks.stale() == Fallback.SHORT_TEXT;
    }
}
