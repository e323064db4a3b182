package io.mixline.encoder;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a model runs on, written {@code cpu} or {@code cuda:0}. */
public record EncoderDevice(Kind kind, int index) implements Serializable {

    /** The sorts of device. */
    public enum Kind {
        CPU,
        CUDA
    }

    public static final EncoderDevice CPU = new EncoderDevice(Kind.CPU, 0);

    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

    public static EncoderDevice parse(String text) {
        if (text.equals("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA.matcher(text);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("device: " + text + " (expected: cpu or cuda:<number>)");
        }
        return new EncoderDevice(Kind.CUDA, Integer.parseInt(cuda.group(1)));
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
