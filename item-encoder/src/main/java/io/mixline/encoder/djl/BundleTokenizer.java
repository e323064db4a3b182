package io.mixline.encoder.djl;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.ControlTokens;
import io.mixline.encoder.bundle.TextLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A bundle's {@code tokenizer.json}. A text is cut to the bundle's length and split into as few windows as hold it, all
 * of about the same length, each with the special tokens around it that the tokeniser puts around a text. No such token
 * comes out of the text itself. Thread-safe.
 */
final class BundleTokenizer implements AutoCloseable {

    /**
     * Text beyond so many characters for each token that the model takes is not looked at: a record of a megabyte would
     * cost a second of tokenising for tokens that are cut off. Words of more characters become one unknown token anyway.
     */
    private static final int MAX_CHARACTERS_PER_TOKEN = 64;

    /** Whatever truncation and padding the file brings (MiniLM's cuts and pads to 128), it is not for us. */
    private static final Map<String, String> AS_IT_IS =
            Map.of("truncation", "do_not_truncate", "padding", "do_not_pad", "addSpecialTokens", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final ControlTokens control;
    private final TextLimits limits;
    private final SpecialTokens special;

    private BundleTokenizer(HuggingFaceTokenizer tokenizer, ControlTokens control, TextLimits limits) {
        this.tokenizer = tokenizer;
        this.control = control;
        this.limits = limits;
        this.special = SpecialTokens.of(tokenizer.encode("a", true, false));
    }

    static BundleTokenizer open(Path file, TextLimits limits) {
        try (InputStream in = Files.newInputStream(file);
                InputStream again = Files.newInputStream(file)) {
            ControlTokens control = ControlTokens.read(again);
            return new BundleTokenizer(HuggingFaceTokenizer.newInstance(in, AS_IT_IS), control, limits);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new EncoderException(Kind.FATAL, "cannot load the tokeniser " + file + ": " + e, e);
        }
    }

    /** The ids that a tokeniser puts before and after a text. */
    @SuppressWarnings("ArrayRecordComponent") // read in this class only, and never compared
    private record SpecialTokens(long[] before, long[] after) {

        static SpecialTokens of(Encoding text) {
            long[] ids = text.getIds();
            long[] special = text.getSpecialTokenMask();
            int from = 0;
            while (from < ids.length && special[from] == 1) {
                from++;
            }
            int to = ids.length;
            while (to > from && special[to - 1] == 1) {
                to--;
            }
            return new SpecialTokens(Arrays.copyOf(ids, from), Arrays.copyOfRange(ids, to, ids.length));
        }

        int count() {
            return before.length + after.length;
        }
    }

    /** Special tokens in each window. */
    int specialTokens() {
        return special.count();
    }

    TokenizedText tokenize(String text) {
        String head = head(text);
        long[] ids = control.removedFrom(
                tokenizer.encode(control.broken(head), false, false).getIds());
        int kept = Math.min(ids.length, limits.maxTextTokens());
        return new TokenizedText(windows(ids, kept), kept < ids.length || head.length() < text.length());
    }

    private String head(String text) {
        long length = (long) MAX_CHARACTERS_PER_TOKEN * limits.maxTextTokens();
        if (text.length() <= length) {
            return text;
        }
        int end = (int) length;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private List<TokenWindow> windows(long[] ids, int kept) {
        int room = limits.window() - special.count();
        int count = Math.max(1, (kept + room - 1) / room);
        List<TokenWindow> windows = new ArrayList<>(count);
        for (int window = 0; window < count; window++) {
            int from = (int) ((long) window * kept / count);
            int to = (int) ((window + 1L) * kept / count);
            windows.add(window(ids, from, to));
        }
        return windows;
    }

    private TokenWindow window(long[] ids, int from, int to) {
        long[] window = Arrays.copyOf(special.before, to - from + special.count());
        System.arraycopy(ids, from, window, special.before.length, to - from);
        System.arraycopy(special.after, 0, window, special.before.length + to - from, special.after.length);
        return new TokenWindow(window);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
